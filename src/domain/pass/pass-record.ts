import type { ExitCode, Problem } from '../problem.ts'
import type { DriftClass } from './drift.ts'

/** What is remembered of one pass over one component, whatever became of it: for logs, notifications and the status. */
export interface PassRecord {
  /** The id of the component; absent where it could not be read. */
  readonly componentId: string | undefined
  /** Its directory, as the operator named it. */
  readonly directory: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly mode: 'report' | 'apply'
  readonly exitCode: ExitCode
  readonly federation: string | undefined
  /** The commit that the pass worked from, `none` for plain files; absent where it found none to believe. */
  readonly revision: string | undefined
  readonly planDigest: string | undefined
  /** How many parties stand in each class; classes without any are absent. */
  readonly drift: Readonly<Partial<Record<DriftClass, number>>>
  readonly changes: readonly RecordedChange[]
  readonly problems: readonly Problem[]
  /** Certificates, the own one included, that end within 30 days. */
  readonly expiring: readonly { readonly partyId: string; readonly notAfter: number }[]
}

/** What was to be changed, and what became of it. */
export interface RecordedChange {
  readonly partyId: string
  readonly kind: 'register' | 'replace' | 'delete'
  /** `pending` where the pass only reported. */
  readonly result: 'done' | 'refused' | 'failed' | 'contended' | 'pending'
  /** The class of drift that called for it. */
  readonly cause: DriftClass
}
