import { formatAddress } from '../party.ts'
import type { DesiredRegistration, Held } from '../registration.ts'
import type { DriftClass } from './drift.ts'

/** What each correction says besides what it corrects. */
export interface Ordered {
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

/** What the registry held before a change; nothing where it registers. */
export function beforeOf(change: Change): Held | undefined {
  return change.kind === 'register' ? undefined : change.before
}

/** What the registry holds after a change; nothing where it deletes. */
export function afterOf(change: Change): Held | undefined {
  if (change.kind === 'delete') return undefined
  return { fingerprint: change.desired.certificate.fingerprint, address: change.desired.address }
}

/** Writes the address of either as `ip:port`; absent where there is none. */
export function addressOf(held: Held | undefined): string | undefined {
  return held?.address && formatAddress(held.address)
}
