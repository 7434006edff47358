import { makeProblem, type Problem } from '../domain/problem.ts'
import { publishObservation } from '../io/observations/publish-observation.ts'
import { describeFault } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import type { DuePush } from './observe.ts'

/**
 * Pushes an observation to its branch. Nothing is thrown.
 *
 * @returns a warning where that could not be done.
 */
export async function pushObservation(world: World, due: DuePush, signal?: AbortSignal): Promise<Problem | undefined> {
  try {
    return await publishObservation(world, { ...due, signal })
  } catch (error) {
    return makeProblem('OBSERVATION_NOT_MADE', {}, { id: due.component.id, reason: describeFault(error) })
  }
}
