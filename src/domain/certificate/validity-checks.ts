import { makeProblem, type Problem } from '../problem.ts'
import { placeOf, type Exhibit } from './check.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SKEW_MS = 5 * MINUTE_MS
/** Ten years with three leap days. */
const LONGEST_DAYS = 3653

/** Requires that the certificate begins before it ends. */
export function endsAfterBeginning(exhibit: Exhibit): Problem | undefined {
  const { notBefore, notAfter } = exhibit.fields
  if (notAfter > notBefore) return undefined
  return makeProblem('VALIDITY_REVERSED', placeOf(exhibit), { owner: exhibit.expectation, notBefore, notAfter })
}

/** Requires that the certificate has begun, as far as clocks agree. */
export function hasBegun(exhibit: Exhibit): Problem | undefined {
  const { expectation, fields } = exhibit
  const { now } = expectation
  if (fields.notBefore <= now + SKEW_MS) return undefined
  return makeProblem('NOT_YET_VALID', placeOf(exhibit), { owner: expectation, at: fields.notBefore, now })
}

/** Requires that the certificate has not ended, and warns as its end comes near. */
export function hasTimeLeft(exhibit: Exhibit): Problem | undefined {
  const { expectation, fields, fingerprint } = exhibit
  const at = fields.notAfter
  const left = at - expectation.now
  const facts = { owner: expectation, at, fingerprint }
  if (left < 0) return makeProblem('EXPIRED', placeOf(exhibit), facts)
  if (left < 7 * DAY_MS) return makeProblem('EXPIRES_IN_7_DAYS', placeOf(exhibit), facts)
  if (left < 30 * DAY_MS) return makeProblem('EXPIRES_IN_30_DAYS', placeOf(exhibit), facts)
  return left < 90 * DAY_MS ? makeProblem('EXPIRES_IN_90_DAYS', placeOf(exhibit), facts) : undefined
}

/** Tells until when, that instant included, the verdict on a good certificate stays what it is now. */
export function staysGoodUntil(notAfter: number, now: number): number {
  const turns = [90, 30, 7].map((days) => notAfter - days * DAY_MS)
  return turns.find((turn) => turn >= now) ?? notAfter
}

/** Warns of a certificate that outlives ten years. */
export function endsWithinTenYears(exhibit: Exhibit): Problem | undefined {
  const { fields, fingerprint, expectation: owner } = exhibit
  const days = Math.ceil((fields.notAfter - fields.notBefore) / DAY_MS)
  if (days <= LONGEST_DAYS) return undefined
  return makeProblem('VALIDITY_LONG', placeOf(exhibit), { owner, fingerprint, days })
}
