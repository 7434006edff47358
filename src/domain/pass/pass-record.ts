import type { Fingerprint } from '../certificate/certificate.ts'
import type { Revision } from '../federation.ts'
import type { ExitCode, Problem } from '../problem.ts'
import type { DriftClass } from './drift.ts'

/** What is remembered of one pass over one component, whatever became of it: for logs, notifications and the status. */
export interface PassRecord {
  /** The id of the component; absent where it could not be read. */
  readonly componentId: string | undefined
  /** The label of the component in the federation; absent where the pass failed, and where it is no party. */
  readonly name: string | undefined
  /** Its directory, as the operator named it. */
  readonly directory: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly mode: 'report' | 'apply'
  /** Whether a fault ended it: what follows from the comparison of the three states is absent or empty then. */
  readonly failed: boolean
  readonly exitCode: ExitCode
  readonly federation: string | undefined
  /** The commit that the pass worked from, `none` for plain files; absent where it failed, and of leaving. */
  readonly revision: Revision | undefined
  /** Whether the inventory remembers that commit now as the last one accepted. */
  readonly accepted: boolean
  readonly planDigest: string | undefined
  /** How many parties the pass found in each class; classes without any are absent. */
  readonly drift: DriftCounts
  /** The same as the pass left them: what it has done, it has made `matching`, or there is nothing left to count. */
  readonly remaining: DriftCounts
  readonly changes: readonly RecordedChange[]
  readonly problems: readonly Problem[]
  /** Certificates, the own one included, that ended within 30 days of the pass; the first to end comes first. */
  readonly expiring: readonly CertificateEnd[]
  /** The next one to end after those, so that a later look at the clock can tell. */
  readonly nextEnding: CertificateEnd | undefined
}

export type DriftCounts = Readonly<Partial<Record<DriftClass, number>>>

/** What was to be changed, and what became of it. */
export interface RecordedChange {
  readonly partyId: string
  readonly name: string
  readonly kind: 'register' | 'replace' | 'delete'
  /** `pending` where the pass only reported. */
  readonly result: 'done' | 'refused' | 'failed' | 'contended' | 'pending'
  /** The class of drift that called for it. */
  readonly cause: DriftClass
  /** What the registry held, and what it was to hold; absent where it held nothing, and where a row is deleted. */
  readonly before: Fingerprint | undefined
  readonly after: Fingerprint | undefined
  /** The same for the addresses, as `ip:port`; absent in profiles without, too, and in what older versions kept. */
  readonly addressBefore?: string | undefined
  readonly addressAfter?: string | undefined
  /** Why it was not done, as far as is known. */
  readonly reason: string | undefined
}

/** When the certificate of a party ends; milliseconds since the epoch. */
export interface CertificateEnd {
  readonly partyId: string
  readonly name: string
  readonly notAfter: number
}
