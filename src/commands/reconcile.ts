import type { Options } from '../command-line/invocation.ts'
import { exitCodeOfOutcomes } from '../domain/pass/exit-code.ts'
import { refusedOutcomes } from '../domain/pass/outcome.ts'
import type { World } from '../io/world/world.ts'
import { applyPass, planPass, type Pass } from '../reconciler.ts'
import { outcomesToJson, planToJson } from '../render/json.ts'
import { renderHead, renderOutcomes } from '../render/plan.ts'
import { renderPassSummary } from '../render/summary.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeAssessment, completeRemedies } from './support/repeat.ts'
import { remarksOf, reportAssessment } from './support/report.ts'

/** Runs one pass: applies what may be applied, or only reports it with `--mode report`. */
export async function reconcile(world: World, { options }: CommandInput): Promise<Result> {
  const request = makePassRequest(world, options)
  const now = world.clock.now()
  switch (options.mode) {
    case 'report': {
      const result = reportAssessment(await planPass(world, request), options, now)
      return { ...result, fields: { ...result.fields, mode: 'report', outcomes: [], backup: undefined } }
    }
    case 'apply':
      return describePass(await applyPass(world, request), options, now)
  }
}

function describePass({ outcomes, backup, ...told }: Pass, options: Options, now: number): Result {
  const assessment = completeAssessment(told.assessment, options)
  const notices = completeRemedies(told.notices, options)
  return {
    exitCode: exitCodeOfOutcomes(assessment, outcomes),
    problems: [...assessment.problems, ...notices],
    remarks: [...remarksOf(assessment), ...notices],
    fields: {
      ...planToJson(assessment),
      mode: 'apply',
      outcomes: outcomesToJson([...outcomes, ...refusedOutcomes(assessment.verdict)]),
      backup,
    },
    text: (style) =>
      renderHead(assessment, now) +
      renderOutcomes(assessment, outcomes, style) +
      renderPassSummary({ assessment, outcomes, backup }),
  }
}
