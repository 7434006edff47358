import type { ObservedPeer } from '../observation/observation.ts'
import type { DriftClass } from '../pass/drift.ts'
import { PROFILES, type ProfileName } from '../profiles.ts'
import type { Cell } from './drift-report.ts'
import type { HistoryFact } from './history-fact.ts'
import type { FindingRule } from './rules.ts'
import type { View } from './views.ts'

/** What one component holds of another party, and what is to be said about it. */
export interface Comparison {
  readonly cell: Cell
  /** Absent where all is as declared, and where the finding is one about the component or the party itself. */
  readonly rule?: FindingRule
  /** Why it is so, where it is otherwise than the rule alone says. */
  readonly case?: 'not-seen' | 'not-told' | 'other-certificate' | 'newer'
}

/** What a class means for a party that is declared now. What the component could only say of an older commit is never good. */
const READINGS: Readonly<Record<DriftClass, Comparison>> = {
  matching: { cell: 'declared' },
  unrecorded: { cell: 'declared' },
  missing: { cell: 'missing', rule: 'missing' },
  gone: { cell: 'missing', rule: 'missing' },
  unverified: { cell: 'missing', rule: 'missing' },
  vanished: { cell: 'missing', rule: 'vanished' },
  outdated: { cell: 'different', rule: 'outdated' },
  departed: { cell: 'different', rule: 'outdated' },
  conflicting: { cell: 'different', rule: 'conflicting' },
  foreign: { cell: 'different', rule: 'conflicting' },
  edited: { cell: 'different', rule: 'edited' },
  ambiguous: { cell: 'different', rule: 'ambiguous' },
  obsolete: { cell: 'excess', rule: 'obsolete' },
  denied: { cell: 'denied', rule: 'denied' },
}

/** What a class means for a party that the profile does not let the component register: mostly that all is well. */
const EXCLUDED: Readonly<Partial<Record<DriftClass, Comparison>>> = {
  obsolete: { cell: 'excess', rule: 'obsolete' },
  departed: { cell: 'excess', rule: 'obsolete' },
  conflicting: { cell: 'excess', rule: 'conflicting' },
  edited: { cell: 'excess', rule: 'edited' },
  ambiguous: { cell: 'excess', rule: 'ambiguous' },
}

/**
 * Compares what a component says of a party with what is declared now. The class is never believed alone: whoever says
 * that it holds a party as declared must name the fingerprint that is declared.
 */
export function comparePeer(holder: View, held: View, profile: ProfileName): Comparison {
  if (holder === held) return { cell: 'self' }
  if (!holder.isInScope) return { cell: 'not-asked' }
  const peer = holder.peers.get(held.party.id)
  const isExcluded = !PROFILES[profile].registers(holder.party.role, held.party.role)
  if (isExcluded) return (peer && EXCLUDED[peer.class]) ?? { cell: 'excluded' }
  if (held.party.certificate === undefined) return compareUnverified(peer)
  return peer === undefined ? describeUntold(holder, profile) : compareDeclared(peer, holder, held)
}

/** Nobody can register it; a registry that needs a person needs one all the same. */
function compareUnverified(peer: ObservedPeer | undefined): Comparison {
  const rule = peer?.class
  return rule === 'ambiguous' || rule === 'edited' ? { cell: 'unverified', rule } : { cell: 'unverified' }
}

function describeUntold({ member, observation }: View, profile: ProfileName): Comparison {
  const { state, history } = member.observation
  if (state === 'stale') return { cell: 'stale' }
  if (state !== 'fresh' || observation?.profile !== profile) return { cell: 'unknown' }
  return history === 'behind'
    ? { cell: 'missing', rule: 'missing', case: 'not-seen' }
    : { cell: 'unknown', rule: 'missing', case: 'not-told' }
}

function compareDeclared(peer: ObservedPeer, holder: View, held: View): Comparison {
  const { history } = holder.member.observation
  // Of a party that is declared, only one that is denied can be registered by hand and nobody's concern.
  if (peer.class === 'foreign' && history === 'same') return READINGS.denied
  const reading = READINGS[peer.class]
  const isNamed = peer.fingerprint === held.party.certificate?.fingerprint
  if (reading.cell === 'declared') return isNamed ? judgeAddress(holder, held, reading) : describeOther(history)
  return history === 'behind' && isMendedByCommit(reading) ? { ...reading, case: 'not-seen' } : reading
}

/** Whoever holds a party as another commit declares it may hold it at another address: only its certificate is told. */
function judgeAddress({ moved, member }: View, { party }: View, reading: Comparison): Comparison {
  if (moved === 'unknown') return { cell: 'unknown' }
  if (!moved.has(party.id)) return reading
  const isNewer = member.observation.history === 'ahead'
  return { cell: 'different', rule: 'outdated', case: isNewer ? 'newer' : 'not-seen' }
}

function describeOther(history: HistoryFact | undefined): Comparison {
  return { cell: 'different', rule: 'outdated', case: history === 'behind' ? 'not-seen' : 'other-certificate' }
}

/** Whether a component mends it by itself once it sees the newest commit. */
function isMendedByCommit({ rule }: Comparison): boolean {
  return rule === 'missing' || rule === 'outdated'
}
