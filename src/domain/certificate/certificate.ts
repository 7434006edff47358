import { createHash } from 'node:crypto'
import { isOneSequence } from './der.ts'
import { BEGIN, decodeBase64, END } from './pem.ts'

declare const fingerprint: unique symbol
declare const verified: unique symbol

/** `SHA256:` and 64 lower-case hexadecimal digits. */
export type Fingerprint = string & { readonly [fingerprint]: true }

/**
 * One PEM block with LF line ends and one at the end, of a certificate that this process has judged and found good:
 * nothing else can be written into a registry.
 */
export type VerifiedPem = string & { readonly [verified]: true }

/** What is compared of a certificate that was judged and found good. Times are milliseconds since the epoch. */
export interface Certificate {
  /** Of the DER bytes. */
  readonly fingerprint: Fingerprint
  /** Of the DER bytes of the SubjectPublicKeyInfo. */
  readonly publicKeyHash: Fingerprint
  readonly notBefore: number
  readonly notAfter: number
}

/** A certificate that this process itself has judged: it may be registered. */
export interface VerifiedCertificate extends Certificate {
  readonly pem: VerifiedPem
}

/** The certificates that this process has judged and found good. */
export type VerifiedCertificates = ReadonlyMap<Fingerprint, VerifiedCertificate>

const PREFIX = 'SHA256:'

/** Computes the fingerprint of DER bytes. */
export function fingerprintOf(der: Uint8Array): Fingerprint {
  return (PREFIX + createHash('sha256').update(der).digest('hex')) as Fingerprint
}

/** Reads a fingerprint in any spelling in use: with or without the prefix, upper case, colons as openssl prints them. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const digits = text.replace(/^SHA-?256(?::| Fingerprint=)/i, '')
  if (!/^(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i.test(digits)) return undefined
  return (PREFIX + digits.replaceAll(':', '').toLowerCase()) as Fingerprint
}

/**
 * Reads the fingerprint of the one certificate in a PEM text, without judging it; `undefined` where anything but white
 * space stands beside it, since a second certificate would be vouched for by the first.
 *
 * @remarks Called for each row of a registry in each pass: it decodes and hashes, and no more.
 */
export function readFingerprint(pemText: string): Fingerprint | undefined {
  const begin = pemText.indexOf(BEGIN)
  const end = pemText.indexOf(END, begin)
  if (begin === -1 || end === -1) return undefined
  if (!isBlank(pemText.slice(0, begin)) || !isBlank(pemText.slice(end + END.length))) return undefined
  const der = decodeBase64(pemText.slice(begin + BEGIN.length, end).replace(/[\r\n]+/g, ''))
  return der === undefined || !isOneSequence(der) ? undefined : fingerprintOf(der)
}

const BLOCK = new RegExp(`${BEGIN}[^-]*${END}`, 'g')

/**
 * Reads the fingerprints of several certificates in one PEM text, as they stand in a row during a rotation by hand; none
 * where it holds fewer than two, or anything beside them. None of them vouches for another.
 */
export function readSeveralFingerprints(pemText: string): readonly Fingerprint[] {
  const blocks = pemText.match(BLOCK) ?? []
  if (blocks.length < 2 || !isBlank(pemText.replaceAll(BLOCK, ''))) return []
  const fingerprints = blocks.map(readFingerprint).filter((each) => each !== undefined)
  return fingerprints.length === blocks.length ? fingerprints : []
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}
