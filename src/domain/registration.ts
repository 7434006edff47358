import type { Certificate, Fingerprint } from './certificate/certificate.ts'
import { sameAddress, type Address, type PartyId, type Role } from './party.ts'

/** What one side holds of a party: what registrations are compared by. */
export interface Held {
  /** Of the one certificate in the row; absent where it cannot be read, or is not alone. */
  readonly fingerprint: Fingerprint | undefined
  /** Absent in layouts without addresses, and where the row's values are no address. */
  readonly address: Address | undefined
  /** Set where the row is laid out as an older Fed-BioMed than the component's did it: an upgrade left it behind. */
  readonly isOlder?: true
}

/** What a registry holds about one party, as far as drift compares it. */
export interface Registration extends Held {
  /** As written in the registry: not checked for its grammar. */
  readonly partyId: string
  /** Of several certificates in the row, as somebody puts them there during a rotation: it is then never as declared. */
  readonly several?: readonly Fingerprint[]
}

/** A row of a registry with what no comparison needs. Nothing of it is believed. */
export interface RegisteredRow extends Registration {
  /** What stands in the place of the certificate; empty where that is no text. */
  readonly certificateText: string
  /** What stands in the place of the address, also where it is none, for example `localhost:14001`. */
  readonly addressText: string
}

/** The registrations that a component does hold, in the order of the file. */
export interface ObservedState {
  readonly registrations: readonly Registration[]
}

/** One registration that a component should hold. */
export interface DesiredRegistration {
  readonly partyId: PartyId
  readonly name: string
  readonly role: Role
  readonly address: Address | undefined
  readonly certificate: Certificate
  /** The fingerprints of the certificates that this party gave up. */
  readonly replaces: readonly Fingerprint[]
}

/** The registrations that a component should hold. */
export interface DesiredState {
  readonly registrations: readonly DesiredRegistration[]
  /** Declared peers whose certificate is missing or was refused. */
  readonly unverified: readonly { readonly partyId: PartyId; readonly name: string }[]
  /** Declared parties that the profile does not let this component register. */
  readonly excluded: readonly { readonly partyId: PartyId; readonly name: string }[]
  /** Parties listed under `removed:`. */
  readonly removed: ReadonlySet<string>
}

const NOTHING: Held = { fingerprint: undefined, address: undefined }

/** Tells whether two sides hold the same of a party; two that hold nothing do. */
export function isSameHeld(a: Held | undefined, b: Held | undefined): boolean {
  const [one = NOTHING, other = NOTHING] = [a, b]
  const isSameLayout = one.isOlder === other.isOlder
  return isSameLayout && one.fingerprint === other.fingerprint && sameAddress(one.address, other.address)
}

/** Groups the rows of a registry by party: a registry may hold several for one. */
export function groupByParty({ registrations }: ObservedState): ReadonlyMap<string, readonly Registration[]> {
  const rows = new Map<string, Registration[]>()
  for (const row of registrations) {
    const present = rows.get(row.partyId)
    if (present === undefined) rows.set(row.partyId, [row])
    else present.push(row)
  }
  return rows
}
