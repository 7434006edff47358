import { Buffer } from 'node:buffer'
import { makeProblem, type Problem } from '../problem.ts'
import { concerning, type Exhibit, type PublicKey } from './check.ts'

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

/** Demands that the certificate was issued by its own subject. */
export function demandOwnIssuer(exhibit: Exhibit): Problem | undefined {
  return isSelfIssued(exhibit) ? undefined : makeProblem('NOT_SELF_SIGNED', ...concerning(exhibit, {}))
}

/**
 * Demands a signature that the certificate's own key verifies.
 *
 * @remarks Only asked where the key is acceptable: a key of another kind or size has its own problem, and may cost time.
 */
export function demandOwnSignature(exhibit: Exhibit): Problem | undefined {
  const { x509, key } = exhibit
  const isAsked = isSelfIssued(exhibit) && isRsa(key) && hasFitSize(key)
  if (!isAsked || verifies(x509)) return undefined
  return makeProblem('SIGNATURE_INVALID', ...concerning(exhibit, {}))
}

/** Demands RSA with SHA-256, SHA-384 or SHA-512; where the key is not RSA, that is the problem. */
export function demandStrongSignature(exhibit: Exhibit): Problem | undefined {
  const { fields, key } = exhibit
  const { signatureAlgorithm } = fields
  if (!isRsa(key) || STRONG_SIGNATURES.has(signatureAlgorithm)) return undefined
  const algorithm = WEAK_SIGNATURES[signatureAlgorithm] ?? `the algorithm ${signatureAlgorithm}`
  return makeProblem('WEAK_SIGNATURE', ...concerning(exhibit, { algorithm }))
}

/** Demands an RSA key. */
export function demandRsaKey(exhibit: Exhibit): Problem | undefined {
  const { key } = exhibit
  return isRsa(key) ? undefined : makeProblem('KEY_TYPE', ...concerning(exhibit, { type: key.type }))
}

/** Demands an RSA key of 2048 to 8192 bits. */
export function demandFitKeySize(exhibit: Exhibit): Problem | undefined {
  const { key } = exhibit
  if (!isRsa(key) || hasFitSize(key)) return undefined
  return makeProblem('KEY_SIZE', ...concerning(exhibit, { bits: key.bits }))
}

/** Demands an RSA key with an odd public exponent from 65537 on. */
export function demandStrongExponent(exhibit: Exhibit): Problem | undefined {
  const { key } = exhibit
  if (!isRsa(key) || hasStrongExponent(key)) return undefined
  return makeProblem('WEAK_EXPONENT', ...concerning(exhibit, { exponent: String(key.exponent) }))
}

function isSelfIssued({ fields }: Exhibit): boolean {
  return Buffer.compare(fields.issuer, fields.subject) === 0
}

function isRsa({ type }: PublicKey): boolean {
  return type === 'rsa'
}

function hasFitSize({ bits }: PublicKey): boolean {
  return bits >= SHORTEST_KEY && bits <= LONGEST_KEY
}

function hasStrongExponent({ exponent }: PublicKey): boolean {
  return exponent >= SMALLEST_EXPONENT && exponent % 2n === 1n
}

/** A key that OpenSSL cannot work with throws, which means no as well. */
function verifies(x509: Exhibit['x509']): boolean {
  try {
    return x509.verify(x509.publicKey)
  } catch {
    return false
  }
}
