import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './until.ts'

/** One line of a daemon's log. */
export type LogLine = Readonly<Record<string, unknown>>

/** A running `fbm-gitops watch`. */
export interface Daemon {
  readonly pid: number
  /** Everything that it has logged so far. */
  readonly lines: () => readonly LogLine[]
  /** What it has written that is no line of the log. */
  readonly noise: () => string
  readonly signal: (name: NodeJS.Signals) => void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Waits for a line, beginning after those that there were when the wait was begun, or `from`. */
  readonly logged: (what: string, matches: (line: LogLine) => boolean, from?: number) => Promise<LogLine>
}

const PROGRAM = join(import.meta.dirname, '../../../dist/fbm-gitops.cjs')
const LONGEST_MS = 120_000

/** Starts the built program as a daemon, through a command that becomes it where one is given. */
export function startDaemon(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  through: readonly string[] = [],
): Daemon {
  const [command = '', ...rest] = [
    ...through,
    process.execPath,
    PROGRAM,
    'watch',
    '--verbose',
    '--log-format',
    'json',
    ...args,
  ]
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], HOME: '/dev/null', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: LogLine[] = []
  const noise: string[] = []
  readLines(child.stdout, (line) => {
    const parsed = parseLine(line)
    if (parsed === undefined) noise.push(line)
    else lines.push(parsed)
  })
  readLines(child.stderr, (line) => noise.push(line))
  const told = (): string => [...lines.slice(-20).map((line) => JSON.stringify(line)), ...noise].join('\n')
  return {
    pid: child.pid ?? -1,
    lines: () => lines,
    noise: () => noise.join('\n'),
    signal: (name) => {
      child.kill(name)
    },
    ended: endOf(child),
    logged: async (what, matches, from = lines.length) => {
      const find = (): LogLine | undefined => lines.slice(from).find(matches)
      await until(what, () => find() !== undefined, { limitMs: LONGEST_MS, describe: told })
      const found = find()
      if (found === undefined) throw new Error(`The line that says ${what} is gone.`)
      return found
    },
  }
}

/** What a process holds now. */
export interface Holding {
  readonly memoryMiB: number
  readonly descriptors: number
}

/** Measures a running daemon. */
export function measure({ pid }: Daemon): Holding {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
  return { memoryMiB: kibibytes / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message)
    })
    child.on('close', (code, signal) => {
      resolve(code ?? signal ?? 'nothing')
    })
  })
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  })
}

function parseLine(line: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
