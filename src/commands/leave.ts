import type { Options } from '../command-line/options.ts'
import { exitCodeOfLeaving } from '../domain/pass/exit-code.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { recordLeaving } from '../domain/pass/record-leaving.ts'
import { recordPass, type PassCircumstances } from '../domain/pass/record-pass.ts'
import { outcomesOf, problemsOf } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { applyLeaving, type Leaving } from '../leaving.ts'
import { outcomesToJson } from '../render/json.ts'
import { renderLeaving } from '../render/leaving.ts'
import { recallStatus } from '../status/recall-status.ts'
import { saveStatus, type PassNews } from '../status/save-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { withSource } from './support/kept-source.ts'
import { completeRemedies, repeatFlags } from './support/repeat.ts'
import { chooseWriting } from './support/writing-mode.ts'

/** Leaves the federation: deletes what fbm-gitops registered here, keeps what others did, and stays away. */
export async function leave(world: World, { options }: CommandInput): Promise<Result> {
  const { component, drift, plan, outcomes, notices, backup } = await leaveAndRemember(world, options)
  const refused = plan.problems.filter(({ severity }) => severity === 'error')
  const undo = ['fbm-gitops allow', ...repeatFlags('allow', options), component.id].join(' ')
  const again = ['fbm-gitops leave', ...repeatFlags('leave', options)].join(' ')
  const problems = [
    ...refused,
    ...completeRemedies(notices, withSource(options, recallStatus(world, component)?.source)),
  ]
  return {
    exitCode: exitCodeOfLeaving(plan, outcomes),
    problems,
    remarks: problems,
    fields: {
      component: component.id,
      registrar: options.registrar,
      outcomes: outcomesToJson(outcomes, { component, drift }),
      backup,
    },
    text: (style) => renderLeaving({ component, drift, outcomes, backup, undo, again }, style),
  }
}

/** Leaves, and keeps what `status` shows of it, whatever became of it. */
async function leaveAndRemember(world: World, options: Options): Promise<Leaving> {
  const { component: directory, config, registry } = options
  const selection = { directory, config, registry }
  const startedAt = world.clock.now()
  const tellWhen = (): PassCircumstances => ({ directory, mode: 'apply', startedAt, endedAt: world.clock.now() })
  const save = (component: PassNews['component'], pass: PassRecord): ReturnType<typeof saveStatus> =>
    saveStatus(world, { component, pass, facts: 'kept' })
  const request = { component: selection, writing: chooseWriting(options) }
  const left = await applyLeaving(world, request).catch(async (error: unknown) => {
    const failure = { kind: 'failed', problems: problemsOf(error), outcomes: outcomesOf(error) } as const
    await save(selection, recordPass(failure, tellWhen()))
    throw error
  })
  const warning = await save(left.component, recordLeaving(left, tellWhen()))
  return warning === undefined ? left : { ...left, notices: [...left.notices, warning] }
}
