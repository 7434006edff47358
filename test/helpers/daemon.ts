import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const PROGRAM = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')
/** Reached only where something never comes: a busy machine may take its time. */
const LIMIT_MS = 120_000

/** A line of the log with `--log-format json`. */
export type LogLine = Readonly<Record<string, unknown>>

/** The built program, watching. */
export interface RunningDaemon {
  readonly pid: number
  /** What it has logged so far. */
  readonly lines: () => readonly LogLine[]
  readonly stderr: () => string
  /** All that it has written, for a failure. */
  readonly show: () => string
  /** Waits for a line, of those behind the first `after` ones. */
  readonly line: (isIt: (line: LogLine) => boolean, after?: number) => Promise<LogLine>
  readonly signal: (name: NodeJS.Signals) => void
  /** Waits for its end and gives the exit code. */
  readonly end: () => Promise<number | null>
  /** The same, while somebody else may still hold what it wrote to. */
  readonly exit: () => Promise<number | null>
}

/** In what a daemon is started. */
export interface DaemonSurroundings {
  readonly env?: Readonly<Record<string, string>>
  /** A command that is given the daemon's as further arguments, and must become it. */
  readonly within?: readonly string[]
}

/** Starts `watch` with a log in JSON; kills it at the end, where it has not ended by itself. */
export async function withDaemon(
  argv: readonly string[],
  body: (daemon: RunningDaemon) => Promise<void>,
  { env = {}, within = [] }: DaemonSurroundings = {},
): Promise<void> {
  const [file, ...args] = [...within, process.execPath, PROGRAM, 'watch', ...argv, '--log-format', 'json']
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/dev/null', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const lines = (): readonly LogLine[] =>
    written.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine)
  try {
    await body({
      pid: child.pid ?? 0,
      lines,
      stderr: () => written.stderr,
      show: () => `${written.stdout}${written.stderr}`,
      line: (isIt, after = 0) =>
        until(
          () => lines().slice(after).find(isIt),
          () => `${written.stdout}${written.stderr}`,
        ),
      signal: (name) => child.kill(name),
      end: () => ended,
      exit: () => exited,
    })
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/** Looks again and again until something is there; tells what was the case where it never is. */
export async function until<T>(look: () => T | undefined | false, describe: () => string = () => ''): Promise<T> {
  const end = performance.now() + LIMIT_MS
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`It did not come about within ${LIMIT_MS / 1000} s.\n${describe()}`)
    await pause(20)
  }
}
