import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { delimiter } from 'node:path'
import { federationError } from '../../errors.ts'
import { findProgram, searchPath } from '../world/search-path.ts'
import type { World } from '../world/world.ts'

/** A repository on this machine that we did not create, and do not trust. */
export interface Repository {
  /** Its `.git`: a directory or, in linked work trees and submodules, a file. */
  readonly gitDirectory: string
  /** The top of its work tree. */
  readonly top: string
  /** The federation directory as people know it, for messages. */
  readonly label: string
}

/** One git command that reads objects. */
export interface GitCall {
  readonly command:
    'cat-file' | 'diff-tree' | 'for-each-ref' | 'ls-tree' | 'log' | 'merge-base' | 'rev-list' | 'rev-parse'
  readonly args: readonly string[]
  readonly input?: string
  readonly maxBytes?: number
  readonly timeoutMs?: number
}

/** How a git command ended. */
export interface GitResult {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

const TIMEOUT_MS = 60_000
const MAX_BYTES = 32 * 1024 * 1024

/**
 * The repository's own configuration is read by git whatever we do, and may name programs: these settings, which
 * outrank it, switch off each that the commands of `GitCall` could start.
 */
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.commitGraph=false',
  'core.warnAmbiguousRefs=false',
  'gc.auto=0',
  'log.showSignature=false',
  'protocol.allow=never',
  'safe.directory=*',
]

const GLOBAL_ARGS = ['--no-pager', '--no-replace-objects', ...SETTINGS.flatMap((setting) => ['-c', setting])]

/**
 * Runs one git command on the objects of a repository; never a filter, hook, helper or transport.
 *
 * @remarks The repository is named outright (`--git-dir`), so that git neither searches for one, and so finds a bare
 * repository planted inside the directory, nor minds who owns it.
 * @throws `GIT_MISSING`, `GIT_TIMEOUT`, `SOURCE_TOO_BIG`; a command that merely fails is returned.
 */
export function runGit(world: World, repository: Repository, call: GitCall): GitResult {
  const git = findGit(world)
  if (git === undefined) throw federationError('GIT_MISSING', { directory: repository.label })
  const args = [...GLOBAL_ARGS, `--git-dir=${repository.gitDirectory}`, call.command, ...call.args]
  const result = spawnSync(git, args, {
    cwd: repository.top,
    env: makeEnvironment(world, repository.top),
    killSignal: 'SIGKILL',
    maxBuffer: call.maxBytes ?? MAX_BYTES,
    stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: call.timeoutMs ?? TIMEOUT_MS,
    windowsHide: true,
    ...(call.input === undefined ? {} : { input: call.input }),
  })
  if (result.status === null || isCut(result)) throw describeEnd(repository, call, result)
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString('utf8') }
}

/** Runs one git command that has to succeed, and returns what it wrote. */
export function askGit(world: World, repository: Repository, call: GitCall): Buffer {
  const result = runGit(world, repository, call)
  if (result.status !== 0) throw describeFailure(repository, call, result)
  return result.stdout
}

/** Makes the error for a git command that failed, telling a partial clone from everything else. */
export function describeFailure(repository: Repository, call: GitCall, result: GitResult): Error {
  const directory = repository.label
  const lines = result.stderr.split('\n').filter((line) => line !== '')
  const reason = lines.at(-1) ?? `exit code ${result.status}`
  if (/from promisor remote|lazy fetching|could not (fetch|read)/i.test(reason)) {
    return federationError('OBJECT_MISSING', { directory, reason })
  }
  return federationError('GIT_REFUSED', { directory, command: call.command, reason })
}

/** A git that fails before it has read its input breaks the pipe, which is no fault: its own message says more. */
function isCut({ error }: SpawnSyncReturns<Buffer>): boolean {
  return error !== undefined && codeOf(error) !== 'EPIPE'
}

/** Makes the error for a git that never ran, or was ended before it was done. */
function describeEnd(repository: Repository, call: GitCall, result: SpawnSyncReturns<Buffer>): Error {
  const { label: directory } = repository
  const { error: cause, signal } = result
  const code = codeOf(cause)
  if (code === 'ENOBUFS') return federationError('SOURCE_TOO_BIG', { directory, limit: 'output' }, { cause })
  const { command, timeoutMs = TIMEOUT_MS } = call
  if (code === 'ETIMEDOUT') {
    return federationError('GIT_TIMEOUT', { directory, command, seconds: timeoutMs / 1000 }, { cause })
  }
  const reason = cause?.message ?? `ended by ${signal ?? 'a signal'}`
  return federationError('GIT_REFUSED', { directory, command, reason }, { cause })
}

function codeOf(error: Error | undefined): unknown {
  return error !== undefined && 'code' in error ? error.code : undefined
}

/** Finds git. */
export function findGit(world: World): string | undefined {
  return findProgram(world, 'git')
}

/** Asks git for its version, for example `2.39.5`; `undefined` where there is no git, or it says none. */
export function readGitVersion(world: World): string | undefined {
  const git = findGit(world)
  if (git === undefined) return undefined
  const { stdout } = spawnSync(git, ['--version'], {
    cwd: '/',
    env: makeBareEnvironment(world),
    killSignal: 'SIGKILL',
    maxBuffer: 4096,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
    windowsHide: true,
    encoding: 'utf8',
  })
  return /^git version (\d[\w.-]{0,40})/.exec(stdout)?.[1]
}

function makeEnvironment(world: World, top: string): NodeJS.ProcessEnv {
  return {
    ...makeBareEnvironment(world),
    // A repository may set protocol.ext.allow, which outranks protocol.allow; this outranks both. No transport has this name.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_WORK_TREE: top,
  }
}

/** Nothing of the operator's environment but the PATH: a `GIT_…` variable could name a program or another repository. */
export function makeBareEnvironment(world: World): NodeJS.ProcessEnv {
  const systemRoot = world.env['SystemRoot']
  return {
    PATH: searchPath(world).join(delimiter),
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
    LC_ALL: 'C',
    // Below a file there is nothing to find: git before 2.32 knows no GIT_CONFIG_GLOBAL and looks in these.
    HOME: '/dev/null',
    XDG_CONFIG_HOME: '/dev/null',
    GIT_GRAFT_FILE: '/dev/null/grafts',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  }
}
