import type { Declaration } from '../domain/declaration.ts'
import type { Federation } from '../domain/federation.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { federationError } from '../errors.ts'
import { locateHead, readCommittedDirectory, type CommitPlace } from '../io/source/revision.ts'
import { readCommittedSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { chooseBase, findBefore, labelOf, parseQuery } from './base-commit.ts'
import { parseSnapshot } from './parse-snapshot.ts'
import type { ReachedSource } from './reach.ts'
import { whileWhole, type DeclarationReading } from './read.ts'

/** What a revision is to be compared with. */
export interface BaseRequest {
  readonly source: ReachedSource
  /** The revision itself. */
  readonly head: DeclarationReading
  /** What was typed; absent for the first parent, or for HEAD where files are read. */
  readonly base: string | undefined
}

/** What a revision is compared with; nothing where the base does not hold a valid federation. */
export interface BaseReading {
  readonly declaration: Declaration | undefined
  /** What is to be said of the base itself. */
  readonly problems: readonly Problem[]
}

const NOTHING: BaseReading = { declaration: undefined, problems: [] }

/**
 * Reads what a revision is compared with, as objects. Where the base has gone on since, that is the commit where the two parted.
 *
 * @throws FederationError `BASE_NAME`, `BASE_OUTSIDE_GIT` (64), `BASE_UNKNOWN`, `BASE_SHALLOW` (22), and as `readDeclaration`
 */
export async function readBase(world: World, request: BaseRequest): Promise<BaseReading> {
  const { source, head, base } = request
  // What was typed is judged before anybody is asked for it.
  const query = base === undefined ? undefined : parseQuery(base)
  return whileWhole(world, source, async () => {
    const place = locatePlace(world, source, head)
    if (place === undefined) return withoutCommit(request)
    if (query === undefined || base === undefined) return readBefore(world, request, place)
    const { commit, problems } = await chooseBase(world, { source, place, base, query })
    const read = await readPlace(world, { ...place, repository: commit.repository, head: commit.id }, base)
    return { ...read, problems: [...problems, ...read.problems] }
  })
}

/** Where the files are read, HEAD may hold no federation directory yet. */
function locatePlace(world: World, source: ReachedSource, { committed }: DeclarationReading): CommitPlace | undefined {
  if (committed !== undefined) {
    return { source: committed.source, repository: committed.repository, head: committed.revision.id }
  }
  if (source.kind === 'directory') return locateHead(world, source.directory)
  throw new Error('A repository is read as a commit.')
}

function withoutCommit({ source, base }: BaseRequest): BaseReading {
  if (base === undefined) return NOTHING
  throw federationError('BASE_OUTSIDE_GIT', { directory: labelOf(source), base })
}

/** Files are compared with HEAD, a commit with its first parent, and the very first one with nothing. */
async function readBefore(world: World, { source, head }: BaseRequest, place: CommitPlace): Promise<BaseReading> {
  if (head.committed === undefined) return readPlace(world, place, place.head)
  const before = findBefore(world, { source, place })
  return before === undefined ? NOTHING : readPlace(world, { ...place, head: before }, before)
}

async function readPlace(world: World, place: CommitPlace, base: string): Promise<BaseReading> {
  const committed = readCommittedDirectory(world, place)
  if (committed === undefined) {
    const directory = place.source.label
    return { declaration: undefined, problems: [makeProblem('BASE_EMPTY', {}, { base, directory })] }
  }
  const { revision } = committed
  const snapshot = await readCommittedSnapshot(world, committed)
  const { federation, problems } = await parseSnapshot(snapshot, world.clock.now())
  const errors = [...snapshot.problems, ...problems].filter(({ severity }) => severity === 'error')
  if (federation === undefined) {
    const facts = { base, count: errors.length, first: errors[0]?.message ?? '' }
    return { declaration: undefined, problems: [makeProblem('BASE_INVALID', {}, facts)] }
  }
  const complete = errors.length === 0 ? federation : await complementExpired(snapshot, federation, revision.time)
  return { declaration: { federation: complete, revision, problems: [], certificates: undefined }, problems: [] }
}

/** Whoever was in sync with a commit has registered what was valid then, and holds it still where it has ended since. */
async function complementExpired(
  snapshot: Snapshot,
  federation: Federation,
  then: number | undefined,
): Promise<Federation> {
  if (then === undefined) return federation
  const was = (await parseSnapshot(snapshot, then)).federation
  const certificates = new Map((was?.parties ?? []).map(({ id, certificate }) => [id, certificate]))
  const parties = federation.parties.map((party) => {
    return { ...party, certificate: party.certificate ?? certificates.get(party.id) }
  })
  return { ...federation, parties }
}
