import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { FileStatus, FileSystem } from '../file-system.ts'
import type { World } from '../world.ts'
import { describeSystemError, isSystemError } from './fault.ts'
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
const LATEST_MS = 500
/** A process that waits for its disk stops only when that has answered. */
const STOPPING_MS = 300
const STEP_MS = 1
/** A busy machine may start one late; what fails again and again will fail for ever. */
const MOST_LATE_GUARDS = 3
const STOPPED: ReadonlySet<string> = new Set(['T', 't', 'Z', 'X', 'x'])

/** Makes a freezer; it notes why it cannot work where it cannot. */
export function makeFreezer(world: World, file: string, note: (problem: Problem) => void): Freezer {
  let refused = false
  let lateGuards = 0
  const refuse = (reason: string): false => {
    refused = true
    note(makeProblem('FREEZE_REFUSED', { file }, { reason }))
    return false
  }
  return {
    isReady: (registry) => {
      if (refused) return false
      const { holders } = findHolders(world, registry)
      const obstacle = holders.map((holder) => findObstacle(world, holder)).find((reason) => reason !== undefined)
      if (obstacle !== undefined) return refuse(obstacle)
      if (holders.length === 0) note(makeProblem('FREEZE_IDLE', { file }, { file }))
      return holders.length > 0
    },
    whileStopped: async (registry, step) => {
      const { holders, seen } = findHolders(world, registry)
      // Who was stopped by somebody else stays so.
      const pids = holders.map(({ pid }) => pid).filter((pid) => !isStopped(world.files, pid))
      const { processes } = world.host
      const begin = world.clock.monotonic()
      const guard = await processes.guard(pids, GUARD_SECONDS).catch((error: unknown) => {
        lateGuards += 1
        return lateGuards >= MOST_LATE_GUARDS && refuse(error instanceof Error ? error.message : String(error))
      })
      if (guard === false) return false
      try {
        if (!(await stopAll(world, pids, begin + STOPPING_MS))) return false
        if (findHolders(world, registry, seen).holders.length > 0) return false
        return world.clock.monotonic() - begin < LATEST_MS && step()
      } finally {
        signalAll(pids, (pid) => {
          processes.resume(pid)
        })
        guard.dismiss()
      }
    },
  }
}

function findObstacle({ host }: World, holder: Holder): string | undefined {
  try {
    host.processes.checkControl(holder.pid)
    return undefined
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

async function stopAll({ host, files, clock }: World, pids: readonly number[], deadline: number): Promise<boolean> {
  const reached = signalAll(pids, (pid) => {
    host.processes.stop(pid)
  })
  while (reached && !pids.every((pid) => isStopped(files, pid))) {
    if (clock.monotonic() >= deadline) return false
    await clock.sleep(STEP_MS)
  }
  return reached
}

/** Every one of its threads stands still, or it has ended. */
function isStopped(files: FileSystem, pid: number): boolean {
  const directory = `/proc/${pid}/task`
  const tasks = tolerate(() => files.list(directory)) ?? []
  return tasks.every((task) => {
    const stat = readProcText(files, `${directory}/${task}/stat`)
    return stat === undefined || STOPPED.has(splitStat(stat)[0] ?? '')
  })
}
