import { Buffer } from 'node:buffer'
import { makeProblem, type Problem } from '../problem.ts'
import { placeOf, type Exhibit } from './check.ts'

const SHORTEST_KEY = 2048
const LONGEST_KEY = 8192
const SMALLEST_EXPONENT = 65537n

const STRONG_SIGNATURES: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
])

/** Names for what is refused, so that a message need not speak in numbers. */
const WEAK_SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.113549.1.1.10': 'RSA-PSS, which Fed-BioMed does not use',
  '1.2.840.113549.1.1.14': 'SHA-224',
}

/** Requires that the certificate was issued by its own subject. */
export function isSelfIssued(exhibit: Exhibit): Problem | undefined {
  const { issuer, subject } = exhibit.fields
  if (Buffer.compare(issuer, subject) === 0) return undefined
  return makeProblem('NOT_SELF_SIGNED', placeOf(exhibit), { owner: exhibit.expectation })
}

/**
 * Requires a signature that the certificate's own key verifies.
 *
 * @remarks Only asked where the key is acceptable: a key of another kind or size has its own problem, and may cost time.
 */
export function hasOwnSignature(exhibit: Exhibit): Problem | undefined {
  const { fields, x509, expectation } = exhibit
  const isForeign = Buffer.compare(fields.issuer, fields.subject) !== 0
  if (isForeign || hasRsaKey(exhibit) !== undefined || hasFitKeySize(exhibit) !== undefined) return undefined
  if (verifies(x509)) return undefined
  return makeProblem('SIGNATURE_INVALID', placeOf(exhibit), { owner: expectation })
}

/** Requires RSA with SHA-256, SHA-384 or SHA-512. */
export function hasStrongSignature(exhibit: Exhibit): Problem | undefined {
  const { signatureAlgorithm } = exhibit.fields
  if (STRONG_SIGNATURES.has(signatureAlgorithm) || hasRsaKey(exhibit) !== undefined) return undefined
  const algorithm = WEAK_SIGNATURES[signatureAlgorithm] ?? `the algorithm ${signatureAlgorithm}`
  return makeProblem('WEAK_SIGNATURE', placeOf(exhibit), { owner: exhibit.expectation, algorithm })
}

/** Requires an RSA key. */
export function hasRsaKey(exhibit: Exhibit): Problem | undefined {
  const { type } = exhibit.key
  return type === 'rsa' ? undefined : makeProblem('KEY_TYPE', placeOf(exhibit), { owner: exhibit.expectation, type })
}

/** Requires a key of 2048 to 8192 bits. */
export function hasFitKeySize(exhibit: Exhibit): Problem | undefined {
  const { type, bits } = exhibit.key
  if (type !== 'rsa' || (bits >= SHORTEST_KEY && bits <= LONGEST_KEY)) return undefined
  return makeProblem('KEY_SIZE', placeOf(exhibit), { owner: exhibit.expectation, bits })
}

/** Requires an odd public exponent from 65537 on. */
export function hasStrongExponent(exhibit: Exhibit): Problem | undefined {
  const { type, exponent } = exhibit.key
  if (type !== 'rsa' || (exponent >= SMALLEST_EXPONENT && exponent % 2n === 1n)) return undefined
  return makeProblem('WEAK_EXPONENT', placeOf(exhibit), { owner: exhibit.expectation, exponent: String(exponent) })
}

/** A key that OpenSSL cannot work with throws, which means no as well. */
function verifies(x509: Exhibit['x509']): boolean {
  try {
    return x509.verify(x509.publicKey)
  } catch {
    return false
  }
}
