import { makeProblem } from '../problem.ts'
import { quoteForShell } from '../quote.ts'
import type { Change } from './change.ts'
import type { DriftItem } from './drift.ts'
import { flagFor, isRisky, type Verdict } from './review.ts'

/** What a registry may hold once everything is written. */
export interface Bounds {
  readonly drift: readonly DriftItem[]
  /** Whether it may hold one registration only. */
  readonly holdsOne: boolean
}

/**
 * Holds back what would leave a registry in a state that its Fed-BioMed stumbles over: rows of two layouts beside each other,
 * or a second registration where only one may be. Deletions that are ordered for another reason go on.
 */
export function confineVerdict(verdict: Verdict, bounds: Bounds): Verdict {
  const now = findObstacles(bounds, verdict.changes)
  const [held, kept] = now === undefined ? [[], verdict.changes] : split(verdict.changes)
  const refused = [...verdict.refused, ...held]
  // What a brake holds back is told of by the brake, unless lifting that alone would not do.
  const later = verdict.isReviewed ? findObstacles(bounds, [...verdict.changes, ...verdict.refused]) : undefined
  const obstacles = held.length > 0 ? now : later
  if (obstacles === undefined || !refused.some(needsRoom)) return verdict
  const { left, code } = obstacles
  const facts = { names: left.map(({ item }) => item.name), flags: findFlags(left, refused) }
  return {
    ...verdict,
    approved: false,
    changes: kept,
    refused,
    reasons: [makeProblem(code, {}, facts), ...verdict.reasons],
  }
}

/** What is in the way once these changes are made. */
interface Obstacles {
  readonly left: readonly Prospect[]
  readonly code: 'OLDER_ROWS_LEFT' | 'NODE_HOLDS_ONE'
}

function findObstacles({ drift, holdsOne }: Bounds, changes: readonly Change[]): Obstacles | undefined {
  const byParty = new Map(changes.map((change) => [change.partyId, change]))
  const rows = drift.map((item) => foresee(item, byParty.get(item.partyId)))
  const isMixed = rows.some(({ older }) => older)
  const isCrowded = holdsOne && rows.reduce((sum, { count }) => sum + count, 0) > 1
  if (!isMixed && !isCrowded) return undefined
  const left = rows.filter(
    ({ item, older, count }) => older || (isCrowded && count > 0 && item.standing !== 'declared'),
  )
  return { left, code: isMixed ? 'OLDER_ROWS_LEFT' : 'NODE_HOLDS_ONE' }
}

/** What becomes of one party's rows. */
interface Prospect {
  readonly item: DriftItem
  readonly count: number
  readonly older: boolean
}

function foresee(item: DriftItem, change: Change | undefined): Prospect {
  if (change !== undefined) return { item, count: change.kind === 'delete' ? 0 : 1, older: false }
  const count = item.observed === undefined ? 0 : 1
  return { item, count: item.class === 'ambiguous' ? 2 : count, older: item.misplaced === 'layout' }
}

function split(changes: readonly Change[]): readonly [held: readonly Change[], kept: readonly Change[]] {
  return [changes.filter(needsRoom), changes.filter((change) => !needsRoom(change))]
}

function needsRoom({ kind, cause }: Change): boolean {
  return kind !== 'delete' || cause === 'obsolete'
}

/** What the operator types so that all of it can be written at once. */
function findFlags(left: readonly Prospect[], refused: readonly Change[]): string {
  const named = left.flatMap(({ item: { class: driftClass, partyId } }) => {
    if (driftClass === 'conflicting') return [`--adopt ${quoteForShell(partyId)}`]
    return driftClass === 'edited' ? [`--overwrite ${quoteForShell(partyId)}`] : []
  })
  return [...new Set([...named, ...refused.filter(isRisky).map(flagFor)])].join(' ')
}
