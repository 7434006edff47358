import type { Component } from '../component.ts'
import { makeProblem, type Problem } from '../problem.ts'
import type { DriftItem } from './drift.ts'
import { exitCodeOfLeaving } from './exit-code.ts'
import type { Outcome } from './outcome.ts'
import type { PassRecord } from './pass-record.ts'
import type { Plan } from './plan.ts'
import { countClasses, recordOutcomes, type PassCircumstances } from './record-pass.ts'

/** What became of leaving a federation. */
export interface LeavingResult {
  readonly component: Component
  /** The federation that was left; absent where none was ever known. */
  readonly federation: string | undefined
  readonly drift: readonly DriftItem[]
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly notices: readonly Problem[]
}

/** Makes what is remembered of leaving. It works from no commit, since nothing is read of the federation. */
export function recordLeaving(
  { component, federation, drift, plan, outcomes, notices }: LeavingResult,
  circumstances: PassCircumstances,
): PassRecord {
  const done = outcomes.filter(({ result }) => result === 'done').map(({ change }) => change)
  const settled = new Set([...done, ...plan.bookkeeping].map(({ partyId }) => partyId))
  const { id } = component
  return {
    ...circumstances,
    componentId: id,
    name: undefined,
    failed: false,
    exitCode: exitCodeOfLeaving(plan, outcomes),
    federation,
    revision: undefined,
    accepted: false,
    planDigest: plan.digest,
    drift: countClasses(drift.map((item) => item.class)),
    remaining: countClasses(drift.filter(({ partyId }) => !settled.has(partyId)).map((item) => item.class)),
    changes: recordOutcomes(outcomes),
    problems: [...plan.problems, ...notices, makeProblem('SELF_LEFT', {}, { name: id, id })],
    expiring: [],
    nextEnding: undefined,
  }
}
