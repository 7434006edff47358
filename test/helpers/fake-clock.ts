import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/io/world/world.ts'
import { NOW } from './builders.ts'

/** A clock that moves when it is told to. */
export interface FakeClock extends Clock {
  /** Lets time pass, and whatever waits for it happen in its order. */
  advance(milliseconds: number): Promise<void>
  /** How many wait. */
  waiting(): number
}

interface Timer {
  at: number
  readonly fire: () => void
}

/** Makes a clock that stands at the moment in which the tests of the pure core live. */
export function makeFakeClock(): FakeClock {
  let time = 0
  const timers = new Set<Timer>()
  const next = (until: number): Timer | undefined => {
    const [first] = [...timers].sort((a, b) => a.at - b.at)
    return first !== undefined && first.at <= until ? first : undefined
  }
  return {
    now: () => NOW + time,
    monotonic: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const end = (): void => {
          timers.delete(timer)
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const timer: Timer = { at: time + milliseconds, fire: end }
        timers.add(timer)
        signal?.addEventListener('abort', end)
      }),
    every: (milliseconds, action) => {
      const timer: Timer = {
        at: time + milliseconds,
        fire: () => {
          timer.at += milliseconds
          action()
        },
      }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: async (milliseconds) => {
      const until = time + milliseconds
      await turn()
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        time = Math.max(time, timer.at)
        timer.fire()
        await turn()
      }
      time = until
    },
    waiting: () => timers.size,
  }
}
