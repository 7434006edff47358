import type { Fingerprint } from '../certificate/certificate.ts'
import type { DriftClass } from '../pass/drift.ts'
import type { PartyId, Role } from '../party.ts'
import type { ExitCode } from '../problem.ts'
import type { ProfileName } from '../profiles.ts'
import type { ConditionStatus, ConditionType } from '../status/condition.ts'

/**
 * What a component tells the federation of one of its passes: whom it holds, by fingerprints alone. Nothing in it is a
 * secret, an address, a path, or a name of somebody whom the federation does not know.
 */
export interface Observation {
  /** The name of the federation. */
  readonly federation: string
  readonly component: PartyId
  readonly role: Role
  readonly profile: ProfileName
  /** The commit that the pass worked from, by its whole id. */
  readonly revision: string
  /** The digest of what was still to be done, without the addresses that the registry holds. */
  readonly planDigest: Fingerprint
  /**
   * One for each party that the federation declares or removed, and that was compared here; and for one that it declared
   * once, where what fbm-gitops registered of it is still there. Sorted by id.
   */
  readonly peers: readonly ObservedPeer[]
  readonly foreign: ForeignRows
  readonly conditions: readonly ObservedCondition[]
  /** Of the pass. */
  readonly exitCode: ExitCode
  /** The version of fbm-gitops. */
  readonly version: string
  /** The label of the Fed-BioMed family. */
  readonly family: string
  /** When the pass ended, and until when this may be believed; milliseconds since the epoch, whole seconds. */
  readonly observedAt: number
  readonly validUntil: number
}

/** What a component holds of one party after its pass. */
export interface ObservedPeer {
  readonly party: PartyId
  readonly class: DriftClass
  /** Of the certificate that the registry holds; absent where it holds none that can be read, or more than one. */
  readonly fingerprint: Fingerprint | undefined
}

/** Registrations of parties that the federation does not know. */
export interface ForeignRows {
  readonly count: number
  /** Absent unless the site lets them be named. */
  readonly parties: readonly string[] | undefined
}

/** A condition without its message, which may name what belongs to the site alone. */
export interface ObservedCondition {
  readonly type: ConditionType
  readonly status: ConditionStatus
  /** A `Reason`, or one that only a newer version knows. */
  readonly reason: string
  readonly since: number
}

/** An observation as it came in, with the signature that was found beside it. Nothing of it is believed yet. */
export interface SignedObservation {
  readonly observation: Observation
  /** The bytes that were signed: the canonical JSON (RFC 8785) of the observation. */
  readonly payload: Uint8Array
  /** An armoured SSH signature. */
  readonly signature: string
}
