import { hideSecret } from '../../domain/url-secret.ts'
import { federationError } from '../../errors.ts'
import { findGit, makeBareEnvironment } from '../source/git.ts'
import type { World } from '../world/world.ts'
import type { RemoteOrder } from './fetch-order.ts'
import { runLimited, type LimitedEnd } from './limited-process.ts'
import type { Transport } from './transport.ts'

/** One git command that writes the mirror, or brings something of it elsewhere. */
export interface MirrorCall {
  readonly command: 'fetch' | 'push' | 'repack' | 'update-ref'
  readonly args: readonly string[]
  /** Absent where nobody is to be reached. */
  readonly transport?: Transport
}

/** These outrank what stands in any configuration. */
const SETTINGS = [
  'protocol.allow=never',
  'fetch.fsckObjects=true',
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
  'transfer.bundleURI=false',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  // What compresses well must not fill the memory: larger blobs are streamed.
  'core.bigFileThreshold=8m',
  'core.warnAmbiguousRefs=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'pack.threads=1',
  'repack.writeBitmaps=false',
  'submodule.recurse=false',
]

/**
 * Runs git on the mirror of an order, as its user and within its limits.
 *
 * @throws PROGRAM_MISSING, FETCH_TIMEOUT, FETCH_STOPPED; a command that fails is returned
 */
export async function runMirrorGit(world: World, order: RemoteOrder, call: MirrorCall): Promise<LimitedEnd> {
  const { source, repository, user, deadline, signal } = order
  const url = hideSecret(source.url)
  const git = findGit(world)
  if (git === undefined) throw federationError('PROGRAM_MISSING', { url, program: 'git' })
  const { transport } = call
  const settings = [...SETTINGS, ...(transport?.settings ?? [])].flatMap((setting) => ['-c', setting])
  const end = await runLimited(world, {
    command: [git, '--no-pager', ...settings, `--git-dir=${repository}`, call.command, ...call.args],
    cwd: '/',
    env: { ...makeBareEnvironment(world), GIT_ALLOW_PROTOCOL: allowed(order, transport), ...transport?.env },
    user,
    timeoutMs: Math.max(1, deadline - world.clock.monotonic()),
    // A mirror that is packed anew holds what several fetches brought.
    fileBytes: source.limits.packBytes * (transport === undefined ? 64 : 1),
    signal,
  })
  if (end.kind === 'timeout') throw federationError('FETCH_TIMEOUT', { url, seconds: source.limits.timeoutMs / 1000 })
  if (end.kind === 'aborted') throw federationError('FETCH_STOPPED', { url })
  return end
}

function allowed({ remote }: RemoteOrder, transport: Transport | undefined): string {
  return transport === undefined ? 'none' : remote.transport
}
