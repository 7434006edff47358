import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { environment, plainEnvironment, type RealComponent } from './fedbiomed.ts'

/** A node that was started with Fed-BioMed's own command line. */
export interface RunningNode {
  isRunning(): boolean
  /** Everything that it has printed. */
  log(): string
  end(): Promise<void>
}

/** A process that uses Fed-BioMed's own class for datasets; it keeps the registry open. */
export interface Datasets {
  add(name: string): Promise<void>
  delete(name: string): Promise<void>
  /** Ends it, and gives what it could not do. */
  finish(): Promise<readonly string[]>
  end(): Promise<void>
}

const START_MS = 120_000

/** Starts a node, and waits until it waits for tasks. */
export async function startNode({ directory }: RealComponent): Promise<RunningNode> {
  const child = start([join(environment(), 'bin/fedbiomed'), 'node', '--path', directory, 'start'])
  let log = ''
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The node did not start in time: ${log}`))
    }, START_MS)
    const note = (bytes: Buffer): void => {
      log += bytes.toString()
      if (!log.includes('Starting task manager')) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', note)
    child.stderr?.on('data', note)
  })
  await ready.catch(async (error: unknown) => {
    await end(child)
    throw error
  })
  return {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    log: () => log,
    end: () => end(child),
  }
}

/** Starts the process that adds and deletes datasets. */
export async function startDatasets({ registry }: RealComponent, csv: string): Promise<Datasets> {
  const script = join(import.meta.dirname, 'add_datasets.py')
  const child = start([join(environment(), 'bin/python'), script, registry, csv])
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('The process has no pipes.')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const failures: string[] = []
  const next = async (): Promise<string> => {
    for (;;) {
      const line: IteratorResult<string, unknown> = await lines.next()
      if (line.done === true) throw new Error('The process that adds datasets has ended.')
      if (/^(ready|done|failed)/.test(line.value)) return line.value
    }
  }
  const ask = async (action: string, name: string): Promise<void> => {
    stdin.write(`${action} ${name}\n`)
    const answer = await next()
    if (!answer.startsWith('done')) failures.push(answer)
  }
  await next()
  return {
    add: (name) => ask('add', name),
    delete: (name) => ask('delete', name),
    finish: async () => {
      stdin.end()
      await ended(child)
      return failures
    },
    end: () => end(child),
  }
}

/** In a process group of its own: a node starts others. */
function start([command = '', ...args]: readonly string[]): ChildProcess {
  return spawn(command, args, { env: plainEnvironment(), stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid, 'SIGTERM')
  const late = setTimeout(() => {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  }, 20_000)
  await ended(child)
  clearTimeout(late)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => child.once('exit', resolve))
}
