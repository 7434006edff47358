import { Buffer } from 'node:buffer'
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { Expectation } from '../../src/domain/certificate/check.ts'
import { isPartyId, type PartyId } from '../../src/domain/party.ts'
import { der, integer, oid, pem, sequence, time } from './der.ts'

/** The instant against which the certificates of the tests are made and judged: two weeks after they begin. */
export const NOW: number = Date.UTC(2026, 10, 15)

/** The party whose certificates these are, where nothing else is said. */
export const PARTY_ID: PartyId = aPartyId('NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae')

const DAY_MS = 86_400_000

/** One attribute of a name; `type` is the tag of its string, UTF8String where absent. */
export interface NameAttribute {
  readonly oid: string
  readonly value: string | Uint8Array
  readonly type?: number
}

export const CN = '2.5.4.3'
export const O = '2.5.4.10'

/** The keys that certificates can be made with, each generated once per run; `other` is a second good one. */
export type KeyName = 'good' | 'other' | 'rsa-1024' | 'rsa-2047' | 'exponent-3' | 'ec' | 'ed25519' | 'rsa-pss'

/** What a certificate of the tests consists of; what is not given is as Fed-BioMed makes it. */
export interface CertificateForm {
  readonly partyId?: string
  readonly commonName?: string
  readonly subject?: readonly NameAttribute[]
  /** Another name than the subject's. */
  readonly issuer?: readonly NameAttribute[]
  readonly version?: 1 | 2 | 3
  readonly digest?: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'
  readonly key?: KeyName
  /** Signs in place of the certificate's own key. */
  readonly signer?: KeyName
  /** Stands in place of the key's own public half. */
  readonly publicKeyInfo?: Uint8Array
  readonly notBefore?: number
  readonly notAfter?: number
  readonly extensions?: readonly Uint8Array[]
}

const SIGNATURE_OIDS = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha224: '1.2.840.113549.1.1.14',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
} as const

const keys = new Map<KeyName, KeyObject>()

/** What a certificate of the tests is held against: that of the one party, in `secagg-mpspdz`. */
export function anExpectation(overrides: Partial<Expectation> = {}): Expectation {
  const file = 'certificates/hospital-a.pem'
  return { partyId: PARTY_ID, profile: 'secagg-mpspdz', role: 'node', address: undefined, now: NOW, file, ...overrides }
}

/** Checks a literal id. */
export function aPartyId(text: string): PartyId {
  if (!isPartyId(text)) throw new Error(`${text} is no party id.`)
  return text
}

/** Makes a certificate as DER bytes: good, or wrong in whatever way the form says. */
export function aCertificateDer(form: CertificateForm = {}): Buffer {
  const { digest = 'sha256', key = 'good', signer = key } = form
  const algorithm = signatureAlgorithm(signer, digest)
  const subject = form.subject ?? [
    { oid: CN, value: form.commonName ?? '*' },
    { oid: O, value: form.partyId ?? PARTY_ID },
  ]
  const body = sequence(
    ...(form.version === 1 ? [] : [der(0xa0, integer((form.version ?? 3) - 1))]),
    integer(42),
    algorithm,
    name(form.issuer ?? subject),
    sequence(time(form.notBefore ?? Date.UTC(2026, 10, 1)), time(form.notAfter ?? Date.UTC(2031, 9, 31))),
    name(subject),
    form.publicKeyInfo ?? createPublicKey(privateKey(key)).export({ type: 'spki', format: 'der' }),
    ...(form.extensions === undefined ? [] : [der(0xa3, sequence(...form.extensions))]),
  )
  const signature = sign(signer === 'ed25519' ? undefined : digest, body, privateKey(signer))
  return sequence(body, algorithm, der(0x03, Buffer.from([0]), signature))
}

/** Makes a certificate as PEM text. */
export function aCertificatePem(form: CertificateForm = {}): string {
  return pem(aCertificateDer(form))
}

/** Makes a certificate that ends some days after `NOW`, or before it where negative. */
export function aCertificateEndingIn(days: number): string {
  return aCertificatePem({ notAfter: NOW + days * DAY_MS })
}

/** One of the keys, generated when first asked for. */
export function privateKey(keyName: KeyName): KeyObject {
  const known = keys.get(keyName) ?? generateKey(keyName)
  keys.set(keyName, known)
  return known
}

/** The public half of an RSA key of one's own choice, which need not exist. */
export function rsaPublicKeyInfo(modulus: Uint8Array, exponent: number): Buffer {
  const n = Buffer.from(modulus).toString('base64url')
  const e = Buffer.from([exponent >> 16, exponent >> 8, exponent]).toString('base64url')
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
  return key.export({ type: 'spki', format: 'der' })
}

/** An extension with any content. */
export function anExtension(dotted: string, value: Uint8Array, critical = false): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : []
  return sequence(oid(dotted), ...flag, der(0x04, value))
}

function generateKey(keyName: KeyName): KeyObject {
  switch (keyName) {
    case 'good':
    case 'other':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    case 'rsa-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    case 'rsa-2047':
      return generateKeyPairSync('rsa', { modulusLength: 2047 }).privateKey
    case 'exponent-3':
      return generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey
  }
}

function signatureAlgorithm(signer: KeyName, digest: keyof typeof SIGNATURE_OIDS): Buffer {
  if (signer === 'ec') return sequence(oid('1.2.840.10045.4.3.2'))
  if (signer === 'ed25519') return sequence(oid('1.3.101.112'))
  if (signer === 'rsa-pss') return sequence(oid('1.2.840.113549.1.1.10'), sequence())
  return sequence(oid(SIGNATURE_OIDS[digest]), der(0x05))
}

function name(attributes: readonly NameAttribute[]): Buffer {
  const sets = attributes.map(({ oid: dotted, value, type = 0x0c }) =>
    der(0x31, sequence(oid(dotted), der(type, Buffer.from(value)))),
  )
  return sequence(...sets)
}
