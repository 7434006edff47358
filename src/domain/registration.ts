import type { Certificate, Fingerprint } from './certificate/certificate.ts'
import type { Address, PartyId, Role } from './party.ts'

/** What a registry holds about one party, as far as drift compares it. */
export interface Registration {
  /** As written in the registry: not checked for its grammar. */
  readonly partyId: string
  /** Of the first certificate in the row; absent where it cannot be read. */
  readonly fingerprint: Fingerprint | undefined
  /** Absent in layouts without addresses, and where the row's values are no address. */
  readonly address: Address | undefined
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
  /** Parties listed under `removed:`. */
  readonly removed: ReadonlySet<string>
}
