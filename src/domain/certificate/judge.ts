import { hasErrors, makeProblem, type Problem } from '../problem.ts'
import type { ProfileName } from '../profiles.ts'
import { fingerprintOf, type VerifiedCertificate, type VerifiedPem } from './certificate.ts'
import { placeOf, type Check, type Exhibit, type Expectation } from './check.ts'
import { openEnvelope } from './envelope.ts'
import { examine, readUnverified, type UnverifiedReading } from './examination.ts'
import { demandNoAuthority, demandUnderstoodExtensions, demandVersion3, demandDeclaredIp } from './extension-checks.ts'
import { demandWildcardName, demandPartyName } from './identity-checks.ts'
import {
  demandFitKeySize,
  demandOwnSignature,
  demandRsaKey,
  demandStrongExponent,
  demandStrongSignature,
  demandOwnIssuer,
} from './key-checks.ts'
import { demandKeyUsage, demandOrganization, demandTlsRole, refuseAuthority } from './tls-checks.ts'
import { demandEndAfterBeginning, demandEndWithinTenYears, demandBegun, demandTimeLeft } from './validity-checks.ts'

/** What was found about a certificate. */
export interface Judgement {
  /** Absent exactly where an error is among the problems. */
  readonly certificate: VerifiedCertificate | undefined
  /** What the file holds, also where it is refused. */
  readonly unverified: UnverifiedReading
  readonly problems: readonly Problem[]
}

/** The rules for certificates, in the order in which they are told. A new rule is one function and one line here. */
const CHECKS: readonly Check[] = [
  demandPartyName,
  demandOwnIssuer,
  demandOwnSignature,
  demandStrongSignature,
  demandRsaKey,
  demandFitKeySize,
  demandStrongExponent,
  demandEndAfterBeginning,
  demandBegun,
  demandTimeLeft,
  demandEndWithinTenYears,
  demandVersion3,
  demandUnderstoodExtensions,
  demandDeclaredIp,
]

/**
 * The rules of one profile more.
 *
 * @remarks They do not stand in the profile itself, since problems are worded from it, and rules make problems.
 */
const PROFILE_CHECKS: Readonly<Record<ProfileName, readonly Check[]>> = {
  'secagg-mpspdz': [demandNoAuthority, demandWildcardName],
  party: [demandNoAuthority],
  'mutual-tls': [demandOrganization, refuseAuthority, demandKeyUsage, demandTlsRole],
}

/** Judges the file of a party's certificate: its envelope, then every rule, so that all faults are told at once. */
export function judgeCertificate(bytes: Uint8Array, expectation: Expectation): Judgement {
  const content = openEnvelope(bytes, expectation)
  const refuse = (problem: Problem): Judgement => ({
    certificate: undefined,
    unverified: readUnverified(bytes),
    problems: [{ ...problem, party: expectation.partyId }],
  })
  if ('code' in content) return refuse(content)
  const exhibit = examine(content.der, expectation)
  if (exhibit === undefined) {
    return refuse(makeProblem('CERTIFICATE_DAMAGED', placeOf(expectation), { owner: expectation }))
  }
  const problems = findProblems(exhibit)
  const certificate = hasErrors(problems) ? undefined : toCertificate(exhibit, content.pem)
  return { certificate, unverified: { fingerprint: exhibit.fingerprint, x509: exhibit.x509 }, problems }
}

function findProblems(exhibit: Exhibit): readonly Problem[] {
  const { profile, partyId } = exhibit.expectation
  return [...CHECKS, ...PROFILE_CHECKS[profile]]
    .map((check) => check(exhibit))
    .filter((problem) => problem !== undefined)
    .map((problem) => ({ ...problem, party: partyId }))
}

function toCertificate({ fields, fingerprint }: Exhibit, pem: string): VerifiedCertificate {
  const { notBefore, notAfter, publicKeyInfo } = fields
  return { pem: pem as VerifiedPem, fingerprint, publicKeyHash: fingerprintOf(publicKeyInfo), notBefore, notAfter }
}
