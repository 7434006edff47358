import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DriverOrder } from './driver-order.ts'
import type { Equipment } from './equipment.ts'

/** A process that runs until its standard input ends. */
export interface Worker {
  readonly process: ChildProcess
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** What a live writer is told on its command line; `live_writer.py` says what each means. */
export interface WriterOrder {
  readonly registry: string
  readonly log: string
  readonly turns: string
  readonly kind: 'held' | 'opening' | 'replacing'
  readonly index: number
  readonly seed: number
  readonly period: number
  readonly burst: readonly [number, number] | null
  readonly rest: readonly [number, number] | null
  readonly fsync: number
  readonly think: number
  readonly sizes: readonly [number, number]
  readonly writes: number | null
}

/** A row as a process that opens the registry afresh finds it, by table and key; or why it cannot be read. */
export type Reading =
  { readonly rows: Readonly<Record<string, readonly [number, number]>> } | { readonly fault: string }

const LONGEST_END_MS = 60_000
const SCRIPTS = join(import.meta.dirname, '../../python')
const PYTHON_ENVIRONMENT = { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' }

/** Starts a live writer. */
export function startWriter({ python }: Equipment, order: WriterOrder): Worker {
  return start(python, [join(SCRIPTS, 'live_writer.py'), JSON.stringify(order)])
}

/** Starts a process of our own side. */
export function startDriver({ driver }: Equipment, order: DriverOrder): Worker {
  return start(process.execPath, [driver, JSON.stringify(order)])
}

/** Lets a live writer write, and returns when it has ended. */
export function runWriter({ python }: Equipment, order: WriterOrder): void {
  const { status, stderr } = spawnSync(python, [join(SCRIPTS, 'live_writer.py'), JSON.stringify(order)], {
    env: { ...process.env, ...PYTHON_ENVIRONMENT },
    encoding: 'utf8',
    stdio: ['pipe', 'inherit', 'pipe'],
  })
  if (status !== 0) throw new Error(`the live writer failed: ${stderr}`)
}

/** Tells which rows a fresh process finds in registries. */
export function readRegistries({ python }: Equipment, paths: readonly string[]): readonly Reading[] {
  const { status, stdout, stderr } = spawnSync(python, [join(SCRIPTS, 'read_rows.py')], {
    input: JSON.stringify(paths),
    env: { ...process.env, ...PYTHON_ENVIRONMENT },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`the registries cannot be read: ${stderr}`)
  return JSON.parse(stdout) as readonly Reading[]
}

/** Ends processes at their own pace, and waits for them; one that stands still must not make us stand still. */
export async function stopWorkers(workers: readonly Worker[]): Promise<void> {
  for (const { process } of workers) process.stdin?.end()
  const waiting = new AbortController()
  const late = sleep(LONGEST_END_MS, 'no end', { ref: false, signal: waiting.signal }).catch(() => 'no end')
  const codes = await Promise.all(workers.map(({ ended }) => Promise.race([ended, late])))
  waiting.abort()
  const bad = codes.filter((code) => code !== 0)
  if (bad.length > 0) throw new Error(`${bad.length} of ${codes.length} processes ended with ${bad.join(', ')}`)
}

/** Ends processes at once: a stopped one, too. */
export function killWorkers(workers: readonly Worker[]): void {
  for (const { process } of workers) process.kill('SIGKILL')
}

function start(command: string, argv: readonly string[]): Worker {
  const child = spawn(command, argv, {
    env: { ...process.env, ...PYTHON_ENVIRONMENT },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  // Writing to one that has been killed is no fault of ours.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<number | string>((resolve) => {
    child.on('error', (error) => {
      resolve(error.message)
    })
    child.on('exit', (code, signal) => {
      resolve(code ?? signal ?? 'nothing')
    })
  })
  return { process: child, ended }
}
