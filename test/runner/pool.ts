import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FORCED, type Outcome, type Task } from './messages.ts'

/** What the workers have come to. */
export interface Results {
  readonly outcomes: Map<string, Outcome>
  readonly faults: string[]
}

/** A process that runs the tests of one file after the other. */
interface Worker {
  readonly process: ChildProcess
  /** What it has written since this was asked last. */
  readonly readOutput: () => string
  task: { readonly name: string; readonly start: number } | undefined
}

/** What the workers have in common. */
interface Pool {
  readonly queue: Task[]
  readonly logs: string
  /** Whether a single worker writes for itself; those of several would be mixed up. */
  readonly alone: boolean
  readonly running: Set<Worker>
  readonly results: Results
}

const WORKER = join(import.meta.dirname, 'worker.ts')

/**
 * Runs the tests of each file in some processes at the same time, each of which takes the next file when it has done one,
 * and prints what they write file by file. A file whose process ends too early is a fault; the files behind it get another.
 */
export async function runFiles(tasks: readonly Task[], workers: number): Promise<Results> {
  const logs = mkdtempSync(join(tmpdir(), 'fbm-gitops-run-'))
  const results: Results = { outcomes: new Map(), faults: [] }
  const count = Math.min(workers, tasks.length)
  const pool: Pool = { queue: [...tasks], logs, alone: count === 1, running: new Set(), results }
  const stop = (signal: NodeJS.Signals): void => {
    pool.running.forEach((worker) => {
      show(worker, 'was running')
      worker.process.kill(signal)
    })
    rmSync(logs, { recursive: true, force: true })
    process.exit(1)
  }
  process.once('SIGTERM', stop).once('SIGINT', stop)
  try {
    await Promise.all(Array.from({ length: count }, () => keepWorking(pool)))
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop)
    rmSync(logs, { recursive: true, force: true })
  }
  return results
}

/** Has the files of the queue run, by a new process whenever the one before has ended too early. */
async function keepWorking(pool: Pool): Promise<void> {
  do await runWorker(pool)
  while (pool.queue.length > 0)
}

/** Starts one process, and waits for its end: when no file is left, or before. */
async function runWorker(pool: Pool): Promise<void> {
  const worker = startWorker(pool)
  pool.running.add(worker)
  worker.process.on('message', (message: Outcome | 'ready') => {
    if (message !== 'ready') finishTask(pool, worker, message)
    giveTask(pool, worker)
  })
  const how = await new Promise<number | string | null>((resolve, reject) => {
    worker.process.once('error', reject)
    worker.process.once('exit', (exitCode, signal) => {
      resolve(exitCode ?? signal)
    })
  })
  pool.running.delete(worker)
  judgeEnd(pool, worker, how)
}

function startWorker({ logs, alone }: Pool): Worker {
  const log = join(logs, randomUUID())
  // A file, unlike a pipe, holds all that was written before the word that a task is done.
  const output = alone ? 'inherit' : openSync(log, 'a')
  const child = fork(WORKER, { stdio: ['ignore', output, output, 'ipc'] })
  if (output === 'inherit') return { process: child, readOutput: () => '', task: undefined }
  closeSync(output)
  let seen = 0
  const readOutput = (): string => {
    const unseen = readFileSync(log).subarray(seen)
    seen += unseen.length
    return unseen.toString()
  }
  return { process: child, readOutput, task: undefined }
}

function giveTask({ queue, alone }: Pool, worker: Worker): void {
  const task = queue.shift()
  if (task === undefined) {
    worker.process.disconnect()
    return
  }
  worker.task = { name: task.name, start: performance.now() }
  if (alone) process.stdout.write(`${task.name}\n`)
  worker.process.send(task)
}

function finishTask({ results }: Pool, worker: Worker, outcome: Outcome): void {
  const name = worker.task?.name ?? ''
  results.outcomes.set(name, outcome)
  results.faults.push(...outcome.faults)
  show(worker, outcome.passed === outcome.total && outcome.faults.length === 0 ? 'passed' : 'FAILED')
  worker.task = undefined
}

function judgeEnd({ results }: Pool, worker: Worker, how: number | string | null): void {
  const { task } = worker
  show(worker, 'broke off')
  if (task !== undefined) {
    results.faults.push(`${task.name} ended before all tests had run (${how ?? 'unknown'}).`)
  } else if (how === FORCED) {
    results.faults.push('Something still runs after the last test: a test left a process or a handle open.')
  } else if (how !== 0) {
    results.faults.push(`The process ended with ${how ?? 'nothing'} after its last test: something was left behind.`)
  }
}

/** Prints what a worker has written, all in one piece. */
function show({ task, readOutput }: Worker, how: string): void {
  const output = readOutput()
  const took =
    task === undefined ? '' : `${task.name} ${how} (${((performance.now() - task.start) / 1000).toFixed(1)} s)\n`
  if (output !== '' || took !== '') process.stdout.write(`${took}${output}${/[^\n]$/.test(output) ? '\n' : ''}`)
}
