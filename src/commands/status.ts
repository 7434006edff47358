import type { Options } from '../command-line/options.ts'
import { chooseExitCode } from '../domain/exit-code.ts'
import { errorCodesOf, type Problem } from '../domain/problem.ts'
import { exitCodeOfStatus } from '../domain/status/exit-code.ts'
import { problemsOf } from '../errors.ts'
import type { ComponentSelection } from '../io/component/component.ts'
import type { World } from '../io/world/world.ts'
import { statusesToJson } from '../render/status-json.ts'
import { renderStatuses, type ShownStatus } from '../render/status.ts'
import { readStatus } from '../status/read-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { completeRemedies } from './support/repeat.ts'

/** Shows what is the case with a component, as far as its last pass and the clock tell. */
export function status(world: World, { options }: CommandInput): Promise<Result> {
  const { component: directory, config, registry } = options
  return describeStatuses(world, [{ directory, config, registry }], options)
}

/** Shows the same of several components; of one that cannot be read, why. */
export async function describeStatuses(
  world: World,
  selections: readonly ComponentSelection[],
  options: Options,
): Promise<Result> {
  const shown: ShownStatus[] = []
  for (const selection of selections) shown.push(await show(world, selection, options))
  const now = world.clock.now()
  return {
    exitCode: chooseExitCode(shown.map(({ exitCode }) => exitCode)),
    problems: shown.flatMap(({ problems }) => problems),
    remarks: [],
    fields: { components: statusesToJson(shown) },
    text: (style) => renderStatuses(shown, now, style),
  }
}

async function show(world: World, selection: ComponentSelection, options: Options): Promise<ShownStatus> {
  const { directory, config, registry } = selection
  const complete = (problems: readonly Problem[]): readonly Problem[] =>
    completeRemedies(problems, { ...options, component: directory, config, registry })
  try {
    const { component, accepted, status: kept, conditions, problems } = await readStatus(world, selection)
    const lastPass = kept && { ...kept.lastPass, problems: complete(kept.lastPass.problems) }
    return {
      directory,
      exitCode: exitCodeOfStatus(conditions, lastPass),
      problems: complete(problems),
      reading: {
        id: component.id,
        accepted,
        kept: kept && { ...kept, lastPass: lastPass ?? kept.lastPass },
        conditions,
      },
    }
  } catch (error) {
    // The others are shown all the same, whatever it is.
    const problems = problemsOf(error)
    const exitCode = chooseExitCode(errorCodesOf(problems))
    return { directory, exitCode, problems: complete(problems), reading: undefined }
  }
}
