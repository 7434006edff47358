import { parseSnapshot } from '../declaration/parse-snapshot.ts'
import { parseCommitRange } from '../domain/commit-range.ts'
import { chooseExitCode } from '../domain/exit-code.ts'
import { errorCodesOf, hasErrors, isProblem, type Problem } from '../domain/problem.ts'
import { FederationError } from '../errors.ts'
import { searchCommits } from '../io/source/search-commits.ts'
import { readPlainSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { renderCommitSearch } from '../render/commit-search.ts'
import { renderValidation } from '../render/validation.ts'
import type { CommandInput, Result } from './support/command.ts'

/**
 * Shows every problem of a federation directory, in the files as they are: it helps the one who edits them. With
 * `--commits`, shows every private key in commits instead.
 */
export async function validate(world: World, { argument, options }: CommandInput): Promise<Result> {
  return options.commits === undefined
    ? validateDirectory(world, argument ?? options.federation)
    : searchForKeys(world, argument ?? '.', options.commits)
}

async function validateDirectory(world: World, directory: string): Promise<Result> {
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

/** The directory only says in which repository. */
function searchForKeys(world: World, directory: string, text: string): Result {
  const range = parseCommitRange(text)
  if (isProblem(range)) throw new FederationError([range])
  const search = searchCommits(world, directory, range)
  return {
    exitCode: chooseExitCode(errorCodesOf(search.problems)),
    problems: search.problems,
    remarks: [],
    fields: { commits: { range: text, searched: search.commits, contents: search.contents } },
    text: (style) => renderCommitSearch(search, style),
  }
}
