import type { Component } from '../domain/component.ts'
import type { DeclarationSource, RepositorySource } from '../domain/declaration-source.ts'
import { makeObservation } from '../domain/observation/make-observation.ts'
import type { Observation } from '../domain/observation/observation.ts'
import type { ObservationOrder } from '../domain/observation/order.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { AppliedPass } from '../domain/pass/record-pass.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { WatchedFacts } from '../domain/status/evidence.ts'
import { actAsOwner } from '../io/lock/identity.ts'
import { readPublished } from '../io/observations/publish-observation.ts'
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
  readonly source: DeclarationSource
  /** What is known beside it; absent for a pass that somebody started once, over a directory. */
  readonly facts?: WatchedFacts | undefined
}

/** What was told of a pass, and what is still to be. */
export interface Told {
  /** Whatever went wrong: the pass stays what it was. */
  readonly warnings: readonly Problem[]
  /** What is to be pushed, where something is: that uses the network, and waits for nobody's lock. */
  readonly due: DuePush | undefined
}

/** An observation that is to reach its branch. */
export interface DuePush {
  readonly source: RepositorySource
  readonly component: Component
  readonly text: string
}

/**
 * Writes what a pass observed where the site wants it, and gives what is to be pushed; nothing of either that was told
 * lately. Nothing is thrown.
 */
export async function observe(world: World, order: ObservationOrder, seen: SeenPass): Promise<Told> {
  const { component } = seen.applied.assessment
  try {
    const observation = await asOwner(world, component, () => describe(world, order, seen))
    return observation === undefined ? NOTHING : await tell(world, order, { ...seen, component, observation })
  } catch (error) {
    const facts = { id: component.id, reason: describeFault(error) }
    return { warnings: [makeProblem('OBSERVATION_NOT_MADE', {}, facts)], due: undefined }
  }
}

const NOTHING: Told = { warnings: [], due: undefined }

function describe(
  world: World,
  order: ObservationOrder,
  { applied, record, facts }: SeenPass,
): Observation | undefined {
  const { component } = applied.assessment
  const conditions = conditionsAfter(world, { component, pass: record, facts })
  return makeObservation({ ...applied, record, conditions }, { ...order, version: world.version })
}

interface Seen {
  readonly source: DeclarationSource
  readonly component: Component
  readonly observation: Observation
}

/** It is signed once for both places, and only where one of them needs it. */
async function tell(world: World, order: ObservationOrder, seen: Seen): Promise<Told> {
  const { component, observation } = seen
  const signer = await asOwner(world, component, () => makeSigner(world, component, observation))
  const { file, remote } = await findDue(world, locatePlaces(world, order, seen), { component, signer })
  if (file === undefined && remote === undefined) return NOTHING
  const text = await asOwner(world, component, signer.sign)
  return {
    warnings: file === undefined ? [] : writeTo(world, file, { text, id: component.id }),
    due: remote && { source: remote, component, text },
  }
}

interface Places {
  readonly file: string | undefined
  readonly remote: RepositorySource | undefined
}

function locatePlaces(world: World, { file, toBranch }: ObservationOrder, { source, component }: Seen): Places {
  return {
    file: file === undefined ? undefined : locateFile(world, file, component.id),
    remote: toBranch && source.kind === 'repository' ? source : undefined,
  }
}

/** Leaves out the places that hold already what is to be told. */
async function findDue(
  world: World,
  { file, remote }: Places,
  { component, signer }: { readonly component: Component; readonly signer: Signer },
): Promise<Places> {
  const isDue = (earlier: Uint8Array | undefined): boolean => earlier === undefined || !signer.hasTold(earlier)
  return {
    file: file !== undefined && isDue(readEarlier(world, file)) ? file : undefined,
    remote: remote && isDue(await readPublished(world, { source: remote, component })) ? remote : undefined,
  }
}

function writeTo(
  world: World,
  file: string,
  written: { readonly text: string; readonly id: string },
): readonly Problem[] {
  try {
    writeObservationFile(world, file, written)
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
