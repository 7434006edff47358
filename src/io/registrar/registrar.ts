import type { Component } from '../../domain/component.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Lock } from '../lock/lock.ts'
import type { Freezer } from '../processes/freezer.ts'
import { VERDICT_MS } from '../registry/sighting.ts'
import type { StateDirectory } from '../state/state-directory.ts'
import type { Disk } from '../world/disk.ts'
import type { World } from '../world/world.ts'

/** How long others are given, in milliseconds. */
export interface Pace {
  /** For how long nothing must have changed before we begin. */
  readonly quiet: number
  /** The second wait, between the last preparation and the write. Only the sum of both decides safety. */
  readonly second: number
  /** For how long a registry that does not scan must have been still before that is a verdict. */
  readonly verdict: number
}

/** What one session works with. */
export interface Registrar {
  readonly world: World
  readonly component: Component
  readonly state: StateDirectory
  readonly disk: Disk
  readonly lock: Lock
  readonly pace: Pace
  /** Present where the processes that have the registry open may be stopped. */
  readonly freezer: Freezer | undefined
  /** Notes something for the report. */
  readonly note: (problem: Problem) => void
}

/** Beside a running component: a live writer cuts the file after its fsync, which both waits must outlast. */
export const BESIDE: Pace = { quiet: 2_000, second: 250, verdict: VERDICT_MS }

/**
 * Where every live writer is stopped for the write, it is enough that none was stopped between its write and its cut: an
 * fsync of theirs takes up to 89 ms.
 */
export const FROZEN: Pace = { quiet: 250, second: 50, verdict: VERDICT_MS }

/** The component is stopped: nobody else writes. */
export const OFFLINE: Pace = { quiet: 0, second: 0, verdict: 0 }

const FSYNC_FACTOR = 10

/** The quiet time: never less than ten times our own slowest fsync, since a live writer's may be as slow. */
export function quietTime({ pace, disk }: Registrar): number {
  return pace.quiet === 0 ? 0 : Math.max(pace.quiet, FSYNC_FACTOR * disk.slowestSync())
}

/** The second wait: what the fsyncs that were measured since the first one add to the quiet time is waited now. */
export function secondWait({ pace, disk }: Registrar): number {
  return pace.quiet === 0 ? 0 : Math.max(pace.second, FSYNC_FACTOR * disk.slowestSync() - pace.quiet)
}
