import { findProgram } from '../world/search-path.ts'
import type { World } from '../world/world.ts'
import { runProgram } from './run-program.ts'

/** systemd, where it started this process and wants to be told of it (`Type=notify`). */
export interface ServiceManager {
  /** Whether it can be told: that takes the program `systemd-notify`, since Node has no datagram sockets. */
  readonly isReachable: boolean
  /** How often it wants to hear that all is well; milliseconds, absent where it does not. */
  readonly watchdogMs: number | undefined
  /** Tells it something, such as `READY=1`; in the order of the calls. Gives in words what went wrong. */
  tell(...assignments: readonly string[]): Promise<string | undefined>
}

const TIMEOUT_MS = 10_000

/** Finds the service manager; `undefined` where there is none. */
export function findServiceManager(world: World): ServiceManager | undefined {
  const socket = world.env['NOTIFY_SOCKET']
  if (socket === undefined || socket === '') return undefined
  const program = findProgram(world, 'systemd-notify')
  let last: Promise<string | undefined> = Promise.resolve(undefined)
  return {
    isReachable: program !== undefined,
    watchdogMs: watchdogOf(world),
    tell: (...assignments) => {
      if (program === undefined) return last
      // Nothing cuts it off: the last thing that is told is that the daemon ends.
      const call = {
        file: program,
        args: [`--pid=${world.host.pid}`, ...assignments],
        input: '',
        timeoutMs: TIMEOUT_MS,
      }
      last = last.then(() =>
        runProgram(world, { ...call, env: { NOTIFY_SOCKET: socket } }, new AbortController().signal),
      )
      return last
    },
  }
}

function watchdogOf({ env, host }: World): number | undefined {
  const microseconds = Number(env['WATCHDOG_USEC'])
  const isOurs = env['WATCHDOG_PID'] === undefined || env['WATCHDOG_PID'] === String(host.pid)
  return isOurs && Number.isSafeInteger(microseconds) && microseconds > 0 ? microseconds / 1000 : undefined
}
