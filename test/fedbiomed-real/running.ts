import { join } from 'node:path'
import { environment } from './environment.ts'
import type { RealComponent } from './fedbiomed.ts'
import { end, hasEnded, start, startPython, type PythonProcess } from './python-process.ts'

/** A node that was started with Fed-BioMed's own command line. */
export interface RunningNode {
  isRunning(): boolean
  /** Everything that it has printed. */
  log(): string
  end(): Promise<void>
}

/** What a registry looked like to TinyDB while it was looked at again and again. */
export interface Looks {
  readonly looks: number
  /** How often the middle of a write was met. */
  readonly torn: number
  /** How many rows were seen that are never to go. */
  readonly kept: number
  readonly faults: readonly string[]
}

const START_MS = 240_000
const HOST = 'localhost'

/** Starts the server of a researcher, to which nodes connect. */
export function startResearcher({ directory }: RealComponent, port: number): Promise<PythonProcess> {
  return startPython('researcher.py', [], {
    FBM_RESEARCHER_COMPONENT_ROOT: directory,
    FBM_SERVER_HOST: HOST,
    FBM_SERVER_PORT: String(port),
  })
}

/** Starts a node that connects to this port, and waits until it waits for tasks. */
export async function startNode({ directory }: RealComponent, port: number): Promise<RunningNode> {
  const child = start([join(environment(), 'bin/fedbiomed'), 'node', '--path', directory, 'start'], {
    FBM_RESEARCHER_IP: HOST,
    FBM_RESEARCHER_PORT: String(port),
  })
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
  return { isRunning: () => !hasEnded(child), log: () => log, end: () => end(child) }
}

/** Starts the process that adds and deletes datasets beside a node, and keeps the registry open. */
export function startDatasets({ registry }: RealComponent, csv: string): Promise<PythonProcess> {
  return startPython('datasets.py', [registry, csv])
}

/** Starts to look at a registry again and again. */
export function startLooking({ registry }: RealComponent): Promise<PythonProcess> {
  return startPython('look.py', [registry])
}

/** What was seen since the looking began. */
export async function readLooks(looking: PythonProcess): Promise<Looks> {
  return JSON.parse(await looking.ask('tell')) as Looks
}

/** Asks for something that must be done, and fails where it is not. */
export async function insist(asked: PythonProcess, line: string): Promise<string> {
  const answer = await asked.ask(line)
  if (answer.startsWith('failed')) throw new Error(`${line}: ${answer}\n${asked.log()}`)
  return answer
}
