import { makeProblem, type Problem } from '../problem.ts'
import { concerning, type Exhibit } from './check.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SKEW_MS = 5 * MINUTE_MS
/** Ten years with three leap days. */
const LONGEST_DAYS = 3653

/** Demands that the certificate begins before it ends. */
export function demandEndAfterBeginning(exhibit: Exhibit): Problem | undefined {
  const { notBefore, notAfter } = exhibit.fields
  if (notAfter > notBefore) return undefined
  return makeProblem('VALIDITY_REVERSED', ...concerning(exhibit, { notBefore, notAfter }))
}

/** Demands that the certificate has begun, as far as clocks agree. */
export function demandBegun(exhibit: Exhibit): Problem | undefined {
  const { expectation, fields } = exhibit
  const { now } = expectation
  if (fields.notBefore <= now + SKEW_MS) return undefined
  return makeProblem('NOT_YET_VALID', ...concerning(exhibit, { at: fields.notBefore, now }))
}

/** Demands that the certificate has not ended, and warns as its end comes near. */
export function demandTimeLeft(exhibit: Exhibit): Problem | undefined {
  const { expectation, fields } = exhibit
  const at = fields.notAfter
  const left = at - expectation.now
  const particulars = concerning(exhibit, { at })
  if (left < 0) return makeProblem('EXPIRED', ...particulars)
  if (left < 7 * DAY_MS) return makeProblem('EXPIRES_IN_7_DAYS', ...particulars)
  if (left < 30 * DAY_MS) return makeProblem('EXPIRES_IN_30_DAYS', ...particulars)
  return left < 90 * DAY_MS ? makeProblem('EXPIRES_IN_90_DAYS', ...particulars) : undefined
}

/** Tells until when, that instant included, the verdict on a good certificate stays what it is now. */
export function staysGoodUntil(notAfter: number, now: number): number {
  const turns = [90, 30, 7].map((days) => notAfter - days * DAY_MS)
  return turns.find((turn) => turn >= now) ?? notAfter
}

/** Warns of a certificate that outlives ten years. */
export function demandEndWithinTenYears(exhibit: Exhibit): Problem | undefined {
  const { fields } = exhibit
  const days = Math.ceil((fields.notAfter - fields.notBefore) / DAY_MS)
  if (days <= LONGEST_DAYS) return undefined
  return makeProblem('VALIDITY_LONG', ...concerning(exhibit, { days }))
}
