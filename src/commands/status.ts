import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import { readConfiguration } from '../configuration.ts'
import { chooseExitCode } from '../domain/exit-code.ts'
import { errorCodesOf, type Problem } from '../domain/problem.ts'
import { exitCodeOfStatus } from '../domain/status/exit-code.ts'
import { problemsOf } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { statusesToJson } from '../render/status-json.ts'
import { renderStatuses, type ShownStatus } from '../render/status.ts'
import { readStatus } from '../status/read-status.ts'
import type { Result } from './support/command.ts'
import { withSource } from './support/kept-source.ts'
import { completeRemedies } from './support/repeat.ts'

/** Shows what is the case with each component, as far as its last pass and the clock tell; of one that cannot be read, why. */
export async function status(world: World, invocation: Invocation): Promise<Result> {
  const { components } = await readConfiguration(world, invocation)
  const shown: ShownStatus[] = []
  for (const { options } of components) shown.push(await show(world, options))
  const now = world.clock.now()
  return {
    exitCode: chooseExitCode(shown.map(({ exitCode }) => exitCode)),
    problems: shown.flatMap(({ problems }) => problems),
    remarks: [],
    fields: { components: statusesToJson(shown) },
    text: (style) => renderStatuses(shown, now, style),
  }
}

async function show(world: World, options: Options): Promise<ShownStatus> {
  const { component: directory, config, registry } = options
  try {
    const {
      component,
      accepted,
      status: kept,
      conditions,
      problems,
    } = await readStatus(world, {
      directory,
      config,
      registry,
    })
    // What the last pass told is mended by commands about the source that it had.
    const typed = withSource(options, kept?.source)
    const complete = (all: readonly Problem[]): readonly Problem[] => completeRemedies(all, typed)
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
    return { directory, exitCode, problems: completeRemedies(problems, options), reading: undefined }
  }
}
