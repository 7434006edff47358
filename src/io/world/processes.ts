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
  readonly checkControl: (pid: number) => void
  readonly stop: (pid: number) => void
  readonly resume: (pid: number) => void
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
  "trap '' HUP INT TERM",
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
async function startGuard(args: readonly string[], path = '/usr/local/bin:/usr/bin:/bin'): Promise<Guard> {
  const child: ChildProcess = spawn('/bin/sh', args, {
    cwd: '/',
    env: { PATH: path },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const dismiss = (): void => {
    killGroup(child)
    child.stdin?.destroy()
  }
  try {
    await untilReady(child)
  } catch (error) {
    dismiss()
    throw error
  }
  return { dismiss }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('the guard did not start in time'))
    }, START_MS)
    child.once('error', reject)
    child.once('exit', () => {
      reject(new Error('/bin/sh cannot wait: there is no `sleep`'))
    })
    // A guard that has ended by itself no longer reads.
    child.stdin?.on('error', () => undefined)
    child.stdout?.once('data', () => {
      clearTimeout(timer)
      child.stdout?.destroy()
      // Its end stays open, and this process is free to end.
      child.unref()
      if (child.stdin instanceof Socket) child.stdin.unref()
      resolve()
    })
  })
}

/** The shell and its `sleep`. It may have ended by itself; what cannot be killed ends by itself after a second. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
