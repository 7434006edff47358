import type { Owner } from '../state/state-directory.ts'
import type { World } from '../world/world.ts'

/** A program that may take only so much time and disk, and that ends with us, whatever becomes of us. */
export interface LimitedCall {
  /** An absolute executable and its arguments. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user that it runs as; absent where that is the one who runs now. */
  readonly user: Owner | undefined
  /** Milliseconds from now. */
  readonly timeoutMs: number
  /** What any one file that it writes may hold. */
  readonly fileBytes: number
  readonly signal: AbortSignal | undefined
}

/** How it ended. */
export interface LimitedEnd {
  readonly kind: 'ended' | 'timeout' | 'aborted'
  readonly exitCode: number | undefined
  /** What it said, as it was said. */
  readonly stderr: string
}

/** A timer that is set for longer (24.8 days) ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
const SHELL = '/bin/sh'
const MAX_STDERR = 1024 * 1024

/**
 * Limits what a file may hold (in blocks of 512 bytes, as POSIX has it), then runs the command. Beside it waits another shell
 * for the end of its input, which comes when this program ends, in whatever manner, and then kills the whole group.
 */
const SCRIPT = [
  'ulimit -f "$1" || exit 125',
  'shift',
  'exec 3<&0',
  '(read -r line; kill -KILL 0) <&3 >/dev/null 2>&1 &',
  '"$@" </dev/null 3<&-',
].join('\n')

/** Runs a program in a process group of its own, which is killed when time is up, or when the signal says so. */
export async function runLimited(world: World, call: LimitedCall): Promise<LimitedEnd> {
  if (call.signal?.aborted === true) return { kind: 'aborted', exitCode: undefined, stderr: '' }
  const { execa } = await import('execa')
  const { host } = world
  const args = ['-c', SCRIPT, 'fbm-gitops-fetch', String(Math.ceil(call.fileBytes / 512)), ...call.command]
  const start = () =>
    execa(SHELL, args, {
      cwd: call.cwd,
      env: { ...call.env },
      extendEnv: false,
      detached: true,
      cleanup: false,
      reject: false,
      stdin: 'pipe',
      stdout: 'ignore',
      stderr: 'pipe',
      maxBuffer: 2 * MAX_STDERR,
      ...(call.user === undefined ? {} : { uid: call.user.uid, gid: call.user.gid }),
    })
  // Only root may start something as another user, and may be somebody else at this moment.
  const subprocess = host.asStarter(start) ?? start()
  const ended: { kind: LimitedEnd['kind'] } = { kind: 'ended' }
  const stop = (kind: LimitedEnd['kind']) => () => {
    ended.kind = kind
    killGroup(subprocess.pid)
  }
  const timer = setTimeout(stop('timeout'), Math.min(call.timeoutMs, LONGEST_TIMER_MS))
  endFlood(subprocess.stderr, stop('ended'))
  const abort = stop('aborted')
  call.signal?.addEventListener('abort', abort, { once: true })
  try {
    const { exitCode, stderr } = await subprocess
    return { kind: ended.kind, exitCode, stderr }
  } finally {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', abort)
    killGroup(subprocess.pid)
  }
}

/** A server may send as much as it likes for as long as it likes. */
function endFlood(stream: NodeJS.ReadableStream, stop: () => void): void {
  let length = 0
  stream.on('data', (chunk: Uint8Array | string) => {
    length += chunk.length
    if (length > MAX_STDERR) stop()
  })
}

/** What is left of it: the shell that waits, and whatever the program left running. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
