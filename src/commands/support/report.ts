import type { Options } from '../../command-line/options.ts'
import type { Assessment } from '../../domain/pass/assessment.ts'
import { exitCodeOfPlan } from '../../domain/pass/exit-code.ts'
import type { Problem } from '../../domain/problem.ts'
import { planToJson } from '../../render/json.ts'
import { renderHead, renderPlan } from '../../render/plan.ts'
import { renderPlanSummary } from '../../render/summary.ts'
import type { Result } from './command.ts'
import { completeAssessment, repeatFlags } from './repeat.ts'

/** Describes what a pass would do, and the command that does just that. */
export function reportAssessment(assessed: Assessment, options: Options, now: number): Result {
  const assessment = completeAssessment(assessed, options)
  const typed = repeatFlags('reconcile', options)
  return {
    exitCode: exitCodeOfPlan(assessment),
    problems: assessment.problems,
    remarks: remarksOf(assessment),
    fields: planToJson(assessment),
    text: (style) =>
      renderHead(assessment, { style, now }) +
      renderPlan(assessment, style) +
      renderPlanSummary(assessment, typed, style),
  }
}

/** Picks the problems that the table of a plan does not show. */
export function remarksOf({ problems, plan }: Assessment): readonly Problem[] {
  return problems.filter((problem) => !plan.problems.includes(problem))
}
