import { makeProblem, type Problem } from '../../domain/problem.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { describeHolder, findHolders, type Holder } from './holders.ts'
import { readProcText, splitStat, tolerate } from './proc.ts'

/** Lets the processes that have the registry open stand still while it is written (step 8). */
export interface Freezer {
  /** Tells whether there are such processes and all may be stopped: else the waits beside a running component are due. */
  isReady(registry: FileStatus): boolean
  /**
   * Runs a step while all of them stand still, for some milliseconds. Gives what the step gives, or `false` where they
   * could not be brought to a stand: the step was not run then.
   */
  whileStopped(registry: FileStatus, step: () => boolean): Promise<boolean>
}

/** A guard resumes them after this time, whatever happens to us. */
const GUARD_SECONDS = 1
/** No write begins later than this after the guard was started: a stalled process must not write when others run again. */
export const LATEST_MS = 500
/** A process that waits for its disk stops only when that has answered. */
const STOPPING_MS = 300
const STEP_MS = 1
/** A busy machine may be late once; what fails again and again will fail for ever. */
const MOST_FAILURES = 3
/** The first process of a PID namespace takes no SIGSTOP from within it. */
const FIRST_PROCESS = 1
const STOPPED: ReadonlySet<string> = new Set(['T', 't', 'Z', 'X', 'x'])

/** What one freeze came to: where it failed, why. */
type Freeze = { readonly kind: 'run'; readonly result: boolean } | { readonly kind: 'failed'; readonly reason: string }

/** Makes a freezer; it notes why it cannot work where it cannot. */
export function makeFreezer(world: World, file: string, note: (problem: Problem) => void): Freezer {
  let refused = false
  let failures = 0
  const refuse = (reason: string): false => {
    refused = true
    note(makeProblem('FREEZE_REFUSED', { file }, { reason }))
    return false
  }
  return {
    isReady: (registry) => {
      if (refused) return false
      if (!showsOwnNamespace(world)) return refuse('/proc shows the processes of another PID namespace')
      const holders = findHolders(world, registry)
      const obstacle = holders.map((holder) => findObstacle(world, holder)).find((reason) => reason !== undefined)
      if (obstacle !== undefined) return refuse(obstacle)
      if (holders.length === 0) note(makeProblem('FREEZE_IDLE', { file }, { file }))
      return holders.length > 0
    },
    whileStopped: async (registry, step) => {
      const holders = findHolders(world, registry)
      // Who was stopped by somebody else stays so.
      const awake = holders.filter(({ pid }) => !isStopped(world, pid))
      const begin = world.clock.monotonic()
      const freeze = await freezeWhile(world, { registry, awake, step })
      if (freeze.kind === 'failed') {
        failures += 1
        return failures >= MOST_FAILURES && refuse(freeze.reason)
      }
      failures = 0
      if (freeze.result) note(describeFreeze(file, awake, world.clock.monotonic() - begin))
      return freeze.result
    },
  }
}

/** Where `/proc` is that of another namespace, its pids are not those that signals go to. */
function showsOwnNamespace({ files, host }: World): boolean {
  return tolerate(() => files.realpath('/proc/self')) === `/proc/${host.pid}`
}

interface FreezeOrder {
  readonly registry: FileStatus
  readonly awake: readonly Holder[]
  readonly step: () => boolean
}

async function freezeWhile(world: World, { registry, awake, step }: FreezeOrder): Promise<Freeze> {
  const { clock, host } = world
  const pids = awake.map(({ pid }) => pid)
  const begin = clock.monotonic()
  const guard = await host.processes.guard(pids, GUARD_SECONDS).catch((error: unknown) => String(error))
  if (typeof guard === 'string') return { kind: 'failed', reason: guard }
  try {
    if (!(await stopAll(world, pids))) return { kind: 'failed', reason: 'they did not come to a stand in time' }
    const late = findHolders(world, registry).some(({ pid }) => !isStopped(world, pid))
    if (late) return { kind: 'run', result: false }
    if (clock.monotonic() - begin >= LATEST_MS) return { kind: 'failed', reason: 'this machine is too slow for it' }
    return { kind: 'run', result: step() }
  } finally {
    signalAll(pids, host.processes.resume)
    guard.dismiss()
  }
}

function describeFreeze(file: string, holders: readonly Holder[], milliseconds: number): Problem {
  const facts = { holders: holders.map(describeHolder), milliseconds: Math.ceil(milliseconds) }
  return makeProblem('FREEZE_DONE', { file }, facts)
}

/** A holder that stands still already was stopped by somebody else, and one that runs may be let go on. */
function findObstacle(world: World, holder: Holder): string | undefined {
  const { pid } = holder
  if (pid === FIRST_PROCESS)
    return `${describeHolder(holder)} is the first of its container, which nobody in it can stop`
  try {
    world.host.processes.checkControl(pid)
    const isSeen = tolerate(() => world.files.list(`/proc/${pid}/task`)) !== undefined
    return isSeen || !world.host.processes.isRunning(pid) ? undefined : `${describeHolder(holder)} may not be looked at`
  } catch (error) {
    if (!isSystemError(error)) throw error
    return error.code === 'ESRCH' ? undefined : `${describeHolder(holder)}: ${describeSystemError(error)}`
  }
}

/** Tells whether a signal reached every process: one that has ended has let go of the registry. */
function signalAll(pids: readonly number[], send: (pid: number) => void): boolean {
  return pids.map((pid) => reaches(pid, send)).every((reached) => reached)
}

function reaches(pid: number, send: (pid: number) => void): boolean {
  try {
    send(pid)
    return true
  } catch (error) {
    if (!isSystemError(error)) throw error
    return error.code === 'ESRCH'
  }
}

async function stopAll(world: World, pids: readonly number[]): Promise<boolean> {
  const { host, clock } = world
  const deadline = clock.monotonic() + STOPPING_MS
  const reached = signalAll(pids, host.processes.stop)
  while (reached && !pids.every((pid) => isStopped(world, pid))) {
    if (clock.monotonic() >= deadline) return false
    await clock.sleep(STEP_MS)
  }
  return reached
}

/** Every one of its threads stands still, or it has ended. What may not be looked at does not stand still for that. */
function isStopped({ files, host }: World, pid: number): boolean {
  const directory = `/proc/${pid}/task`
  const tasks = tolerate(() => files.list(directory))
  if (tasks === undefined) return !host.processes.isRunning(pid)
  return tasks.every((task) => {
    const stat = readProcText(files, `${directory}/${task}/stat`)
    return stat === undefined || STOPPED.has(splitStat(stat)[0] ?? '')
  })
}
