import type { Component } from '../domain/component.ts'
import { NO_REVISION, type Revision } from '../domain/federation.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import { refreshConditions, type ComponentStatus } from '../domain/status/component-status.ts'
import type { Condition } from '../domain/status/condition.ts'
import { deriveConditions } from '../domain/status/derive-conditions.ts'
import { ONE_PASS } from '../domain/status/evidence.ts'
import { federationError } from '../errors.ts'
import { readComponent, type ComponentSelection } from '../io/component/component.ts'
import { heldSince } from '../io/lock/lock.ts'
import { readProcessFacts } from '../io/processes/process-facts.ts'
import { ownerOf, readStateFiles } from '../io/state/local-state.ts'
import { checkStateDirectory, locateState, type StateDirectory } from '../io/state/state-directory.ts'
import { readStatusFile } from '../io/state/status-file.ts'
import { describeSystemError, isSystemError } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'

/** What is the case with a component now, as far as its last pass and the clock tell. */
export interface StatusReading {
  readonly component: Component
  /** The last commit that was accepted; absent where none was. */
  readonly accepted: Revision | undefined
  /** What the last pass kept; absent where nothing was, or nothing that can be understood. */
  readonly status: ComponentStatus | undefined
  readonly conditions: readonly Condition[]
  readonly problems: readonly Problem[]
}

/**
 * Reads what the last pass of a component kept, and looks again at the clock and the lock. It takes no lock and writes
 * nothing.
 *
 * @throws the faults of a component and of a state directory that must not be believed
 */
export async function readStatus(world: World, selection: ComponentSelection): Promise<StatusReading> {
  return readStatusOf(world, await readComponent(world, selection))
}

/** The same of a component that was read before. */
export function readStatusOf(world: World, component: Component): StatusReading {
  const state = locateState(component.registryFile)
  checkStateDirectory(world.files, state, ownerOf(world.files, component))
  const { inventory } = readStateFiles(world.files, state, component)
  return whileReadable(state, () => {
    const found = readStatusFile(world.files, state)
    const status = typeof found === 'object' && found.componentId === component.id ? found : undefined
    const runningSince = heldSince(world, state.lock, readProcessFacts(world))
    return {
      component,
      accepted: describeAccepted(inventory.revision, status?.accepted),
      status,
      conditions: conditionsOf(status, runningSince, world.clock.now()),
      problems: typeof found === 'string' ? [describeFormat(state.status, found)] : [],
    }
  })
}

function conditionsOf(
  status: ComponentStatus | undefined,
  runningSince: number | undefined,
  now: number,
): readonly Condition[] {
  if (status !== undefined) return refreshConditions(status, runningSince, now)
  return deriveConditions([], { ...ONE_PASS, pass: undefined, endings: undefined, runningSince }, now)
}

/** The inventory decides which commit it is; what else is known of it was kept by the pass. */
function describeAccepted(id: string, kept: Revision | undefined): Revision | undefined {
  if (id === NO_REVISION.id) return undefined
  return kept?.id === id ? kept : { ...NO_REVISION, id }
}

function describeFormat(file: string, fault: 'damaged' | 'newer'): Problem {
  const reason = fault === 'newer' ? 'it was written by a newer version of fbm-gitops' : 'its content is damaged'
  return makeProblem('STATUS_UNREADABLE', { file }, { file, reason })
}

function whileReadable<T>({ path: file }: StateDirectory, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (!isSystemError(error)) throw error
    const facts = { file, reason: describeSystemError(error) }
    throw federationError('STATE_UNREADABLE', facts, { place: { file }, cause: error })
  }
}
