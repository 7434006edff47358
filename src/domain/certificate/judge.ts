import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { fingerprintOf, type VerifiedCertificate, type VerifiedPem } from './certificate.ts'
import type { Check, Exhibit, Expectation, PublicKey } from './check.ts'
import { openEnvelope } from './envelope.ts'
import { isNoAuthority, isUnderstood, isVersion3, namesDeclaredIp } from './extension-checks.ts'
import { hasWildcardName, namesParty } from './identity-checks.ts'
import {
  hasFitKeySize,
  hasOwnSignature,
  hasRsaKey,
  hasStrongExponent,
  hasStrongSignature,
  isSelfIssued,
} from './key-checks.ts'
import { endsAfterBeginning, endsWithinTenYears, hasBegun, hasTimeLeft } from './validity-checks.ts'
import { parseX509 } from './x509.ts'
import type { ProfileName } from '../profiles.ts'
import { hasErrors, makeProblem, type Problem } from '../problem.ts'

export type { Expectation } from './check.ts'
export { holdsPrivateKey } from './private-key.ts'

/** What was found about a certificate; it is absent exactly where an error is among the problems. */
export interface Judgement {
  readonly certificate: VerifiedCertificate | undefined
  readonly problems: readonly Problem[]
}

/** The rules for certificates, in the order in which they are told. A new rule is one function and one line here. */
const CHECKS: readonly Check[] = [
  namesParty,
  isSelfIssued,
  hasOwnSignature,
  hasStrongSignature,
  hasRsaKey,
  hasFitKeySize,
  hasStrongExponent,
  endsAfterBeginning,
  hasBegun,
  hasTimeLeft,
  endsWithinTenYears,
  isVersion3,
  isNoAuthority,
  isUnderstood,
  namesDeclaredIp,
]

/**
 * The rules of one profile more. `mutual-tls` gets its own for extended key usage and CA here.
 *
 * @remarks They do not stand in the profile itself, since problems are worded from it, and rules make problems.
 */
const PROFILE_CHECKS: Readonly<Record<ProfileName, readonly Check[]>> = {
  'secagg-mpspdz': [hasWildcardName],
  party: [],
  'mutual-tls': [],
}

/** Judges the file of a party's certificate: its envelope, then every rule, so that all faults are told at once. */
export function judgeCertificate(bytes: Uint8Array, expectation: Expectation): Judgement {
  const content = openEnvelope(bytes, expectation)
  if ('code' in content) return refuse(content, expectation)
  const exhibit = examine(content.der, expectation)
  if (exhibit === undefined) {
    const place = { file: expectation.file, line: 1, column: 1 }
    return refuse(makeProblem('CERTIFICATE_DAMAGED', place, { owner: expectation }), expectation)
  }
  const checks = [...CHECKS, ...PROFILE_CHECKS[expectation.profile]]
  const problems = checks
    .map((check) => check(exhibit))
    .filter((problem) => problem !== undefined)
    .map((problem) => ({ ...problem, party: expectation.partyId }))
  return { certificate: hasErrors(problems) ? undefined : toCertificate(exhibit, content.pem), problems }
}

function refuse(problem: Problem, { partyId }: Expectation): Judgement {
  return { certificate: undefined, problems: [{ ...problem, party: partyId }] }
}

/** Reads the DER bytes twice, by OpenSSL and by our own reader: what either cannot read is no certificate. */
function examine(der: Uint8Array, expectation: Expectation): Exhibit | undefined {
  const fields = parseX509(der)
  if (fields === undefined) return undefined
  try {
    const x509 = new X509Certificate(Buffer.from(der.buffer, der.byteOffset, der.length))
    return { fields, x509, key: describeKey(x509), fingerprint: fingerprintOf(der), expectation }
  } catch {
    return undefined
  }
}

/** A key that OpenSSL does not know throws: it is of no accepted type. */
function describeKey(x509: X509Certificate): PublicKey {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey
    const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {}
    return { type: asymmetricKeyType ?? 'unknown', bits: modulusLength, exponent: publicExponent }
  } catch {
    return { type: 'unknown', bits: 0, exponent: 0n }
  }
}

function toCertificate({ fields, fingerprint }: Exhibit, pem: string): VerifiedCertificate {
  const { notBefore, notAfter, publicKeyInfo } = fields
  return { pem: pem as VerifiedPem, fingerprint, publicKeyHash: fingerprintOf(publicKeyInfo), notBefore, notAfter }
}
