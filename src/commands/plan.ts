import { exitCodeOfPlan } from '../domain/pass/exit-code.ts'
import type { World } from '../io/world/world.ts'
import { planPass } from '../reconciler.ts'
import { planToJson } from '../render/json.ts'
import { renderHead, renderPlan } from '../render/plan.ts'
import { renderPlanSummary } from '../render/summary.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeAssessment, repeatFlags } from './support/repeat.ts'

/** Shows what `reconcile` would do, and why. */
export async function plan(world: World, { options }: CommandInput): Promise<Result> {
  const assessment = completeAssessment(await planPass(world, makePassRequest(options)), options)
  const typed = repeatFlags('reconcile', options)
  const now = world.clock.now()
  return {
    exitCode: exitCodeOfPlan(assessment),
    problems: assessment.problems,
    remarks: assessment.problems.filter((problem) => !assessment.plan.problems.includes(problem)),
    fields: planToJson(assessment),
    text: (style) => renderHead(assessment, now) + renderPlan(assessment, style) + renderPlanSummary(assessment, typed),
  }
}
