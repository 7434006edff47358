import type { Options } from '../../command-line/options.ts'
import type { Publication } from '../../domain/publication.ts'
import { FederationError, federationError } from '../../errors.ts'
import { branchOf } from '../../io/publishing/clone.ts'
import { withRemoteClone, type RemoteClone } from '../../io/publishing/remote-clone.ts'
import {
  comparePage,
  describeEarlier,
  findEarlierBranch,
  isMerged,
  publishBranch,
  type EarlierBranch,
} from '../../io/publishing/remote-publish.ts'
import { normalisePath, readRemoteSnapshot } from '../../io/publishing/remote-snapshot.ts'
import type { World } from '../../io/world/world.ts'
import { askConsent } from './publish-consent.ts'
import type { Published } from './publish-result.ts'
import type { Prepare } from './publish-subject.ts'

/** Publishes to a repository of which the operator has no clone: in one that is gone again when this returns. */
export function publishToRepository(
  world: World,
  { repository, options }: { readonly repository: string; readonly options: Options },
  prepare: Prepare,
): Promise<Published> {
  return withRemoteClone(world, { url: repository, ref: options.ref }, async (clone) => {
    const prefix = normalisePath(clone, options.path)
    const publication = await prepare(readRemoteSnapshot(world, clone, { commit: clone.commit, prefix }))
    const published = { publication, place: `${options.path} of ${repository}`, committed: undefined, isWanted: true }
    if (publication.files.length === 0) return published
    const branch = branchOf(publication)
    const earlier = findEarlierBranch(world, clone, branch)
    const same = earlier && (await findSame(world, { clone, prefix, earlier }, prepare))
    if (earlier !== undefined && same !== undefined) {
      return { ...published, publication: same, committed: describeEarlier(world, clone, earlier) }
    }
    if (earlier !== undefined && !isMerged(world, clone, earlier)) {
      const compare = comparePage(world, clone, branch)
      throw federationError('PUBLISH_BRANCH_TAKEN', { url: repository, branch, compare })
    }
    const consent = await askConsent(world, publication, options)
    await clone.checkGoingOn()
    if (!consent.isGiven) return { ...published, isWanted: false, wasAsked: consent.wasAsked }
    return { ...published, committed: publishBranch(world, clone, { branch, prefix, publication }) }
  })
}

interface EarlierPlace {
  readonly clone: RemoteClone
  readonly prefix: string
  readonly earlier: EarlierBranch
}

/** Finds whether an earlier branch declares the same already; one that is at fault declares something else. */
async function findSame(
  world: World,
  { clone, prefix, earlier }: EarlierPlace,
  prepare: Prepare,
): Promise<Publication | undefined> {
  try {
    const publication = await prepare(readRemoteSnapshot(world, clone, { commit: earlier.commit, prefix }))
    return publication.files.length === 0 ? publication : undefined
  } catch (error) {
    if (error instanceof FederationError) return undefined
    throw error
  }
}
