import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Unavailable } from '../../../scripts/harness.ts'
import { passCommand, runCommand, type Place, type Run } from './program.ts'

/** One system call of a run. */
export interface SystemCall {
  readonly name: string
  /** The how manieth of its name it is. */
  readonly count: number
  /** The files below the component that it is about, and the how manieth of its name on each it is. */
  readonly files: readonly CallOnFile[]
  /** Whether it is on the registry file itself. */
  readonly isOnRegistry: boolean
}

/** One of the calls of a name on a file. */
export interface CallOnFile {
  /** Relative to the component's directory. */
  readonly path: string
  readonly count: number
}

/** The call before which a run is killed: the how manieth of its name on one file, or of all where none is given. */
export interface Aim {
  readonly name: string
  readonly count: number
  readonly path?: string
}

/** A run under strace, with the calls on the component's directory and the end of the process, in their order. */
export interface TracedRun extends Run {
  readonly calls: readonly SystemCall[]
  readonly wasKilled: boolean
}

/** Where and what is traced. */
export interface Trace {
  readonly place: Place
  readonly log: string
  /** The name of the registry file. */
  readonly registry: string
}

/**
 * All calls that look at files or change them: node makes no others. The question mark is for machines that lack one.
 * Those of other threads are not traced: the program calls from its main thread only.
 */
const CALLS =
  'open openat openat2 creat close read pread64 readv preadv write pwrite64 writev pwritev stat lstat fstat newfstatat ' +
  'fstatat64 statx access faccessat faccessat2 readlink readlinkat getdents getdents64 fsync fdatasync ' +
  'sync_file_range ftruncate truncate fallocate rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat ' +
  'mkdir mkdirat rmdir chmod fchmod fchmodat chown fchown lchown fchownat utimensat kill exit_group'
const TRACED = `trace=${CALLS.split(' ')
  .map((name) => `?${name}`)
  .join(',')}`

/** Makes sure that processes can be traced here. */
export async function requireStrace(): Promise<void> {
  const how = 'install the Debian package strace, and allow ptrace (in a container: --cap-add SYS_PTRACE)'
  const run = await runCommand(['strace', '-o', '/dev/null', 'true']).catch((error: unknown) => {
    throw new Unavailable(`strace does not start: ${how}`, { cause: error })
  })
  if (run.exitCode !== 0) throw new Unavailable(`strace may not trace: ${how}. It says: ${run.output}`)
}

/**
 * Runs a pass, and kills it with SIGKILL just before a call, if one is given: the call is not carried out. Where the aim
 * names a file, only calls on that file are traced.
 */
export async function tracePass({ place, log, registry }: Trace, killAt?: Aim): Promise<TracedRun> {
  const inject = killAt === undefined ? [] : ['-e', `inject=${killAt.name}:signal=KILL:when=${killAt.count}`]
  const only = killAt?.path === undefined ? [] : ['-P', join(place.component, killAt.path)]
  const options = ['-y', '-s', '0', '-o', log, '-e', TRACED, ...only, ...inject]
  const run = await runCommand(['strace', ...options, ...passCommand(place)])
  const lines = readFileSync(log, 'utf8').split('\n')
  return { ...run, calls: listCalls(lines, place.component, registry), wasKilled: lines.some(isKill) }
}

function isKill(line: string): boolean {
  return line.startsWith('+++ killed by SIGKILL')
}

function listCalls(lines: readonly string[], component: string, registry: string): readonly SystemCall[] {
  const counts = new Map<string, number>()
  const countUp = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
  const calls: SystemCall[] = []
  for (const line of lines) {
    const name = /^\w+(?=\()/.exec(line)?.[0]
    if (name === undefined) continue
    const count = countUp(name)
    const files = listPaths(line, component).map((path) => ({ path, count: countUp(`${name} ${path}`) }))
    if (files.length > 0 || name === 'exit_group') {
      calls.push({ name, count, files, isOnRegistry: line.includes(`/${registry}`) })
    }
  }
  return calls
}

/**
 * The paths below the component in a line, as arguments ("path") and behind file descriptors (3<path>), each once. Of a
 * rename only the first: strace does not look for traced paths in its second argument.
 */
function listPaths(line: string, component: string): readonly string[] {
  const found = [...line.matchAll(/"([^"]*)"|<([^>]*)>(?!\(deleted\))/g)].map(
    ([, argument, open]) => argument ?? open ?? '',
  )
  const paths = line.startsWith('rename(') ? found.slice(0, 1) : found
  const below = paths.filter((path) => path === component || path.startsWith(`${component}/`))
  return [...new Set(below.map((path) => relative(component, path)))]
}
