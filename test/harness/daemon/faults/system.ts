import { execFileSync } from 'node:child_process'
import { Unavailable, type Proof } from '../../../../scripts/harness.ts'
import { startDaemon } from '../daemon.ts'
import { EVERYBODY } from '../network.ts'
import { removeRow } from './levers.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** The system gives no more of something. */
export const SYSTEM_FAULTS: readonly Proof[] = ['instances', 'watches'].map((what) =>
  fault(`no inotify ${what} left: told once, and the interval alone does it all`, (site) => exhaust(site, what)),
)

/** In a user namespace of its own, which the kernel counts for itself: nobody else is short of anything. */
async function exhaust(site: Site, what: string): Promise<string> {
  const script = `echo 0 >/proc/sys/user/max_inotify_${what} && exec "$@"`
  const within = ['unshare', '--user', '--map-root-user', 'sh', '-c', script, 'sh']
  requireNamespaces(within)
  const daemon = site.adopt(startDaemon([...site.flags, '--offline', '--interval', '1s'], {}, within))
  await site.becomes(EVERYBODY)
  await removeRow(site, 'b')
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  const isTold = ({ message }: { readonly message?: unknown }): boolean =>
    String(message).includes('does not let us watch')
  const told = daemon.lines().filter(isTold)
  if (told.length !== 1) throw new Error(`It is told ${told.length} times.`)
  return `${String(told[0]?.['reason'])}: ${String(told[0]?.['message'])}`
}

function requireNamespaces(within: readonly string[]): void {
  const [file = '', ...rest] = within
  try {
    execFileSync(file, [...rest, 'true'], { stdio: 'pipe' })
  } catch (error) {
    throw new Unavailable('no user namespace can be had here', { cause: error })
  }
}
