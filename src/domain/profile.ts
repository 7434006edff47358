import type { Role } from './party.ts'

/** The component that a certificate belongs to. */
export interface CertificateHolder {
  readonly partyId: string
  readonly role: Role
}

/** Everything that profiles differ in, but for the checks of their certificates (`certificate/judge.ts`). */
export interface Profile {
  /** For whom it is, and what it means, in one line. */
  readonly summary: string
  /** Whether a registration holds the address of its party. */
  readonly holdsAddress: boolean
  /** Who registers whom: whether a party registers another one, told from their roles. */
  readonly registers: (self: Role, other: Role) => boolean
  /** Whether the component of a party may hold nothing but what the profile registers: Fed-BioMed refuses to start then. */
  readonly isExclusive: (self: Role) => boolean
  /** The attribute of a certificate's subject that names its party. */
  readonly identity: 'O' | 'CN'
  /** Says how a component gets another certificate. */
  readonly generate: (holder: CertificateHolder) => string
  /** Where a component keeps its own certificate, for people. */
  readonly certificateFile: (holder: CertificateHolder) => string
}

/**
 * Who keeps the file of a certificate that is not in a federation directory: the component whose it is, or somebody who got
 * it from there, as a mail or in a registry. Nothing is to be copied over such a file.
 */
export type CertificateKeeper = 'itself' | 'others'
