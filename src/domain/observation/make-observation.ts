import type { Assessment } from '../pass/assessment.ts'
import type { Change } from '../pass/change.ts'
import type { Outcome } from '../pass/outcome.ts'
import type { PassRecord } from '../pass/pass-record.ts'
import { digestPlan } from '../pass/plan.ts'
import { settle, type SettledItem } from '../pass/settle.ts'
import { isPartyId } from '../party.ts'
import { escapeText } from '../quote.ts'
import type { Condition } from '../status/condition.ts'
import type { ForeignRows, Observation, ObservedCondition, ObservedPeer } from './observation.ts'
import { LONGEST_LINE, MOST_NAMED } from './written.ts'

/** A pass that ran to its end, and what was the case after it. */
export interface ObservedPass {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  readonly record: Pick<PassRecord, 'exitCode' | 'endedAt'>
  readonly conditions: readonly Condition[]
}

/** What an observation says besides what the pass found. */
export interface ObservationTerms {
  /** Of fbm-gitops. */
  readonly version: string
  readonly validForMs: number
  /** Whether the ids of parties that the federation does not know may be told. */
  readonly foreignNames: boolean
}

/**
 * Makes what a component tells of a pass; nothing where the federation does not declare it, so that nobody could check it.
 * Of a registry nothing gets in but fingerprints and classes of parties that the federation itself names, or named when
 * fbm-gitops registered them; everybody else is counted.
 */
export function makeObservation(pass: ObservedPass, terms: ObservationTerms): Observation | undefined {
  const { assessment, outcomes, record } = pass
  const { component, declaration, self } = assessment
  if (self === undefined) return undefined
  const { federation, revision } = declaration
  const observedAt = floorToSecond(record.endedAt)
  const settled = settle(assessment, outcomes)
  const [isKnown, mayName] = [knowsOf(assessment), namesOf(assessment)]
  return {
    federation: federation.name,
    component: self.id,
    role: component.role,
    profile: federation.profile,
    revision: revision.id,
    planDigest: digestRemaining(assessment, outcomes),
    peers: settled.filter(({ partyId }) => isKnown(partyId)).flatMap((item) => toPeer(item, mayName)),
    foreign: countForeign(
      settled.filter(({ partyId, isHeld }) => isHeld && !isKnown(partyId)),
      terms,
    ),
    conditions: pass.conditions.map(toObserved),
    exitCode: record.exitCode,
    version: terms.version,
    family: component.familyLabel,
    observedAt,
    validUntil: floorToSecond(observedAt + terms.validForMs),
  }
}

/**
 * Tells whether a party is one that the federation names, or named when fbm-gitops registered it here: else nobody would
 * see that its registration is still there. A row of the component itself tells of no peer.
 */
function knowsOf({ declaration, drift, self }: Assessment): (partyId: string) => boolean {
  const { parties, removed } = declaration.federation
  const left = drift.filter(({ recorded, observed }) => recorded !== undefined && observed !== undefined)
  const known = new Set<string>([
    ...[...parties, ...removed].map(({ id }) => id),
    ...left.map(({ partyId }) => partyId),
  ])
  return (partyId) => partyId !== self?.id && known.has(partyId)
}

/** Of a party that is not named any more, only what fbm-gitops itself registered may be told. */
function namesOf({ declaration }: Assessment): (item: SettledItem) => boolean {
  const { parties, removed } = declaration.federation
  const named = new Set<string>([...parties, ...removed].map(({ id }) => id))
  return ({ partyId, class: driftClass }) => named.has(partyId) || driftClass === 'departed'
}

function digestRemaining(
  { component, declaration, plan }: Assessment,
  outcomes: readonly Outcome[],
): Observation['planDigest'] {
  const done = new Set(outcomes.filter(({ result }) => result === 'done').map(({ change }) => change.partyId))
  const context = { componentId: component.id, profile: declaration.federation.profile }
  return digestPlan(context, plan.changes.filter(({ partyId }) => !done.has(partyId)).map(withoutHeldAddress))
}

/** There are few addresses: whoever has a digest over one that somebody wrote by hand could find it by trying all. */
function withoutHeldAddress(change: Change): Change {
  return change.kind === 'register' ? change : { ...change, before: { ...change.before, address: undefined } }
}

function toPeer(item: SettledItem, mayName: (item: SettledItem) => boolean): readonly ObservedPeer[] {
  const { partyId, class: driftClass } = item
  const fingerprint = mayName(item) ? item.fingerprint : undefined
  return isPartyId(partyId) ? [{ party: partyId, class: driftClass, fingerprint }] : []
}

function countForeign(items: readonly SettledItem[], { foreignNames }: ObservationTerms): ForeignRows {
  if (!foreignNames) return { count: items.length, parties: undefined }
  return { count: items.length, parties: items.slice(0, MOST_NAMED).map(({ partyId }) => toLine(partyId)) }
}

/** A registry may hold any text as an id. */
function toLine(text: string): string {
  const characters = Array.from(escapeText(text.slice(0, LONGEST_LINE)))
  return characters.length < LONGEST_LINE && text.length <= LONGEST_LINE
    ? characters.join('')
    : `${characters.slice(0, LONGEST_LINE - 1).join('')}…`
}

function toObserved({ type, status, reason, since }: Condition): ObservedCondition {
  return { type, status, reason, since: floorToSecond(since) }
}

function floorToSecond(time: number): number {
  return Math.floor(time / 1000) * 1000
}
