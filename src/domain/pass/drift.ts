/*
 * Drift is the difference of three states, party by party:
 *
 *   desired   what the federation declares of the party: a registration, `removed`, `unverified`, or nothing
 *   recorded  what fbm-gitops wrote last, from the inventory
 *   observed  what the registry holds now
 *
 * Desired and observed alone cannot tell a registration that somebody made by hand from one of ours that is out of date.
 * With what is recorded they can: what equals it is ours and may be changed; what differs from it was touched by somebody
 * else and is never changed without an operator's word. A local decision (`denied`) wins over the repository. Two rows
 * for one party cannot be told apart, so neither is touched.
 *
 * A row can also be misplaced: laid out as an older Fed-BioMed did it, so that this one stumbles over it, or of a party
 * that this component must not hold. It cannot stay where nothing is put in its place: ours is `obsolete` then, and one
 * made by hand `conflicting`.
 */
import { foldId, foldIds } from '../denied.ts'
import type { InventoryEntry } from '../inventory.ts'
import {
  groupByParty,
  type DesiredRegistration,
  type DesiredState,
  type Held,
  type ObservedState,
  type Registration,
} from '../registration.ts'
import { sameAddress } from '../party.ts'

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
  | 'obsolete'
  | 'gone'
  | 'foreign'
  | 'denied'
  | 'ambiguous'

/** What the federation, or the operator of this component, says of a party. */
export type Standing = 'denied' | 'unverified' | 'removed' | 'declared' | 'excluded' | 'undeclared'

/** The drift of one party, with the three states that it was classified from. */
export interface DriftItem {
  readonly partyId: string
  /** The party's label, or its id where no label is declared. */
  readonly name: string
  readonly class: DriftClass
  readonly standing: Standing
  readonly desired: DesiredRegistration | undefined
  readonly recorded: InventoryEntry | undefined
  /** The first row of the party; of two, an older one. */
  readonly observed: Registration | undefined
  /** Why its row cannot stay as it is: its layout is that of an older Fed-BioMed, or the profile excludes the party. */
  readonly misplaced: 'layout' | 'profile' | undefined
}

/** The three states, and the local decisions. */
export interface DriftInput {
  readonly desired: DesiredState
  readonly recorded: ReadonlyMap<string, InventoryEntry>
  readonly observed: ObservedState
  readonly denied: ReadonlySet<string>
  /** Whether the profile's registrations hold addresses: only the fields of the profile are compared. */
  readonly holdsAddress: boolean
  /** Whether the registry may hold nothing but what is desired. */
  readonly isExclusive: boolean
}

/** Classifies every party that any of the three states knows, sorted by party id. */
export function detectDrift(input: DriftInput): readonly DriftItem[] {
  const { declare, declared } = readDeclarations(input)
  const rows = groupByParty(input.observed)
  const known = new Set([...declared, ...input.recorded.keys(), ...rows.keys()])
  return [...known].sort().flatMap((partyId) => {
    const held = rows.get(partyId) ?? []
    const [first, second] = held
    const observed = held.find(({ isOlder }) => isOlder) ?? first
    const recorded = input.recorded.get(partyId)
    const declared = declare(partyId)
    const misplaced = judgePlace(observed, declared.standing, input.isExclusive)
    const states = { ...declared, partyId, recorded, observed, misplaced }
    const driftClass = second === undefined ? classify(states, input) : 'ambiguous'
    return driftClass === undefined ? [] : [{ ...states, class: driftClass }]
  })
}

function judgePlace(
  observed: Registration | undefined,
  standing: Standing,
  isExclusive: boolean,
): DriftItem['misplaced'] {
  if (observed === undefined) return undefined
  if (observed.isOlder) return 'layout'
  if (standing === 'excluded') return 'profile'
  const belongs = standing === 'declared' || standing === 'unverified'
  return isExclusive && !belongs ? 'profile' : undefined
}

/** What is declared of one party. */
type Declared = Pick<DriftItem, 'name' | 'standing' | 'desired'>

interface Declarations {
  readonly declare: (partyId: string) => Declared
  /** The parties of which the federation says anything. */
  readonly declared: readonly string[]
}

function readDeclarations({ desired: sides, denied }: DriftInput): Declarations {
  const { registrations, unverified, excluded, removed } = sides
  const desired = new Map<string, DesiredRegistration>(registrations.map((each) => [each.partyId, each]))
  const withoutCertificate = new Map<string, string>(unverified.map(({ partyId, name }) => [partyId, name]))
  const apart = new Map<string, string>(excluded.map(({ partyId, name }) => [partyId, name]))
  const folded = foldIds(denied)
  const standingOf = (partyId: string): Standing => {
    if (folded.has(foldId(partyId))) return 'denied'
    if (withoutCertificate.has(partyId)) return 'unverified'
    if (removed.has(partyId)) return 'removed'
    if (apart.has(partyId)) return 'excluded'
    return desired.has(partyId) ? 'declared' : 'undeclared'
  }
  return {
    declare: (partyId) => ({
      name: desired.get(partyId)?.name ?? withoutCertificate.get(partyId) ?? apart.get(partyId) ?? partyId,
      standing: standingOf(partyId),
      desired: desired.get(partyId),
    }),
    declared: [...desired.keys(), ...withoutCertificate.keys(), ...removed],
  }
}

/** The three states of one party. */
type States = Omit<DriftItem, 'class'>

/** `undefined` where no state holds anything and nothing is declared, so that there is nothing to say. */
function classify(
  states: States,
  { holdsAddress, isExclusive }: Pick<DriftInput, 'holdsAddress' | 'isExclusive'>,
): DriftClass | undefined {
  const comparison = compareStates(states, holdsAddress)
  switch (states.standing) {
    case 'denied':
      return classifyDenied(comparison, states.misplaced)
    case 'unverified':
      // Where one registration may be alone, its row keeps nobody waiting, and says who was trusted so far.
      return states.misplaced === undefined || isExclusive ? 'unverified' : classifyMisplaced(comparison)
    case 'removed':
      return classifyRemoved(comparison)
    case 'declared':
      return classifyDeclared(comparison)
    case 'excluded':
      return classifyMisplaced(comparison)
    case 'undeclared':
      return states.misplaced === undefined ? classifyUndeclared(comparison) : classifyMisplaced(comparison)
  }
}

/** What the states of one party are to each other. */
interface Comparison {
  readonly isObserved: boolean
  readonly isRecorded: boolean
  readonly isAsRecorded: boolean
  readonly isAsDesired: boolean
  readonly isRecordedAsDesired: boolean
}

/** Only the fields of the profile are compared. */
function compareStates({ desired, recorded, observed }: States, holdsAddress: boolean): Comparison {
  const isSame = (a: Held | undefined, b: Held | undefined): boolean =>
    a?.fingerprint === b?.fingerprint && (!holdsAddress || sameAddress(a?.address, b?.address))
  const wanted = desired && { fingerprint: desired.certificate.fingerprint, address: desired.address }
  return {
    isObserved: observed !== undefined,
    isRecorded: recorded !== undefined,
    isAsRecorded: isSame(recorded, observed),
    isAsDesired: isSame(wanted, observed) && observed?.isOlder !== true,
    isRecordedAsDesired: isSame(wanted, recorded),
  }
}

function classifyDenied(
  { isObserved, isRecorded, isAsRecorded }: Comparison,
  misplaced: DriftItem['misplaced'],
): DriftClass {
  if (!isObserved) return 'denied'
  if (!isRecorded) return misplaced === undefined ? 'foreign' : 'conflicting'
  return isAsRecorded ? 'denied' : 'edited'
}

function classifyRemoved(comparison: Comparison): DriftClass | undefined {
  const kind = classifyUndeclared(comparison)
  return kind === 'foreign' ? 'conflicting' : kind
}

/** What cannot stay, and has nothing to take its place. */
function classifyMisplaced(comparison: Comparison): DriftClass | undefined {
  const kind = classifyRemoved(comparison)
  return kind === 'departed' ? 'obsolete' : kind
}

function classifyUndeclared({ isObserved, isRecorded, isAsRecorded }: Comparison): DriftClass | undefined {
  if (!isObserved) return isRecorded ? 'gone' : undefined
  if (!isRecorded) return 'foreign'
  return isAsRecorded ? 'departed' : 'edited'
}

function classifyDeclared({ isObserved, isRecorded, ...is }: Comparison): DriftClass {
  if (!isObserved) return isRecorded ? 'vanished' : 'missing'
  if (is.isAsDesired) return is.isRecordedAsDesired ? 'matching' : 'unrecorded'
  if (!isRecorded) return 'conflicting'
  return is.isAsRecorded ? 'outdated' : 'edited'
}
