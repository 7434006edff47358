import { refusedOutcomes } from '../domain/pass/outcome.ts'
import { exitCodeOfOutcomes, exitCodeOfPlan } from '../domain/pass/exit-code.ts'
import type { World } from '../io/world/world.ts'
import { applyPass, planPass, type Pass } from '../reconciler.ts'
import { outcomesToJson, planToJson } from '../render/json.ts'
import { renderHead, renderOutcomes, renderPlan } from '../render/plan.ts'
import { renderPassSummary, renderPlanSummary } from '../render/summary.ts'
import type { Options } from '../command-line/invocation.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeAssessment, completeRemedies, repeatFlags } from './support/repeat.ts'

/** Runs one pass: applies what may be applied, or only reports it with `--mode report`. */
export async function reconcile(world: World, { options }: CommandInput): Promise<Result> {
  const request = makePassRequest(options)
  const now = world.clock.now()
  if (options.mode === 'report') {
    const assessment = await planPass(world, request)
    return describe({ assessment, outcomes: [], notices: [], backup: undefined }, { now, options })
  }
  return describe(await applyPass(world, request), { now, options })
}

interface Circumstances {
  readonly now: number
  readonly options: Options
}

function describe({ outcomes, backup, ...told }: Pass, { now, options }: Circumstances): Result {
  const applied = options.mode === 'apply'
  const assessment = completeAssessment(told.assessment, options)
  const notices = completeRemedies(told.notices, options)
  return {
    exitCode: applied ? exitCodeOfOutcomes(assessment, outcomes) : exitCodeOfPlan(assessment),
    problems: [...assessment.problems, ...notices],
    remarks: [...assessment.problems.filter((problem) => !assessment.plan.problems.includes(problem)), ...notices],
    fields: {
      ...planToJson(assessment),
      mode: applied ? 'apply' : 'report',
      outcomes: outcomesToJson(applied ? [...outcomes, ...refusedOutcomes(assessment.verdict)] : []),
      backup,
    },
    text: (style) =>
      applied
        ? renderHead(assessment, now) +
          renderOutcomes(assessment, outcomes, style) +
          renderPassSummary({ assessment, outcomes, backup })
        : renderHead(assessment, now) +
          renderPlan(assessment, style) +
          renderPlanSummary(assessment, repeatFlags('reconcile', options)),
  }
}
