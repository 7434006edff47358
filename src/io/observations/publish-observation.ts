import type { Component } from '../../domain/component.ts'
import type { RepositorySource } from '../../domain/declaration-source.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { parseRepositoryUrl, type RepositoryUrl } from '../../domain/repository-url.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { FederationError } from '../../errors.ts'
import { openMirrorPlace, type MirrorPlace } from '../mirror/mirror-place.ts'
import { prepareTransport } from '../mirror/transport.ts'
import { asNotWritten } from '../world/fault.ts'
import type { World } from '../world/world.ts'
import { OBSERVED } from './names.ts'
import type { Publishing, PushFault, Start } from './publishing.ts'
import { describeThrown } from './push-failure.ts'
import { pushCommit } from './push.ts'
import { commitText, dropScratch, locateScratch, openScratch, readText } from './scratch.ts'

/** What a component tells, and the repository that it is pushed to. */
export interface PublishOrder {
  /** Only a repository that is reached as one: a directory that somebody works in is neither pushed from nor written. */
  readonly source: RepositorySource
  readonly component: Component
  /** The text of the file. */
  readonly text: string
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Pushes an observation to the component's own branch, `fbm-gitops/observed/<id>`, and touches no other one. The branch holds
 * one file; its history begins anew after 20 commits.
 *
 * @returns a warning where that could not be done. Nothing is thrown for a fault of the world: the pass is what it was.
 */
export async function publishObservation(world: World, order: PublishOrder): Promise<Problem | undefined> {
  const { source, component } = order
  const remote = parseRepositoryUrl(source.url)
  if (isProblem(remote)) return remote
  try {
    const place = await openMirrorPlace(world, source, component)
    const fault = await publish(world, await prepare(world, order, { place, remote }), order.text)
    return fault && describe(order, fault)
  } catch (error) {
    const told = asNotWritten(component.registryFile, error)
    if (!(told instanceof FederationError)) throw told
    return describe(order, describeThrown(told))
  }
}

/**
 * Reads what was pushed last from here; `undefined` where nothing was. What has become of the branch since is not asked.
 *
 * @throws as `openMirrorPlace`, and `GIT_MISSING`
 */
export async function readPublished(
  world: World,
  { source, component }: Pick<PublishOrder, 'source' | 'component'>,
): Promise<Uint8Array | undefined> {
  return readText(world, await openMirrorPlace(world, source, component))
}

async function prepare(
  world: World,
  { source, component, signal }: PublishOrder,
  { place, remote }: { readonly place: MirrorPlace; readonly remote: RepositoryUrl },
): Promise<Publishing> {
  const order = {
    source,
    remote,
    place,
    repository: locateScratch(place),
    user: place.owner.uid === world.host.userId() ? undefined : place.owner,
    deadline: world.clock.monotonic() + source.limits.timeoutMs,
    signal,
  }
  const transport = await prepareTransport(world, order)
  return { order, transport, id: component.id, branch: `refs/heads/${OBSERVED}/${component.id}` }
}

/** Whoever else has the same id may have pushed since, which is then built upon: there is one second attempt. */
async function publish(world: World, publishing: Publishing, text: string): Promise<PushFault | undefined> {
  try {
    const first = await attempt(world, publishing, { text, from: 'remembered' })
    const from = first?.again
    const last = from === undefined ? first : await attempt(world, publishing, { text, from })
    if (last !== undefined) await dropScratch(publishing.order.place)
    return last
  } catch (error) {
    await dropScratch(publishing.order.place)
    throw error
  }
}

async function attempt(
  world: World,
  publishing: Publishing,
  { text, from }: { readonly text: string; readonly from: Start },
): Promise<PushFault | undefined> {
  const ground = await openScratch(world, publishing, from)
  return pushCommit(world, publishing, { commit: commitText(world, publishing, { text, ...ground }), tip: ground.tip })
}

function describe({ source, component }: PublishOrder, fault: PushFault): Problem {
  const { cause, reason, remedy } = fault
  const names = { url: hideSecret(source.url), id: component.id, branch: `${OBSERVED}/${component.id}` }
  return makeProblem('OBSERVATION_NOT_PUSHED', {}, { ...names, cause, reason, remedy })
}
