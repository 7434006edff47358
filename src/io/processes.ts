import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/** A process of its own that lets others run again, whatever becomes of the one that stopped them. */
export interface Guard {
  /** Ends it: what it guarded runs again. */
  dismiss(): void
}

/** What is done to other processes. Each call throws Node's own error: `ESRCH` where there is none, `EPERM`, … */
export interface Processes {
  /** Tells whether a process of this PID namespace exists, whoever owns it. */
  isRunning(pid: number): boolean
  /** Makes sure that this process may send signals to another one. */
  checkControl(pid: number): void
  stop(pid: number): void
  resume(pid: number): void
  /**
   * Starts a guard that resumes processes as soon as this process is killed, and in any case after a time.
   *
   * @throws where no such process can be started: then nothing may be stopped
   */
  guard(pids: readonly number[], seconds: number): Promise<Guard>
}

/**
 * Resumes when its input ends, as it does when this process is killed, and in any case after a time, as where this process
 * itself is stopped. It says that it is ready only once nothing can go wrong any more.
 */
const GUARD_SCRIPT = [
  'command -v sleep >/dev/null || exit 1',
  'seconds=$1; shift',
  '(sleep "$seconds"; kill -CONT "$@") &',
  'echo ready',
  'read -r line; kill -CONT "$@"',
].join('\n')
const START_MS = 2_000

/** The processes of this PID namespace. */
export function makeProcesses(path: string | undefined): Processes {
  return {
    isRunning,
    checkControl: (pid) => {
      process.kill(pid, 0)
    },
    stop: (pid) => {
      process.kill(pid, 'SIGSTOP')
    },
    resume: (pid) => {
      process.kill(pid, 'SIGCONT')
    },
    guard: (pids, seconds) => startGuard(['-c', GUARD_SCRIPT, 'fbm-gitops-guard', seconds, ...pids].map(String), path),
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** A shell: it starts within a millisecond, and every container has one. In a session of its own, out of reach of Ctrl-C. */
function startGuard(args: readonly string[], path = '/usr/local/bin:/usr/bin:/bin'): Promise<Guard> {
  const child = spawn('/bin/sh', args, {
    cwd: '/',
    env: { PATH: path },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  // A guard that has ended by itself no longer reads.
  child.stdin.on('error', () => undefined)
  const dismiss = (): void => {
    killGroup(child)
    child.stdin.destroy()
  }
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      clearTimeout(timer)
      dismiss()
      reject(new Error(reason))
    }
    const timer = setTimeout(refuse, START_MS, 'the guard did not start in time')
    child.once('error', (error) => {
      refuse(error.message)
    })
    child.once('exit', () => {
      refuse('/bin/sh cannot wait: there is no `sleep`')
    })
    child.stdout.once('data', () => {
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.stdout.destroy()
      // Its end stays open, and this process is free to end.
      child.unref()
      unref(child.stdin)
      resolve({ dismiss })
    })
  })
}

function unref(stream: object): void {
  if (stream instanceof Socket) stream.unref()
}

/** The shell and its `sleep`. It may have ended by itself. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
