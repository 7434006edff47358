import type { PassRecord } from '../pass/pass-record.ts'
import type { Place } from '../problem.ts'
import type { NotificationKind } from '../settings.ts'

/** Something that somebody is told, of one component or of the daemon itself. */
export interface Notification {
  readonly kind: NotificationKind
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Absent where the daemon itself is spoken of. */
  readonly about: Pick<PassRecord, 'componentId' | 'name' | 'directory' | 'federation' | 'exitCode'> | undefined
  readonly revision: string | undefined
  readonly findings: readonly NotifiedFinding[]
  /** For `recovery`: what is over. */
  readonly over: readonly NotificationKind[]
}

/** One thing that was found. */
export interface NotifiedFinding {
  /** The code of the problem, or what takes its place. */
  readonly code: string
  readonly party: string | undefined
  /** Where it is, as a problem has it; absent where nobody can point at it. */
  readonly place?: Place | undefined
  readonly message: string
  readonly remedy: string | undefined
}
