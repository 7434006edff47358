import type { RepositorySource } from '../domain/declaration-source.ts'
import { parseBase, type BaseQuery } from '../domain/preview/base-query.ts'
import { isProblem, makeProblem, type Problem } from '../domain/problem.ts'
import { hideSecret } from '../domain/url-secret.ts'
import { FederationError, federationError } from '../errors.ts'
import { findCommit, findParting, isShallow, readParents, type CommitOf } from '../io/source/base.ts'
import type { CommitPlace } from '../io/source/revision.ts'
import type { World } from '../io/world/world.ts'
import { chooseCommit, reachSource, type ReachedRepository, type ReachedSource } from './reach.ts'

/** The commit that a revision is compared with, and what is to be said of it. */
export interface BaseChoice {
  readonly commit: CommitOf
  readonly problems: readonly Problem[]
}

/** A base that somebody named, and the commit that is compared with it. */
export interface NamedBase {
  readonly source: ReachedSource
  readonly place: CommitPlace
  readonly base: string
  readonly query: BaseQuery
}

/**
 * Understands what names a base.
 *
 * @throws `BASE_NAME` (64)
 */
export function parseQuery(base: string): BaseQuery {
  const query = parseBase(base)
  if (isProblem(query)) throw new FederationError([query])
  return query
}

/**
 * Finds the commit to compare with: the one that was named, or where that one and the revision parted.
 *
 * @throws `BASE_UNKNOWN`, `BASE_SHALLOW` (22)
 */
export async function chooseBase(world: World, named: NamedBase): Promise<BaseChoice> {
  const { source, place, base } = named
  const { repository, head: id } = place
  const { commit: found, problems } = await findBase(world, named)
  const isHere = findCommit(world, repository, [found.id]) !== undefined
  const commit = isHere ? { repository, id: found.id } : found
  // A commit that is compared with one of its own parents needs no history: a shallow clone may have none.
  const isNear = found.id === id || readParents(world, { repository, id }).includes(found.id)
  if (isNear) return { commit, problems }
  const parting = findParting(world, { repository, id }, commit)
  if (parting.kind === 'unknown') throw federationError('BASE_SHALLOW', { directory: labelOf(source), base })
  if (parting.kind === 'nowhere')
    return { commit, problems: [...problems, makeProblem('BASE_UNRELATED', {}, { base })] }
  if (parting.id === commit.id) return { commit, problems }
  const note = makeProblem('BASE_DIVERGED', {}, { base, ancestor: parting.id })
  return { commit: { repository, id: parting.id }, problems: [...problems, note] }
}

/**
 * Finds the commit before a revision; `undefined` where it is the first one.
 *
 * @throws `BASE_SHALLOW`, `BASE_UNKNOWN` (22)
 */
export function findBefore(world: World, { source, place }: Pick<NamedBase, 'source' | 'place'>): string | undefined {
  const { repository, head: id } = place
  const [parent] = readParents(world, { repository, id })
  if (parent === undefined) return undefined
  if (findCommit(world, repository, [parent]) === undefined) throw unknownBase(world, { source, place, base: parent })
  return parent
}

/** Names a source as it may be shown. */
export function labelOf(source: ReachedSource): string {
  return source.kind === 'directory' ? source.directory : hideSecret(source.url)
}

function unknownBase(world: World, { source, place, base }: Omit<NamedBase, 'query'>): Error {
  const facts = { directory: labelOf(source), base }
  return federationError(isShallow(world, place.repository) ? 'BASE_SHALLOW' : 'BASE_UNKNOWN', facts)
}

/** A branch of a repository elsewhere is fetched by itself; a commit that leads to the head is there already. */
async function findBase(world: World, named: NamedBase): Promise<BaseChoice> {
  const { source, place, query } = named
  const { repository } = place
  const id = findCommit(world, repository, namesOf(query, place))
  if (id !== undefined && !(source.kind === 'repository' && query.kind === 'names')) {
    return { commit: { repository, id }, problems: [] }
  }
  if (source.kind === 'directory' || query.kind === 'relative') throw unknownBase(world, named)
  return fetchBase(world, source, query)
}

function namesOf(query: BaseQuery, { head }: CommitPlace): readonly string[] {
  switch (query.kind) {
    case 'commit':
      return [query.id]
    case 'relative':
      return [`${head}${query.path}`]
    case 'names':
      return query.names
  }
}

async function fetchBase(
  world: World,
  source: ReachedRepository,
  query: Exclude<BaseQuery, { readonly kind: 'relative' }>,
): Promise<BaseChoice> {
  const wanted: RepositorySource = { ...source, ref: query.kind === 'commit' ? query.id : query.ref }
  const reached = await reachSource(world, { source: wanted, component: undefined })
  if (reached.kind === 'directory') throw new Error('A repository was reached as a directory.')
  const { commit: id, problems } = chooseCommit(world, reached)
  const { mirror } = reached.contact
  return { commit: { repository: { gitDirectory: mirror, top: mirror, label: hideSecret(source.url) }, id }, problems }
}
