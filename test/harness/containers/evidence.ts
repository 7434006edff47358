import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { until } from '../daemon/until.ts'
import type { Member } from './deployment.ts'
import { readThroughTinyDb } from './registrations.ts'
import type { Round, Site } from './round.ts'

/** Fails unless something is as it must be. */
export function expect(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return
  throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`)
}

/** Reads every registry through TinyDB, and expects exactly the others, with their certificates of now. */
export async function expectComplete({ sites }: Round): Promise<void> {
  const contents = await readThroughTinyDb(sites.map(({ member }) => member.tree.registryFile))
  for (const [index, { member }] of sites.entries()) {
    const peers = sites.filter((site) => site.member !== member).map((site) => site.member)
    const expected = Object.fromEntries(peers.map((peer) => [peer.id, peer.certificate()]))
    expect(`what ${member.name} holds`, contents[index]?.registrations, expected)
  }
}

/** What the process 1 of a container may do, as the kernel says. */
export async function expectNoRights({ stage }: Round, container: string, uid: number): Promise<void> {
  const status = await stage.engine.podman('exec', container, 'cat', '/proc/1/status')
  const lineOf = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? ''
  const id = Array.from({ length: 4 }, () => uid).join('\t')
  expect('its user', lineOf('Uid'), id)
  expect('its group', lineOf('Gid'), id)
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(set, lineOf(set), '0'.repeat(16))
  expect('NoNewPrivs', lineOf('NoNewPrivs'), '1')
  const write = await stage.engine.attempt('exec', '--user=0', container, 'sh', '-c', ': > /usr/written')
  expect('a write to its root file system', write.exitCode === 0, false)
}

/** What a container's root file system has beside its image: what the mounts of its compose file needed, and nothing else. */
export async function expectUntouched({ stage }: Round, { sidecar, member }: Site): Promise<void> {
  const mounts = ['/etc/fbm-gitops', '/run/secrets', member.inside, '/tmp', '/proc', '/sys', '/dev']
  const changes = (await stage.engine.podman('diff', sidecar)).split('\n').map((line) => line.slice(2))
  const isOfMount = (path: string): boolean =>
    mounts.some((mount) => mount.startsWith(path) || path.startsWith(`${mount}/`)) || ENGINES_OWN.has(path)
  expect(
    'what else is in its root file system',
    changes.filter((path) => !isOfMount(path)),
    [],
  )
}

/** Podman puts these into every container. */
const ENGINES_OWN: ReadonlySet<string> = new Set([
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/etc/mtab',
  '/run/.containerenv',
])

/**
 * Leaves a process behind in a container, as a killed fetch does, and waits until its process 1 has taken in that and every
 * other one. One look would not do: a child of the reconciler that ends in that instant is a zombie, too.
 */
export async function expectTakenIn({ stage }: Round, container: string): Promise<void> {
  await stage.engine.podman('exec', container, 'sh', '-c', 'sleep 0.1 >/dev/null 2>&1 &')
  const script = "cat /proc/[0-9]*/stat 2>/dev/null | grep -E '^[0-9]+ [(]sleep[)]|[)] Z ' || true"
  let left = ''
  const isEmpty = async (): Promise<boolean> => {
    left = (await stage.engine.podman('exec', container, 'sh', '-c', script)).trim()
    return left === ''
  }
  await until('every process that ended is taken in', isEmpty, { describe: () => left })
}

/** A digest over all files of a component that no reconciler may change, with their names. */
export function digestOfComponent({ tree }: Member): string {
  const hash = createHash('sha256')
  const registry = tree.registryFile
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name)
      if (path === registry || path === join(registry, '../fbm-gitops')) continue
      hash.update(`${path}\0`)
      if (entry.isDirectory()) visit(path)
      else hash.update(readFileSync(path))
    }
  }
  visit(tree.directory)
  return hash.digest('hex')
}
