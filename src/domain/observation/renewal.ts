import { Buffer } from 'node:buffer'
import type { Observation } from './observation.ts'
import { payloadOf } from './write-observation.ts'
import { toWritten } from './written.ts'

/** A share of its validity after which the same is told again. */
const SHARE = 1 / 3

/**
 * Tells whether an observation need not be told: the earlier one says the same of everything but the time, and most of its
 * validity is still to come. One from the future was told by a clock that was set back since.
 */
export function isToldAlready(earlier: Observation, now: Observation): boolean {
  const age = now.observedAt - earlier.observedAt
  const validity = earlier.validUntil - earlier.observedAt
  return age >= 0 && age < validity * SHARE && validity === now.validUntil - now.observedAt && isSame(earlier, now)
}

/** By its canonical form, which knows no order of keys. */
function isSame(earlier: Observation, now: Observation): boolean {
  const { observedAt, validUntil } = now
  const rewritten = payloadOf(toWritten({ ...earlier, observedAt, validUntil }))
  return Buffer.compare(rewritten, payloadOf(toWritten(now))) === 0
}
