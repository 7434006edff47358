import { hideSecret } from '../../domain/url-secret.ts'
import { federationError } from '../../errors.ts'
import { runGit } from '../source/git.ts'
import type { World } from '../world/world.ts'
import { describeFetchFailure } from './fetch-failure.ts'
import type { FetchOrder, RemoteOrder } from './fetch-order.ts'
import { holdsLooseObjects, type ObjectFormat } from './bare-repository.ts'
import { runMirrorGit } from './run-git.ts'
import type { Transport } from './transport.ts'

/** What became of one attempt to fetch. */
export type FetchEnd =
  | { readonly kind: 'fetched'; readonly head: string }
  /** Its repository cannot be fetched into, and must be made anew. */
  | { readonly kind: 'unusable'; readonly format: 'sha1' | 'sha256'; readonly error: Error }

const HEAD = 'refs/fbm-gitops/head'
const BRANCHES = 'refs/fbm-gitops/branches/'
const SEEN = 'refs/fbm-gitops/seen'
const ATTEMPTS = 4
const PAUSE_MS = 50

/**
 * Fetches what was asked for into the mirror, and tells which commit it is.
 *
 * @throws the fault that keeps it from being fetched
 */
export async function fetchHead(world: World, order: FetchOrder, transport: Transport): Promise<FetchEnd> {
  const { query } = order
  const fetching = { world, order, transport }
  switch (query.kind) {
    case 'head':
      return (await fetchFirst(fetching, ['HEAD'])) ?? throwMissing(order)
    case 'names':
      return (await fetchFirst(fetching, query.names)) ?? throwMissing(order)
    case 'commit':
      return fetchCommit(fetching, query.id)
  }
}

interface Fetching {
  readonly world: World
  readonly order: FetchOrder
  readonly transport: Transport
}

/** Fetches the first of several names that the repository has. */
async function fetchFirst(fetching: Fetching, names: readonly string[]): Promise<FetchEnd | undefined> {
  for (const name of names) {
    const stderr = await attemptFetch(fetching, [`+${name}:${HEAD}`])
    if (stderr === undefined) return resolveHead(fetching)
    if (!isRefMissing(stderr)) return await describeEnd(fetching, stderr)
  }
  return undefined
}

/**
 * Where the server gives no commit by its id, it must be among what its branches lead to. Its head is asked for as well: for a
 * commit alone that is here already, git would ask nobody, and the server would seem to be reached.
 */
async function fetchCommit(fetching: Fetching, id: string): Promise<FetchEnd> {
  const stderr = await attemptFetch(fetching, [`+${id}:${HEAD}`, `+HEAD:${SEEN}`])
  if (stderr === undefined) return resolveHead(fetching)
  if (!/not our ref|unadvertised object|couldn't find remote ref|remote did not send all/i.test(stderr)) {
    return describeEnd(fetching, stderr)
  }
  const all = await attemptFetch(fetching, ['--prune', `+refs/heads/*:${BRANCHES}*`])
  if (all !== undefined) return describeEnd(fetching, all)
  const { world, order } = fetching
  if (look(fetching, id)[0]?.type !== 'commit') return throwMissing(order)
  await runMirrorGit(world, order, { command: 'update-ref', args: [HEAD, id] })
  return resolveHead(fetching)
}

/**
 * Fetches once. Gives what git said where it failed. Another pass may hold a ref for a moment.
 *
 * @throws `REMOTE_DUMB`, and as `runMirrorGit`
 */
export async function attemptFetch(
  { world, order, transport }: Omit<Fetching, 'order'> & { readonly order: RemoteOrder },
  args: readonly string[],
): Promise<string | undefined> {
  const flags = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...transport.flags]
  const [options, refspecs] = [args.filter((arg) => arg.startsWith('--')), args.filter((arg) => !arg.startsWith('--'))]
  const call = {
    command: 'fetch',
    args: [...flags, ...options, '--end-of-options', transport.url, ...refspecs],
    transport,
  } as const
  let said = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { exitCode, stderr } = await runMirrorGit(world, order, call)
    if (isUnchecked(stderr) || holdsLooseObjects(order.place.files, order.repository)) {
      throw federationError('REMOTE_DUMB', { url: hideSecret(order.source.url) })
    }
    if (exitCode === 0) return undefined
    said = stderr
    if (!/cannot lock ref|unable to create '[^\n]*\.lock'|unable to update local ref/i.test(stderr)) return said
    await world.clock.sleep(PAUSE_MS * attempt * (1 + world.random()))
  }
  return said
}

/**
 * A server that has nothing but files (the "dumb" protocol) is read by git without any check, and what comes in goes into
 * packs that were not made with `--strict`, or into loose objects, which no other fetch makes.
 */
function isUnchecked(stderr: string): boolean {
  return /trace: run_command: .*\bindex-pack\b(?!.*--strict)/.test(stderr)
}

/** Tells from what git said whether the repository only lacks what was asked for. */
export function isRefMissing(stderr: string): boolean {
  return /couldn't find remote ref/i.test(stderr)
}

/** What cannot be fetched into is told from what cannot be fetched. */
async function describeEnd({ world, order, transport }: Fetching, stderr: string): Promise<FetchEnd> {
  const error = await describeFetchFailure(world, order, { stderr, transport })
  const server = findFormat(stderr)
  if (server !== undefined) return { kind: 'unusable', format: server, error }
  if (error.problems[0]?.code === 'FETCH_FAILED') return { kind: 'unusable', format: 'sha1', error }
  throw error
}

/** Tells from what git said which other hash the repository has than ours; `undefined` where that was not the fault. */
export function findFormat(stderr: string): ObjectFormat | undefined {
  const [, server] = /mismatched algorithms: client \w+; server (sha1|sha256)/.exec(stderr) ?? []
  return server === 'sha1' || server === 'sha256' ? server : undefined
}

interface Looked {
  readonly id: string
  readonly type: string
}

function resolveHead(fetching: Fetching): FetchEnd {
  const [commit, found] = look(fetching, `${HEAD}^{commit}`, HEAD)
  if (commit?.type === 'commit') return { kind: 'fetched', head: commit.id }
  const { source } = fetching.order
  const url = hideSecret(source.url)
  if (found !== undefined) throw federationError('NOT_COMMIT', { url, ref: source.ref ?? 'HEAD' })
  const error = federationError('FETCH_FAILED', { url, reason: 'the mirror does not hold what was fetched' })
  return { kind: 'unusable', format: 'sha1', error }
}

/** Looks up objects of the mirror by one process; those that are not there are absent. */
function look({ world, order }: Fetching, ...names: readonly string[]): readonly (Looked | undefined)[] {
  const mirror = order.repository
  const repository = { gitDirectory: mirror, top: mirror, label: hideSecret(order.source.url) }
  const input = names.map((name) => `${name}\n`).join('')
  const { stdout } = runGit(world, repository, { command: 'cat-file', args: ['--batch-check'], input })
  return stdout
    .toString('latin1')
    .split('\n')
    .map((line) => /^([0-9a-f]{40,64}) ([a-z]+) [0-9]+$/.exec(line) ?? [])
    .map(([, id, type]) => (id === undefined || type === undefined ? undefined : { id, type }))
}

function throwMissing({ source }: FetchOrder): never {
  const url = hideSecret(source.url)
  if (source.ref === undefined) throw federationError('REMOTE_EMPTY', { url })
  throw federationError('REMOTE_REF_MISSING', { url, ref: source.ref })
}
