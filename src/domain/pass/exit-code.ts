import { chooseExitCode } from '../exit-code.ts'
import { errorCodesOf, type ExitCode } from '../problem.ts'
import type { Assessment } from './assessment.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'

/** The exit code of a pass that writes nothing: 2 where something is to be done or a party has departed. */
export function exitCodeOfPlan(assessment: Assessment): ExitCode {
  const pending: readonly ExitCode[] = assessment.verdict.changes.length > 0 ? [2] : []
  return chooseExitCode([...exitCodesOfFindings(assessment), ...pending])
}

/** The exit code of a pass that applied its plan. */
export function exitCodeOfOutcomes(assessment: Assessment, outcomes: readonly Outcome[]): ExitCode {
  return chooseExitCode([...exitCodesOfFindings(assessment), ...exitCodesOf(outcomes)])
}

function exitCodesOfFindings({ problems, drift }: Assessment): readonly ExitCode[] {
  const errors = errorCodesOf(problems)
  const departed = drift.some((item) => item.class === 'departed' && item.standing === 'undeclared')
  return departed ? [...errors, 2] : errors
}

/** The exit code of leaving a federation. */
export function exitCodeOfLeaving({ problems }: Plan, outcomes: readonly Outcome[]): ExitCode {
  return chooseExitCode([...errorCodesOf(problems), ...exitCodesOf(outcomes)])
}

/** The exit codes that the outcomes of a plan stand for; none where all were done. */
function exitCodesOf(outcomes: readonly Outcome[]): readonly ExitCode[] {
  const results = new Set(outcomes.map(({ result }) => result))
  const unsettled = results.has('failed') || results.has('contended')
  if (unsettled && results.has('done')) return [23]
  const codes: ExitCode[] = []
  if (results.has('failed')) codes.push(1)
  if (results.has('contended')) codes.push(24)
  if (results.has('refused')) codes.push(20)
  return codes
}
