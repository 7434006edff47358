import { chooseExitCode } from '../domain/exit-code.ts'
import { exitCodesOf } from '../domain/pass/exit-code.ts'
import { errorCodesOf } from '../domain/problem.ts'
import type { World } from '../io/world/world.ts'
import { applyLeaving } from '../leaving.ts'
import { outcomesToJson } from '../render/json.ts'
import { renderLeaving } from '../render/leaving.ts'
import { recallStatus } from '../status/recall-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { withSource } from './support/kept-source.ts'
import { completeRemedies, repeatFlags } from './support/repeat.ts'
import { chooseWriting } from './support/writing-mode.ts'

/** Leaves the federation: deletes what fbm-gitops registered here, keeps what others did, and stays away. */
export async function leave(world: World, { options }: CommandInput): Promise<Result> {
  const { component: directory, config, registry } = options
  const { component, drift, plan, outcomes, notices, backup } = await applyLeaving(world, {
    component: { directory, config, registry },
    writing: chooseWriting(options),
  })
  const refused = plan.problems.filter(({ severity }) => severity === 'error')
  const undo = ['fbm-gitops allow', ...repeatFlags('allow', options), component.id].join(' ')
  const problems = [
    ...refused,
    ...completeRemedies(notices, withSource(options, recallStatus(world, component)?.source)),
  ]
  return {
    exitCode: chooseExitCode([...errorCodesOf(refused), ...exitCodesOf(outcomes)]),
    problems,
    remarks: problems,
    fields: {
      component: component.id,
      registrar: options.registrar,
      outcomes: outcomesToJson(outcomes, { component, drift }),
      backup,
    },
    text: (style) => renderLeaving({ component, drift, outcomes, backup, undo }, style),
  }
}
