/*
 * Signatures as `ssh-keygen -Y sign` makes them (OpenSSH, PROTOCOL.sshsig), by RSA keys alone. All that such a signature
 * holds is known before it is read (version, key, namespace, hash, algorithm, and the length of what RSA gives), save the
 * signature proper at its end. So nothing is parsed: the beginning must be the one expected, byte for byte, and no length
 * that somebody else wrote is ever believed.
 */
import { Buffer } from 'node:buffer'
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

/** What the signature is good for: one made for anything else does not verify. */
export const SIGNATURE_NAMESPACE = 'fbm-gitops-observation'

const MAGIC = Buffer.from('SSHSIG')
const VERSION = 1
const HASH = 'sha512'
const ALGORITHM = 'rsa-sha2-512'

const BEGIN = '-----BEGIN SSH SIGNATURE-----\n'
const END = '-----END SSH SIGNATURE-----\n'
/** As `ssh-keygen` breaks its lines. */
const LINE_LENGTH = 70
/** More than an RSA key of 16,384 bits needs. */
const LONGEST_ARMOUR = 16 * 1024

/**
 * Signs a payload in the namespace `fbm-gitops-observation`, with SHA-512; gives the armoured text.
 *
 * @throws TypeError for a key that is no RSA key.
 */
export function signSsh(payload: Uint8Array, privateKey: KeyObject): string {
  const rsa = readRsaKey(createPublicKey(privateKey))
  if (rsa === undefined) throw new TypeError('Only an RSA key signs.')
  return armour(Buffer.concat([beginSignature(rsa), sign(HASH, toBeSigned(payload), privateKey)]))
}

/** Tells whether an armoured text is a signature of exactly this payload by exactly this key. Never throws. */
export function verifySsh(payload: Uint8Array, armoured: string, publicKey: KeyObject): boolean {
  const blob = readArmour(armoured)
  const rsa = readRsaKey(publicKey)
  if (blob === undefined || rsa === undefined) return false
  const begin = beginSignature(rsa)
  const isExpected = blob.length === begin.length + rsa.size && blob.subarray(0, begin.length).equals(begin)
  return isExpected && verify(HASH, toBeSigned(payload), publicKey, blob.subarray(begin.length))
}

/** A public key as SSH writes it, and the length of what it signs, in bytes. */
interface RsaKey {
  readonly blob: Buffer
  readonly size: number
}

function readRsaKey(publicKey: KeyObject): RsaKey | undefined {
  if (publicKey.type !== 'public' || publicKey.asymmetricKeyType !== 'rsa') return undefined
  const { e, n } = publicKey.export({ format: 'jwk' })
  if (e === undefined || n === undefined) return undefined
  const modulus = Buffer.from(n, 'base64url')
  const blob = Buffer.concat([string('ssh-rsa'), integer(Buffer.from(e, 'base64url')), integer(modulus)])
  return { blob, size: modulus.length }
}

/** All of a signature before what RSA gives. */
function beginSignature({ blob, size }: RsaKey): Buffer {
  const algorithm = string(ALGORITHM)
  return Buffer.concat([
    MAGIC,
    uint32(VERSION),
    string(blob),
    ...circumstances(),
    uint32(algorithm.length + 4 + size),
    algorithm,
    uint32(size),
  ])
}

function toBeSigned(payload: Uint8Array): Buffer {
  return Buffer.concat([MAGIC, ...circumstances(), string(createHash(HASH).update(payload).digest())])
}

/** The namespace, a field that is reserved, and the hash. */
function circumstances(): readonly Buffer[] {
  return [string(SIGNATURE_NAMESPACE), string(''), string(HASH)]
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** JWK writes no leading zeros; SSH wants one before a byte that would make the number negative. */
function integer(bytes: Buffer): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0
  return string(isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function armour(blob: Buffer): string {
  const lines = blob.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []
  return `${BEGIN}${lines.map((line) => `${line}\n`).join('')}${END}`
}

/** One blob has one text: whatever else might be read as base64 is refused by writing it again. */
function readArmour(text: string): Buffer | undefined {
  if (text.length > LONGEST_ARMOUR || !text.startsWith(BEGIN) || !text.endsWith(END)) return undefined
  const blob = Buffer.from(text.slice(BEGIN.length, -END.length), 'base64')
  return armour(blob) === text ? blob : undefined
}
