/*
 * Drift is the difference of three states, party by party:
 *
 *   D  desired: what the federation declares of the party: a registration, `removed`, `unverified`, or nothing
 *   A  recorded: what fbm-gitops wrote last, from the inventory
 *   L  live: what the registry holds now
 *
 * D and L alone cannot tell a registration that somebody made by hand from one of ours that is out of date. With A they
 * can: what equals A is ours and may be changed; what differs from A was touched by somebody else and is never changed
 * without an operator's word. A local decision (`denied`) wins over the repository. Two rows for one party cannot be
 * told apart, so neither is touched.
 */
import { foldId, foldIds } from '../denied.ts'
import type { InventoryEntry } from '../inventory.ts'
import { sameAddress } from '../party.ts'
import type { DesiredRegistration, DesiredState, ObservedState, Registration } from '../registration.ts'

/** The classes of drift, as docs/reference.md explains them. */
export type DriftClass =
  | 'missing'
  | 'vanished'
  | 'unrecorded'
  | 'conflicting'
  | 'matching'
  | 'outdated'
  | 'edited'
  | 'unverified'
  | 'departed'
  | 'gone'
  | 'foreign'
  | 'denied'
  | 'ambiguous'

/** What the federation, or the operator of this component, says of a party. */
export type Standing = 'denied' | 'unverified' | 'removed' | 'declared' | 'undeclared'

/** The drift of one party, with the three states that it was classified from. */
export interface DriftItem {
  readonly partyId: string
  /** The party's label, or its id where no label is declared. */
  readonly name: string
  readonly class: DriftClass
  readonly standing: Standing
  readonly desired: DesiredRegistration | undefined
  readonly recorded: InventoryEntry | undefined
  /** The first row of the party. */
  readonly observed: Registration | undefined
}

/** The three states, and the local decisions. */
export interface DriftInput {
  readonly desired: DesiredState
  readonly recorded: ReadonlyMap<string, InventoryEntry>
  readonly observed: ObservedState
  readonly denied: ReadonlySet<string>
  /** Whether the profile's registrations hold addresses: only the fields of the profile are compared. */
  readonly holdsAddress: boolean
}

/** Classifies every party that any of the three states knows, sorted by party id. */
export function detectDrift(input: DriftInput): readonly DriftItem[] {
  const desired = new Map(
    input.desired.registrations.map((registration) => [registration.partyId as string, registration]),
  )
  const names = new Map(
    [...desired.values(), ...input.desired.unverified].map((each) => [each.partyId as string, each.name]),
  )
  const unverified = new Set(input.desired.unverified.map(({ partyId }) => partyId as string))
  const denied = foldIds(input.denied)
  const rows = groupRows(input.observed)
  const known = new Set([...names.keys(), ...input.desired.removed, ...input.recorded.keys(), ...rows.keys()])
  const items: DriftItem[] = []
  for (const partyId of [...known].sort()) {
    const observed = rows.get(partyId) ?? []
    const facts: Facts = {
      standing: standingOf(partyId, { denied, removed: input.desired.removed, unverified, desired }),
      desired: desired.get(partyId),
      recorded: input.recorded.get(partyId),
      observed: observed[0],
      ambiguous: observed.length > 1,
      holdsAddress: input.holdsAddress,
    }
    const driftClass = classify(facts)
    if (driftClass === undefined) continue
    const { standing, recorded } = facts
    const name = names.get(partyId) ?? partyId
    items.push({
      partyId,
      name,
      class: driftClass,
      standing,
      desired: facts.desired,
      recorded,
      observed: facts.observed,
    })
  }
  return items
}

interface Facts {
  readonly standing: Standing
  readonly desired: DesiredRegistration | undefined
  readonly recorded: InventoryEntry | undefined
  readonly observed: Registration | undefined
  readonly ambiguous: boolean
  readonly holdsAddress: boolean
}

interface StandingSources {
  readonly denied: ReadonlySet<string>
  readonly removed: ReadonlySet<string>
  readonly unverified: ReadonlySet<string>
  readonly desired: ReadonlyMap<string, DesiredRegistration>
}

function groupRows({ registrations }: ObservedState): ReadonlyMap<string, readonly Registration[]> {
  const rows = new Map<string, Registration[]>()
  for (const registration of registrations) {
    const same = rows.get(registration.partyId)
    if (same === undefined) rows.set(registration.partyId, [registration])
    else same.push(registration)
  }
  return rows
}

function standingOf(partyId: string, { denied, removed, unverified, desired }: StandingSources): Standing {
  if (denied.has(foldId(partyId))) return 'denied'
  if (unverified.has(partyId)) return 'unverified'
  if (removed.has(partyId)) return 'removed'
  return desired.has(partyId) ? 'declared' : 'undeclared'
}

/** `undefined` where no state holds anything and nothing is declared, so that there is nothing to say. */
function classify(facts: Facts): DriftClass | undefined {
  if (facts.ambiguous) return 'ambiguous'
  switch (facts.standing) {
    case 'denied':
      return classifyDenied(facts)
    case 'unverified':
      return 'unverified'
    case 'removed':
      return classifyRemoved(facts)
    case 'declared':
      return classifyDeclared(facts)
    case 'undeclared':
      return classifyUndeclared(facts)
  }
}

function classifyDenied(facts: Facts): DriftClass {
  if (facts.observed === undefined) return 'denied'
  if (facts.recorded === undefined) return 'foreign'
  return isAsRecorded(facts) ? 'denied' : 'edited'
}

function classifyRemoved(facts: Facts): DriftClass | undefined {
  const kind = classifyUndeclared(facts)
  return kind === 'foreign' ? 'conflicting' : kind
}

function classifyUndeclared(facts: Facts): DriftClass | undefined {
  if (facts.observed === undefined) return facts.recorded === undefined ? undefined : 'gone'
  if (facts.recorded === undefined) return 'foreign'
  return isAsRecorded(facts) ? 'departed' : 'edited'
}

function classifyDeclared(facts: Facts): DriftClass {
  if (facts.observed === undefined) return facts.recorded === undefined ? 'missing' : 'vanished'
  if (isAsDesired(facts)) return isRecordedAsDesired(facts) ? 'matching' : 'unrecorded'
  if (facts.recorded === undefined) return 'conflicting'
  return isAsRecorded(facts) ? 'outdated' : 'edited'
}

function isAsDesired({ desired, observed, holdsAddress }: Facts): boolean {
  if (desired === undefined || observed === undefined) return false
  if (desired.certificate.fingerprint !== observed.fingerprint) return false
  return !holdsAddress || sameAddress(desired.address, observed.address)
}

function isAsRecorded({ recorded, observed, holdsAddress }: Facts): boolean {
  if (recorded?.fingerprint !== observed?.fingerprint) return false
  return !holdsAddress || sameAddress(recorded?.address, observed?.address)
}

function isRecordedAsDesired({ desired, recorded, holdsAddress }: Facts): boolean {
  if (desired?.certificate.fingerprint !== recorded?.fingerprint) return false
  return !holdsAddress || sameAddress(desired?.address, recorded?.address)
}
