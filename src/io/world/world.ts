import { makeFileSystem, type FileSystem } from './file-system.ts'
import { makeHost, type Host } from './host.ts'
import { makeOutput, type Output } from './output.ts'
import { makeSignals, type Signals } from './signals.ts'
import { sleep } from './sleep.ts'
import { makeWriteLog, type WriteLog } from './write-log.ts'

/** Time: `now` in milliseconds since the epoch, `monotonic` in milliseconds since some fixed moment. */
export interface Clock {
  now(): number
  monotonic(): number
  /** Ends early, and without an error, as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Repeats an action until the function that it gives is called; never keeps the process alive. */
  every(milliseconds: number, action: () => void): () => void
}

/** Everything outside the program. Passed in, so that a test can replace any part and no code reaches around it. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform: NodeJS.Platform
  readonly version: string
  readonly stdout: Output
  readonly stderr: Output
  readonly files: FileSystem
  /** What writes by other means than `files` notes it here itself. */
  readonly writes: WriteLog
  readonly clock: Clock
  readonly host: Host
  readonly signals: Signals
  /** Asks somebody at the terminal; `CLOSED` where that was closed, `undefined` where there is none: nothing is asked then. */
  ask(question: string): Promise<string | undefined>
  /** A number from 0 to 1, for jitter and unique names only. */
  random(): number
}

/** The world as it is. */
export function realWorld(): World {
  return {
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    version: process.env['FBM_GITOPS_VERSION'] ?? 'development',
    stdout: makeOutput(1, () => process.stdout),
    stderr: makeOutput(2, () => process.stderr),
    files: makeFileSystem(),
    writes: makeWriteLog(),
    clock: {
      now: () => Date.now(),
      monotonic: () => Number(process.hrtime.bigint()) / 1e6,
      sleep,
      every: (milliseconds, action) => {
        const timer = setInterval(action, milliseconds).unref()
        return () => {
          clearInterval(timer)
        }
      },
    },
    host: makeHost(),
    signals: makeSignals(),
    ask: async (question) => (await import('./terminal.ts')).askTerminal(question),
    random: () => Math.random(),
  }
}
