import type { Fingerprint } from '../certificate/certificate.ts'
import type { DriftClass } from './drift.ts'
import type { Address } from '../party.ts'
import type { DesiredRegistration } from '../registration.ts'

/** What a change compares: one side of a registration. */
export interface Held {
  readonly fingerprint: Fingerprint | undefined
  readonly address: Address | undefined
}

interface Ordered {
  readonly partyId: string
  readonly name: string
  readonly cause: DriftClass
  /** Brakes count what the repository orders, not what the operator names. */
  readonly orderedBy: 'repository' | 'operator'
}

/** One correction of a registry. */
export type Change =
  | (Ordered & { readonly kind: 'register'; readonly desired: DesiredRegistration })
  | (Ordered & { readonly kind: 'replace'; readonly desired: DesiredRegistration; readonly before: Held })
  | (Ordered & { readonly kind: 'delete'; readonly before: Held })
