import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { Outline } from '../outline.ts'

const FEWEST_NODES = 2

/** Secure aggregation hides a node among others. */
export function hasTwoNodes({ parties, profile, place }: Outline): readonly Problem[] {
  const count = parties.filter(({ role }) => role === 'node').length
  return count >= FEWEST_NODES
    ? []
    : [makeProblem('NODES_FEW', { ...place(['nodes'], 'key'), length: 5 }, { count, profile })]
}

/** A federation begins without one; where it was lost, nobody deletes it, but nobody new registers it either. */
export function researcherIsDeclared({ given, place }: Outline): readonly Problem[] {
  return given.includes('researcher') ? [] : [makeProblem('RESEARCHER_MISSING', { ...place([]), length: 1 }, {})]
}
