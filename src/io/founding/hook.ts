import { join, resolve } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { startOperatorGit } from '../publishing/operator-git.ts'
import type { World } from '../world/world.ts'
import { lookAt } from './look.ts'
import type { FoundingPlace } from './place.ts'

/** Where the hook lies below the top of the repository. */
const HOOKS = 'hooks'
const HOOK = `${HOOKS}/pre-commit`

/**
 * Finds what keeps git from running the hook in this clone: another one in its place, or hooks that git runs already, which
 * would be switched off.
 *
 * @param present - the files that will hold what we write, by their paths below the top.
 * @throws `GIT_MISSING`
 */
export function findHookObstacle(
  world: World,
  { top }: FoundingPlace,
  present: readonly string[],
): Problem | undefined {
  const hook = join(top, HOOK)
  if (!present.includes(HOOK) || !canBeRun(world, hook)) return makeProblem('INIT_HOOK_OTHER', {}, { file: hook })
  const { status, stdout, reason } = askGit(world, top, ['rev-parse', '--git-path', 'hooks'])
  if (status !== 0) return makeProblem('INIT_HOOK_NOT_INSTALLED', {}, { directory: top, reason })
  const hooks = resolve(top, stdout.trimEnd())
  if (hooks === join(top, HOOKS)) return undefined
  const { files } = world
  const names = files.stat(hooks)?.kind === 'directory' ? files.list(hooks) : []
  const own = names.filter((name) => !name.endsWith('.sample') && isProgram(world, join(hooks, name)))
  return own.length === 0 ? undefined : makeProblem('INIT_HOOKS_IN_USE', {}, { hooks, names: own })
}

/** Lets git run the hook in this clone; gives the problem where it does not. */
export function installHook(world: World, { top }: FoundingPlace): Problem | undefined {
  world.writes.note()
  const { status, reason } = askGit(world, top, ['config', '--local', 'core.hooksPath', HOOKS])
  return status === 0 ? undefined : makeProblem('INIT_HOOK_NOT_INSTALLED', {}, { directory: top, reason })
}

function askGit(world: World, directory: string, args: readonly string[]): ReturnType<typeof startOperatorGit> {
  return startOperatorGit(world, { directory, args })
}

/** One that is not there yet is going to be executable. */
function canBeRun(world: World, hook: string): boolean {
  return lookAt(world.files, hook) === undefined || isProgram(world, hook)
}

function isProgram({ files }: World, path: string): boolean {
  const status = files.stat(path)
  return status?.kind === 'file' && (status.mode & 0o111) !== 0
}
