import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { federationError } from '../../errors.ts'
import { findGit } from '../source/git.ts'
import type { World } from '../world/world.ts'

/** How a git command of the operator ended. */
export interface OperatorGitResult {
  readonly status: number
  readonly stdout: string
  /** What git, a hook or the remote said last: without what logs in, cut, not yet escaped. */
  readonly reason: string
}

/** A command may wait for the operator, who types a passphrase or touches a key. */
const TIMEOUT_MS = 15 * 60_000
const MAX_BYTES = 16 * 1024 * 1024
const LINES_SHOWN = 4

/** Where git would look for another repository than the one that was named, as in a hook that calls this program. */
const ELSEWHERE = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
]

/** The same where a command may also not have run to its end: then it has no status. */
export type OperatorGitEnd = Omit<OperatorGitResult, 'status'> & { readonly status: number | undefined }

/** One git command of the operator. */
export interface OperatorGitCall {
  /** Where it runs. */
  readonly directory: string
  readonly args: readonly string[]
  readonly input?: Uint8Array
  /** Variables that are set besides those of the operator. */
  readonly variables?: Readonly<Record<string, string>>
}

/**
 * Runs git as the operator would: with their identity, signing, hooks and credentials.
 *
 * @remarks The reader of `io/source/` trusts no repository and switches all of that off; here it is what is wanted, in a
 * clone whose owner types this command. git itself refuses one that belongs to somebody else (`safe.directory`). simple-git
 * would refuse parts of that configuration. No shell is started: each argument reaches git as it is.
 * @returns without a status where git could not be run, or was ended.
 * @throws `GIT_MISSING`
 */
export function startOperatorGit(world: World, call: OperatorGitCall): OperatorGitEnd {
  const { directory, args, input, variables } = call
  const git = findGit(world)
  if (git === undefined) throw federationError('GIT_MISSING', { directory })
  // A `*` in the name of a directory is no wildcard. `check-ignore` knows none, and refuses the flag that says so.
  const literal = args[0] === 'check-ignore' ? [] : ['--literal-pathspecs']
  const result = spawnSync(git, ['--no-pager', ...literal, ...args], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...makeEnvironment(world), ...variables },
    maxBuffer: MAX_BYTES,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    windowsHide: true,
    ...(input === undefined ? {} : { input }),
  })
  return describeEnd(result)
}

function describeEnd({ status, signal, error, stdout, stderr }: SpawnSyncReturns<string>): OperatorGitEnd {
  if (status !== null) return { status, stdout, reason: error?.message ?? shorten(stderr) }
  return { status: undefined, stdout: '', reason: error?.message ?? `it was ended by ${signal ?? 'a signal'}` }
}

/**
 * Does the same in the operator's own clone.
 *
 * @throws `GIT_MISSING`, `PUBLISH_GIT_FAILED` where git could not be run; a command that fails is returned.
 */
export function runOperatorGit(world: World, clone: string, args: readonly string[]): OperatorGitResult {
  const { status, stdout, reason } = startOperatorGit(world, { directory: clone, args })
  if (status === undefined) throw federationError('PUBLISH_GIT_FAILED', { clone, command: args[0] ?? '', reason })
  return { status, stdout, reason }
}

/**
 * Does the same for a command that must succeed, and gives what it printed.
 *
 * @throws `PUBLISH_GIT_FAILED`
 */
export function askOperatorGit(world: World, clone: string, args: readonly string[]): string {
  const { status, stdout, reason } = runOperatorGit(world, clone, args)
  if (status === 0) return stdout
  throw federationError('PUBLISH_GIT_FAILED', {
    clone,
    command: args[0] ?? '',
    reason: reason || `exit code ${status}`,
  })
}

function makeEnvironment({ env }: World): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ELSEWHERE.includes(name)))
}

/** What git says after a reason, whatever the reason was: it would push that out of the lines that are shown. */
const EMPTY_ADVICE = /^(?:hint:|Please make sure you have the correct access rights$|and the repository exists\.$)/

function shorten(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim())
  const shown = lines.filter((line) => line !== '' && !EMPTY_ADVICE.test(line)).slice(-LINES_SHOWN)
  return shown.join(' / ').replaceAll(/:\/\/[^@/\s]*@/g, '://')
}
