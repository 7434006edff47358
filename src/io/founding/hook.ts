import { join, resolve } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { startOperatorGit } from '../publishing/operator-git.ts'
import type { World } from '../world/world.ts'
import type { FoundingPlace } from './place.ts'

/** Where the hook lies below the top of the repository. */
const HOOKS = 'hooks'

/**
 * Finds what keeps git from running the hook in this clone: hooks that it runs already, which would be switched off.
 *
 * @throws `GIT_MISSING`
 */
export function findHookObstacle(world: World, { top }: FoundingPlace): Problem | undefined {
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

function isProgram({ files }: World, path: string): boolean {
  const status = files.stat(path)
  return status?.kind === 'file' && (status.mode & 0o111) !== 0
}
