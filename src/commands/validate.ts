import { parseSnapshot } from '../declaration/parse-snapshot.ts'
import { chooseExitCode } from '../domain/exit-code.ts'
import { hasErrors, type Problem } from '../domain/problem.ts'
import { readPlainSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { renderValidation } from '../render/validation.ts'
import type { CommandInput, Result } from './support/command.ts'

/** Shows every problem of a federation directory, in the files as they are: it helps the one who edits them. */
export async function validate(world: World, { argument, options }: CommandInput): Promise<Result> {
  const directory = argument ?? options.federation
  const snapshot = await readPlainSnapshot(world, directory)
  const { federation, problems: found } = await parseSnapshot(snapshot, world.clock.now())
  const problems: readonly Problem[] = [...snapshot.problems, ...found]
  const parties = federation?.parties ?? []
  return {
    exitCode: chooseExitCode(hasErrors(problems) ? [26] : []),
    problems,
    remarks: [],
    fields: {
      federation: federation?.name,
      profile: federation?.profile,
      parties: parties.map(({ id, name, role, certificate }) => ({
        id,
        name,
        role,
        fingerprint: certificate?.fingerprint,
      })),
    },
    text: (style) => renderValidation({ directory, federation, problems }, style),
  }
}
