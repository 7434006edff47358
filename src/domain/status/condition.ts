import type { Reason } from './reasons.ts'

export type ConditionType = 'Ready' | 'Reconciling' | 'Stalled' | 'SourceFresh' | 'Drifted' | 'ExpiringSoon'
export type ConditionStatus = 'true' | 'false' | 'unknown'

/** Each condition, with what it says where it is true. */
export const CONDITIONS: Readonly<Record<ConditionType, string>> = {
  Ready: 'the last pass ended with everything declared registered and verified',
  Reconciling: 'work is under way, or will be tried again by itself',
  Stalled: 'a person must act',
  SourceFresh: 'the declaration was read, or its repository reached, recently enough',
  Drifted: 'something is registered otherwise than declared, or is still to be done',
  ExpiringSoon: 'a certificate, the own one or that of a party, ends within 30 days or has ended',
}

/** One thing that is, or is not, the case with a component. */
export interface Condition {
  readonly type: ConditionType
  readonly status: ConditionStatus
  readonly reason: Reason
  readonly message: string
  /** When the status became what it is, in milliseconds since the epoch; a change of the reason alone leaves it. */
  readonly since: number
  /** The commit that it speaks of, `none` for plain files; absent where there is none to speak of. */
  readonly revision: string | undefined
}

/** What is found of one condition at one instant. */
export interface Finding extends Pick<Condition, 'status' | 'reason' | 'message' | 'revision'> {
  /** When the clock alone made it so, where it did: it may be noticed only later. */
  readonly turnedAt?: number | undefined
}
