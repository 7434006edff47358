import type { Federation } from '../domain/federation.ts'
import { sameAddress } from '../domain/party.ts'
import { PROFILES } from '../domain/profiles.ts'
import type { MovedParties } from '../domain/report/facts.ts'
import { FederationError } from '../errors.ts'
import { readCommittedDirectory, type CommittedDirectory } from '../io/source/revision.ts'
import { readCommittedSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { parseSnapshot } from './parse-snapshot.ts'

/** So many different declarations are read at most; components whose passes run have seen the same few. */
const MOST_READ = 20

/** What other commits are compared with. */
export interface MovedRequest {
  readonly committed: CommittedDirectory
  readonly federation: Federation
}

/**
 * Tells for each of the commits whose parties had another address in it than now: an observation of that commit names only
 * certificates. Where that cannot be read, or where there are too many of them, it is `unknown`.
 */
export async function readMoved(
  world: World,
  request: MovedRequest,
  commits: readonly string[],
): Promise<ReadonlyMap<string, MovedParties>> {
  const moved = new Map<string, MovedParties>()
  if (!PROFILES[request.federation.profile].holdsAddress) return moved
  const byTree = new Map<string, MovedParties>([[request.committed.treeId, new Set()]])
  for (const commit of new Set(commits)) moved.set(commit, await readOne(world, request, { commit, byTree }))
  return moved
}

async function readOne(
  world: World,
  { committed, federation }: MovedRequest,
  { commit, byTree }: { readonly commit: string; readonly byTree: Map<string, MovedParties> },
): Promise<MovedParties> {
  try {
    const { source, repository } = committed
    const then = readCommittedDirectory(world, { source, repository, head: commit })
    if (then === undefined) return 'unknown'
    const known = byTree.get(then.treeId)
    if (known !== undefined) return known
    const moved = byTree.size > MOST_READ ? 'unknown' : await compare(world, federation, then)
    byTree.set(then.treeId, moved)
    return moved
  } catch (error) {
    // What came before the beginning of a shallow clone, for example.
    if (error instanceof FederationError) return 'unknown'
    throw error
  }
}

async function compare(world: World, federation: Federation, then: CommittedDirectory): Promise<MovedParties> {
  const was = (await parseSnapshot(await readCommittedSnapshot(world, then), world.clock.now())).federation
  if (was === undefined) return 'unknown'
  const addresses = new Map(was.parties.map(({ id, address }) => [id, address]))
  const moved = federation.parties.filter(({ id, address }) => {
    return addresses.has(id) && !sameAddress(addresses.get(id), address)
  })
  return new Set<string>(moved.map(({ id }) => id))
}
