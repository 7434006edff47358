import type { World } from '../world/world.ts'

/** A program that is run beside the daemon. */
export interface ProgramCall {
  readonly file: string
  readonly args: readonly string[]
  /** For its standard input; what it writes is nobody's concern. */
  readonly input: string
  /** All that it finds in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/**
 * Runs a program without a shell, as the user who started the daemon, and ends it with all its children when its time is
 * over or the signal is aborted. Gives in words what went wrong; `undefined` where nothing did.
 */
export async function runProgram(world: World, call: ProgramCall, signal: AbortSignal): Promise<string | undefined> {
  const { execa } = await import('execa')
  if (signal.aborted) return 'it was not run any more'
  const start = () =>
    execa(call.file, call.args, {
      cwd: '/',
      input: call.input,
      env: call.env,
      extendEnv: false,
      stdout: 'ignore',
      stderr: 'ignore',
      buffer: false,
      detached: true,
      reject: false,
    })
  // A pass may have taken the identity of a registry's owner for the whole process.
  const child = world.host.asStarter(start) ?? start()
  const cut: { reason?: string } = {}
  const end = (reason: string): void => {
    cut.reason ??= reason
    killGroup(child.pid)
  }
  const onAbort = (): void => {
    end('it was ended')
  }
  const timer = setTimeout(() => {
    end(`it took longer than ${call.timeoutMs / 1000} s`)
  }, call.timeoutMs)
  signal.addEventListener('abort', onAbort)
  try {
    const { failed, exitCode, signal: endedBy, code } = await child
    if (cut.reason !== undefined || !failed) return cut.reason
    if (exitCode !== undefined) return `exit code ${exitCode}`
    return endedBy === undefined ? `it could not be run (${code ?? 'unknown'})` : `ended by ${endedBy}`
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
