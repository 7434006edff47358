import type { Contact } from '../../domain/contact.ts'
import type { RepositorySource } from '../../domain/declaration-source.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { parseRepositoryUrl } from '../../domain/repository-url.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { FederationError } from '../../errors.ts'
import { describeFetchFailure } from '../mirror/fetch-failure.ts'
import type { RemoteOrder } from '../mirror/fetch-order.ts'
import { attemptFetch } from '../mirror/fetch.ts'
import { openMirrorPlace } from '../mirror/mirror-place.ts'
import { prepareTransport } from '../mirror/transport.ts'
import { asNotWritten } from '../world/fault.ts'
import type { World } from '../world/world.ts'
import { OBSERVED, OBSERVED_HERE } from './names.ts'

/** A repository that was reached for just now, with its mirror among the caches of the user. */
export interface ObservedRepository extends RepositorySource {
  readonly contact: Contact
}

/**
 * Fetches the branches with observations into the mirror of a repository, and lets go those that are no more. A repository
 * without such branches is no fault; one that was out of reach just now is not asked again.
 *
 * @returns a warning where they could not be fetched: what was fetched before is still there
 */
export async function fetchObservations(
  world: World,
  source: ObservedRepository,
  signal?: AbortSignal,
): Promise<readonly Problem[]> {
  if (source.contact.fault !== undefined) return []
  const fault = await attempt(world, source, signal).catch((error: unknown) => {
    const told = asNotWritten(source.contact.mirror, error)
    if (told instanceof FederationError) return told
    throw told
  })
  const { message: reason, remedy } = fault?.problems[0] ?? {}
  if (reason === undefined || remedy === undefined) return []
  return [makeProblem('OBSERVATIONS_NOT_FETCHED', {}, { url: hideSecret(source.url), reason, remedy })]
}

async function attempt(
  world: World,
  source: ObservedRepository,
  signal: AbortSignal | undefined,
): Promise<FederationError | undefined> {
  const remote = parseRepositoryUrl(source.url)
  if (isProblem(remote)) return new FederationError([remote])
  const place = await openMirrorPlace(world, source, undefined)
  const deadline = world.clock.monotonic() + source.limits.timeoutMs
  const order: RemoteOrder = {
    source,
    remote,
    place,
    repository: source.contact.mirror,
    user: undefined,
    deadline,
    signal,
  }
  const transport = await prepareTransport(world, order)
  const refspec = `+refs/heads/${OBSERVED}/*:${OBSERVED_HERE}/*`
  const stderr = await attemptFetch({ world, order, transport }, ['--prune', refspec])
  return stderr === undefined ? undefined : describeFetchFailure(world, order, { stderr, transport })
}
