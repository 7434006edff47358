import type { Contact } from '../contact.ts'
import type { PassRecord } from '../pass/pass-record.ts'

/** What conditions are derived from. */
export interface Evidence extends WatchedFacts {
  /** The last pass that ended; absent where there was none. */
  readonly pass: PassRecord | undefined
  /** Which certificates end first, from the last pass that did not fail. */
  readonly endings: Endings | undefined
  /** Since when a pass, or another command that writes, is at work; absent where none is. */
  readonly runningSince: number | undefined
}

export type Endings = Pick<PassRecord, 'expiring' | 'nextEnding'>

/** What is known beside a pass, by whoever runs one after the other. */
export interface WatchedFacts {
  /** Of a repository elsewhere; absent for a directory. */
  readonly contact: Contact | undefined
  /** For how long that repository may be out of reach; milliseconds. */
  readonly maxStalenessMs: number
  /** The pause between two passes; absent where nobody promised any. */
  readonly intervalMs: number | undefined
  /** The ids of the parties whose rows somebody else changes again and again. */
  readonly fighting: ReadonlySet<string>
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** What is known beside a pass that somebody started once. */
export const ONE_PASS: WatchedFacts = {
  contact: undefined,
  maxStalenessMs: DAY_MS,
  intervalMs: undefined,
  fighting: new Set(),
}

/**
 * Tells since when the next pass is overdue; `undefined` where it is not. A pass that ended in the future, because the
 * clock was set back, says as little as one long ago.
 */
export function overdueSince({ pass, intervalMs }: Evidence, now: number): number | undefined {
  if (pass === undefined) return undefined
  const limit = intervalMs === undefined ? DAY_MS : 3 * intervalMs + MINUTE_MS
  return Math.abs(now - pass.endedAt) > limit ? pass.endedAt + limit : undefined
}

/** Writes an instant for a message that stays true: `2026-11-25 16:00 UTC`. */
export function writeInstant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
