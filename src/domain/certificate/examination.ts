import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { fingerprintOf, readFingerprint, type Fingerprint } from './certificate.ts'
import type { Exhibit, Expectation, PublicKey } from './check.ts'
import { parseX509 } from './x509.ts'

/**
 * What could be read of a file, whatever was found about it: for comparing it with others. Nothing of it is verified, and
 * it holds nothing that could be registered.
 */
export interface UnverifiedReading {
  /** Absent where the file is not one certificate and nothing else. */
  readonly fingerprint: Fingerprint | undefined
  /** As OpenSSL reads it, which passes over what stands beside a certificate. */
  readonly x509: X509Certificate | undefined
}

/** Reads the DER bytes twice, by OpenSSL and by our own reader: what either cannot read is no certificate. */
export function examine(der: Uint8Array, expectation: Expectation): Exhibit | undefined {
  const fields = parseX509(der)
  if (fields === undefined) return undefined
  const x509 = open(der)
  if (x509 === undefined) return undefined
  return { fields, x509, key: describeKey(x509), fingerprint: fingerprintOf(der), expectation }
}

/** Reads what can be read of a file that is refused before it is examined. */
export function readUnverified(bytes: Uint8Array): UnverifiedReading {
  const text = toBuffer(bytes).toString('latin1')
  return { fingerprint: readFingerprint(text), x509: open(bytes) }
}

function open(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(toBuffer(bytes))
  } catch {
    return undefined
  }
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
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
