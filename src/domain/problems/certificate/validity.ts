import { PARTY, WARNING } from '../grade.ts'
import type { Catalogue, ProblemKind } from '../kind.ts'
import { generateAgain, renew, type InUse, type Owned } from './remedy.ts'

/** A certificate that ends: `at` in milliseconds since the epoch. */
interface Ending extends InUse {
  readonly at: number
}

export interface ValidityFacts {
  readonly EXPIRED: Ending
  readonly NOT_YET_VALID: Owned & { readonly at: number; readonly now: number }
  readonly VALIDITY_REVERSED: Owned & { readonly notBefore: number; readonly notAfter: number }
  readonly VALIDITY_LONG: InUse & { readonly days: number }
  readonly EXPIRES_IN_90_DAYS: Ending
  readonly EXPIRES_IN_30_DAYS: Ending
  readonly EXPIRES_IN_7_DAYS: Ending
}

export const validityProblems: Catalogue<ValidityFacts> = {
  EXPIRED: {
    ...PARTY,
    meaning: 'A certificate has expired.',
    message: ({ at }) => `The certificate expired on ${formatTime(at)}.`,
    remedy: renew,
  },
  NOT_YET_VALID: {
    ...PARTY,
    meaning: 'A certificate is not valid yet, by more than five minutes.',
    message: ({ at, now }) => `The certificate is valid from ${formatTime(at)} on; this clock says ${formatTime(now)}.`,
    remedy: (facts) =>
      `Check the clocks of both machines with \`date -u\`; if they are right, make a new certificate: ${generateAgain(facts)}`,
  },
  VALIDITY_REVERSED: {
    ...PARTY,
    meaning: 'A certificate ends before it begins.',
    message: ({ notBefore, notAfter }) =>
      `The certificate ends (${formatTime(notAfter)}) before it begins (${formatTime(notBefore)}).`,
    remedy: generateAgain,
  },
  VALIDITY_LONG: {
    ...WARNING,
    meaning: 'A certificate is valid for more than ten years.',
    message: ({ days }) => `The certificate is valid for ${days} days; Fed-BioMed's own are valid for 1825.`,
    remedy: renew,
  },
  EXPIRES_IN_90_DAYS: expiresSoon(90),
  EXPIRES_IN_30_DAYS: expiresSoon(30),
  EXPIRES_IN_7_DAYS: expiresSoon(7),
}

function expiresSoon(days: number): ProblemKind<Ending> {
  return {
    ...WARNING,
    meaning: `A certificate ends in less than ${days} days.`,
    message: ({ at }) => `The certificate ends in less than ${days} days, on ${formatTime(at)}.`,
    remedy: renew,
  }
}

/** Writes a time as `2026-11-01 00:00 UTC`. */
function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
