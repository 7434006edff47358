import type { X509Certificate } from 'node:crypto'
import type { Address, PartyId, Role } from '../party.ts'
import type { Place, Problem } from '../problem.ts'
import type { CertificateKeeper } from '../profile.ts'
import type { ProfileName } from '../profiles.ts'
import type { Fingerprint } from './certificate.ts'
import type { X509Fields } from './x509.ts'

/** What a certificate is held against. */
export interface Expectation {
  readonly partyId: PartyId
  readonly profile: ProfileName
  readonly role: Role
  readonly address: Address | undefined
  /** Milliseconds since the epoch, by which validity is judged. */
  readonly now: number
  /** Path of the file, for messages. */
  readonly file: string
  readonly keptBy?: CertificateKeeper
}

/** What is known of the public key; the details are of RSA keys only. */
export interface PublicKey {
  readonly type: string
  readonly bits: number
  readonly exponent: bigint
}

/** A certificate that could be read, before anything in it is believed. */
export interface Exhibit {
  readonly fields: X509Fields
  readonly x509: X509Certificate
  readonly key: PublicKey
  readonly fingerprint: Fingerprint
  readonly expectation: Expectation
}

/** One demand on certificates: gives the problem where it is not met. */
export type Check = (exhibit: Exhibit) => Problem | undefined

/** What a problem of a certificate is made of besides its code: the place, and the facts with those that all have. */
type Particulars<Facts> = readonly [
  place: Place,
  facts: Facts & { readonly owner: Expectation; readonly fingerprint: Fingerprint },
]

/** Gives a problem that concerns a certificate as a whole its place, and its facts the owner and the fingerprint. */
export function concerning<Facts>({ expectation, fingerprint }: Exhibit, facts: Facts): Particulars<Facts> {
  return [placeOf(expectation), { ...facts, owner: expectation, fingerprint }]
}

/** The place of whatever concerns a certificate as a whole. */
export function placeOf({ file }: Expectation): Place {
  return { file, line: 1, column: 1 }
}
