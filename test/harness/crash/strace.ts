import { readFileSync } from 'node:fs'
import { Unavailable } from '../../../scripts/harness.ts'
import { passCommand, runCommand, type Place, type Run } from './program.ts'

/** One system call of a run: the how manieth of its name it is. */
export interface SystemCall {
  readonly name: string
  readonly count: number
  /** Whether it is on the registry file itself. */
  readonly isOnRegistry: boolean
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

/** Runs a pass, and kills it with SIGKILL just before a call, if one is given: the call is not carried out. */
export async function tracePass({ place, log, registry }: Trace, killAt?: SystemCall): Promise<TracedRun> {
  const inject = killAt === undefined ? [] : ['-e', `inject=${killAt.name}:signal=KILL:when=${killAt.count}`]
  const run = await runCommand(['strace', '-y', '-s', '0', '-o', log, '-e', TRACED, ...inject, ...passCommand(place)])
  const lines = readFileSync(log, 'utf8').split('\n')
  return { ...run, calls: listCalls(lines, place.component, registry), wasKilled: lines.some(isKill) }
}

function isKill(line: string): boolean {
  return line.startsWith('+++ killed by SIGKILL')
}

function listCalls(lines: readonly string[], component: string, registry: string): readonly SystemCall[] {
  const counts = new Map<string, number>()
  const calls: SystemCall[] = []
  for (const line of lines) {
    const name = /^\w+(?=\()/.exec(line)?.[0]
    if (name === undefined) continue
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    if (line.includes(component) || name === 'exit_group') {
      calls.push({ name, count, isOnRegistry: line.includes(`/${registry}`) })
    }
  }
  return calls
}
