import type { PassRecord } from '../pass/pass-record.ts'

/*
 * A fight: fbm-gitops writes a row, somebody takes it back, and so on. Each time that is seen is a flip: a registration
 * that vanished and was made again, or a change that was undone while it was written. Three flips of one party within ten
 * minutes are no accident. Then nothing is written any more, so that a component is not worn out by two programs that each
 * mean well, until somebody decides: by a new commit, or by a word to the daemon, which begins anew with `AT_PEACE`.
 */

/** What is remembered to tell a fight. */
export interface FightState {
  /** The commit that these flips belong to. */
  readonly revision: string | undefined
  /** When each party was flipped, in milliseconds since the epoch; only what lies within the window. */
  readonly flips: ReadonlyMap<string, readonly number[]>
  /** The parties that are fought over, sorted; none where there is no fight. */
  readonly parties: readonly string[]
}

/** Nothing has been undone. */
export const AT_PEACE: FightState = { revision: undefined, flips: new Map(), parties: [] }

const FLIPS = 3
const WINDOW_MS = 10 * 60_000

/** Takes in what one more pass saw. A fight ends with the first pass that works from another commit. */
export function judgeFight(before: FightState, record: PassRecord): FightState {
  const revision = record.revision?.id ?? before.revision
  const known = before.revision === undefined || revision === before.revision ? before : AT_PEACE
  const flips = countFlips(known, record)
  const fought = [...flips].filter(([, times]) => times.length >= FLIPS).map(([party]) => party)
  return { revision, flips, parties: [...new Set([...known.parties, ...fought])].sort() }
}

function countFlips({ flips }: FightState, { changes, endedAt }: PassRecord): ReadonlyMap<string, readonly number[]> {
  const flipped = new Set(changes.filter(isFlip).map(({ partyId }) => partyId))
  const counted = new Map<string, readonly number[]>()
  for (const party of new Set([...flips.keys(), ...flipped])) {
    const recent = (flips.get(party) ?? []).filter((time) => Math.abs(endedAt - time) < WINDOW_MS)
    const times = flipped.has(party) ? [...recent, endedAt].slice(-FLIPS) : recent
    if (times.length > 0) counted.set(party, times)
  }
  return counted
}

function isFlip({ cause, result }: PassRecord['changes'][number]): boolean {
  return result === 'contended' || (result === 'done' && cause === 'vanished')
}
