import { findServiceManager } from '../io/daemon/service-manager.ts'
import type { World } from '../io/world/world.ts'
import type { Log } from './log.ts'

/** Tells the service manager, if there is one, how the daemon is. */
export interface Service {
  ready(): void
  reloading(): void
  status(text: string): void
  /** Says that the daemon ends, and waits until everything was said. */
  stop(): Promise<void>
}

/** Begins to answer the watchdog, where there is one: it hears of an event loop that no longer turns. */
export function makeService(world: World, log: Log): Service {
  const manager = findServiceManager(world)
  const state = { status: '', isFaulty: false }
  const complain = (reason: string): void => {
    if (state.isFaulty) return
    state.isFaulty = true
    log({ level: 'warn', message: 'the service manager cannot be told', fields: { reason } })
  }
  if (manager?.isReachable === false) complain('systemd-notify is not on the PATH')
  const tell = async (...assignments: readonly string[]): Promise<void> => {
    const reason = await manager?.tell(...assignments)
    if (reason !== undefined) complain(reason)
  }
  const rest = startWatchdog(world, manager?.watchdogMs, tell)
  return {
    ready: () => {
      void tell('READY=1')
    },
    reloading: () => {
      void tell('RELOADING=1', `MONOTONIC_USEC=${Math.round(world.clock.monotonic() * 1000)}`)
    },
    status: (text) => {
      if (text === state.status) return
      state.status = text
      void tell(`STATUS=${text}`)
    },
    stop: async () => {
      rest()
      await tell('STOPPING=1')
    },
  }
}

function startWatchdog(
  { clock }: World,
  watchdogMs: number | undefined,
  tell: (assignment: string) => Promise<void>,
): () => void {
  if (watchdogMs === undefined) return () => undefined
  return clock.every(watchdogMs / 2, () => {
    void tell('WATCHDOG=1')
  })
}
