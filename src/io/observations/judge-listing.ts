import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { UnreadableReason } from '../../domain/problems/source/observed.ts'
import { MOST_OBSERVATIONS, type FoundObservation } from './found.ts'

const NAMES_SHOWN = 10

/** Says why what was found under the name of a party is no observation. */
export function refuse({ party, label }: Pick<FoundObservation, 'party' | 'label'>, reason: UnreadableReason): Problem {
  return { ...makeProblem('OBSERVATION_UNREADABLE', { file: label }, { label, reason }), party }
}

/** Names what was passed over, since it is named after no party. */
export function judgeNames(names: readonly string[], place: string): readonly Problem[] {
  if (names.length === 0) return []
  const facts = { place, names: names.slice(0, NAMES_SHOWN), count: names.length }
  return [makeProblem('OBSERVATION_IGNORED', { file: place }, facts)]
}

/** Tells where there are more than are read. */
export function judgeCount(count: number, place: string): readonly Problem[] {
  if (count <= MOST_OBSERVATIONS) return []
  return [makeProblem('OBSERVATIONS_TOO_MANY', { file: place }, { place, most: MOST_OBSERVATIONS })]
}
