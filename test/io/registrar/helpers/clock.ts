import type { FileStatus, FileSystem } from '../../../../src/io/world/file-system.ts'
import type { Clock } from '../../../../src/io/world/world.ts'
import { interpose } from './interpose.ts'

/** A clock that moves only when somebody sleeps, with the times that it tells for files. */
export interface FakeClock extends Clock {
  /** Lets time pass without anybody sleeping, as when a machine is suspended. */
  skip(milliseconds: number): void
  /** Stops what a process that was killed would no longer repeat. */
  stopTimers(): void
  /** Calls an action at the end of each sleep. */
  onSleep(action: () => void): void
  /** The same file system, whose files were changed at the time of this clock at which that was first seen. */
  shift(files: FileSystem): FileSystem
}

interface Timer {
  readonly period: number
  readonly action: () => void
  next: number
}

/** Makes a clock that stands still, at the real time or another: how fast a test runs makes no difference. */
export function makeFakeClock(begin: number = Date.now()): FakeClock {
  let passed = 0
  const timers = new Set<Timer>()
  const sleepers: (() => void)[] = []
  const firstSeen = new Map<bigint, bigint>()
  const shiftTime = (time: bigint): bigint => {
    const shifted = firstSeen.get(time) ?? BigInt(begin + Math.round(passed)) * 1_000_000n + BigInt(firstSeen.size)
    firstSeen.set(time, shifted)
    return shifted
  }
  const shiftStatus = <T>(value: T): T =>
    isStatus(value) ? { ...value, mtime: shiftTime(value.mtime), ctime: shiftTime(value.ctime) } : value
  const advance = (milliseconds: number): void => {
    const end = passed + milliseconds
    for (;;) {
      const due = [...timers].filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0]
      if (due === undefined) break
      passed = due.next
      due.next += due.period
      due.action()
    }
    passed = end
  }
  return {
    now: () => begin + passed,
    monotonic: () => passed,
    sleep: (milliseconds) => {
      advance(milliseconds)
      for (const action of sleepers) action()
      return Promise.resolve()
    },
    every: (period, action) => {
      const timer = { period, action, next: passed + period }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    skip: (milliseconds) => {
      passed += milliseconds
      for (const timer of timers) timer.next += milliseconds
    },
    stopTimers: () => {
      timers.clear()
    },
    onSleep: (action) => {
      sleepers.push(action)
    },
    shift: (files) => interpose(files, (_call, proceed) => shiftStatus(proceed())),
  }
}

function isStatus(value: unknown): value is FileStatus {
  return typeof value === 'object' && value !== null && 'mtime' in value
}
