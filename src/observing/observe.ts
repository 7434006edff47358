import type { Component } from '../domain/component.ts'
import { makeObservation } from '../domain/observation/make-observation.ts'
import type { Observation } from '../domain/observation/observation.ts'
import type { ObservationOrder } from '../domain/observation/order.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { AppliedPass } from '../domain/pass/record-pass.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { WatchedFacts } from '../domain/status/evidence.ts'
import { actAsOwner } from '../io/lock/identity.ts'
import { ownerOf } from '../io/state/local-state.ts'
import { describeFault } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import { conditionsAfter } from '../status/conditions-after.ts'
import { locateFile, readEarlier, writeObservationFile } from './file.ts'
import { makeSigner, type Signer } from './sign.ts'

/** A pass that ran to its end, once its status was kept. */
export interface SeenPass {
  readonly applied: AppliedPass
  readonly record: PassRecord
  /** What is known beside it; absent for a pass that somebody started once, over a directory. */
  readonly facts?: WatchedFacts | undefined
}

/**
 * Tells the federation what a pass observed, where the site lets it, and where that was not told lately.
 *
 * @returns warnings: whatever goes wrong here, the pass stays what it was. Nothing is thrown.
 */
export async function observe(world: World, order: ObservationOrder, seen: SeenPass): Promise<readonly Problem[]> {
  const { component } = seen.applied.assessment
  try {
    const observation = await asOwner(world, component, () => describe(world, order, seen))
    if (observation === undefined || order.file === undefined) return []
    const signer = await asOwner(world, component, () => makeSigner(world, component, observation))
    return await tellFile(world, { file: locateFile(world, order.file, component.id), component }, signer)
  } catch (error) {
    return [makeProblem('OBSERVATION_NOT_MADE', {}, { id: component.id, reason: describeFault(error) })]
  }
}

function describe(
  world: World,
  order: ObservationOrder,
  { applied, record, facts }: SeenPass,
): Observation | undefined {
  const { component } = applied.assessment
  const conditions = conditionsAfter(world, { component, pass: record, facts })
  return makeObservation({ ...applied, record, conditions }, { ...order, version: world.version })
}

async function tellFile(
  world: World,
  { file, component }: { readonly file: string; readonly component: Component },
  { hasTold, sign }: Signer,
): Promise<readonly Problem[]> {
  const earlier = readEarlier(world, file)
  if (earlier !== undefined && hasTold(earlier)) return []
  const text = await asOwner(world, component, sign)
  try {
    writeObservationFile(world, file, { text, id: component.id })
    return []
  } catch (error) {
    return [makeProblem('OBSERVATION_NOT_WRITTEN', { file }, { file, reason: describeFault(error) })]
  }
}

/** What is the component's is read as the registry's owner, so that nothing else is taken for it. */
function asOwner<T>(world: World, component: Component, body: () => T): Promise<T> {
  const owner = ownerOf(world.files, component)
  return actAsOwner(world, { file: component.registryFile, owner }, () => Promise.resolve(body()))
}
