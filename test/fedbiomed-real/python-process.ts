import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { environment, plainEnvironment } from './environment.ts'

/** A process of Fed-BioMed that is asked one line after the other, and answers each with one line. */
export interface PythonProcess {
  readonly child: ChildProcess
  /** Everything that it has printed, but for the answers. */
  log(): string
  /** Asks, and gives the answer; who asks meanwhile waits. */
  ask(line: string): Promise<string>
  /** Closes its input, and waits until it has ended. */
  finish(): Promise<void>
  end(): Promise<void>
}

/** What an answer begins with, so that whatever else is printed is not taken for one. */
const ANSWER = '@ '
const groups = new Set<number>()
process.once('exit', killAll)
// Groups of their own do not hear of it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

/** Starts one of the Python files of this directory, and waits until it is ready to answer. */
export async function startPython(
  script: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<PythonProcess> {
  const child = start([join(environment(), 'bin/python'), join(import.meta.dirname, script), ...args], variables)
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null) throw new Error('The process has no pipes.')
  let log = ''
  stderr?.on('data', (bytes: Buffer) => (log += bytes.toString()))
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    for (;;) {
      const line: IteratorResult<string, unknown> = await lines.next()
      if (line.done === true) throw new Error(`${script} has ended: ${log}`)
      if (line.value.startsWith(ANSWER)) return line.value.slice(ANSWER.length)
      log += `${line.value}\n`
    }
  }
  const exited = ended(child)
  await next()
  let last: Promise<unknown> = Promise.resolve()
  return {
    child,
    log: () => log,
    ask: (line) => {
      const answer = last.then(() => {
        stdin.write(`${line}\n`)
        return next()
      })
      last = answer.catch(() => undefined)
      return answer
    },
    finish: async () => {
      stdin.end()
      await exited
    },
    end: () => end(child),
  }
}

/** Starts a program in a process group of its own, since a node starts others. None outlives the tests. */
export function start(
  [command = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const env = { ...plainEnvironment(), ...variables }
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  if (child.pid !== undefined) groups.add(child.pid)
  return child
}

/** Ends a process with all that it has started, and kills what does not end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  if (!hasEnded(child)) {
    signalGroup(child.pid, 'SIGTERM')
    const late = setTimeout(signalGroup, 20_000, child.pid, 'SIGKILL')
    await ended(child)
    clearTimeout(late)
  }
  signalGroup(child.pid, 'SIGKILL')
  groups.delete(child.pid)
}

/** Lets the tests end although a process still runs: it is ended with them. */
export function release(child: ChildProcess): void {
  child.unref()
  for (const pipe of [child.stdin, child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref()
}

/** Whether a process has ended. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  await new Promise((resolve) => child.once('exit', resolve))
}

function killAll(): void {
  for (const pid of groups) signalGroup(pid, 'SIGKILL')
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended.
  }
}
