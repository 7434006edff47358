import { createPrivateKey, createPublicKey, generatePrimeSync, sign, type KeyObject } from 'node:crypto'

/** A certificate as Fed-BioMed makes it, and its key. */
export interface BenchCertificate {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

const EXPONENT = 65_537n
const DAY_MS = 86_400_000

/**
 * Makes distinct self-signed certificates in some milliseconds each.
 *
 * @remarks Their keys are products of a few shared primes, since 10,000 honest RSA keys take a quarter of an hour:
 * as costly to judge as any, and worthless as keys.
 */
export function* makeCertificates(partyIds: readonly string[], now: number): Generator<BenchCertificate> {
  const pairs = primePairs(partyIds.length)
  for (const [index, partyId] of partyIds.entries()) {
    const [p, q] = pairs[index] ?? [0n, 0n]
    const privateKey = makeKey(p, q)
    const der = makeCertificate(partyId, privateKey, { serial: index, now })
    yield {
      certificatePem: toPem('CERTIFICATE', der),
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
  }
}

function primePairs(count: number): readonly (readonly [bigint, bigint])[] {
  const primes: bigint[] = []
  const pairs: (readonly [bigint, bigint])[] = []
  while (pairs.length < count) {
    const prime = generatePrimeSync(1024, { bigint: true })
    if (prime % EXPONENT === 1n) continue
    pairs.push(
      ...primes.filter((other) => (other * prime).toString(2).length === 2048).map((other) => [prime, other] as const),
    )
    primes.push(prime)
  }
  return pairs
}

function makeKey(p: bigint, q: bigint): KeyObject {
  const d = invert(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: invert(q, p) }
  const key = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toBase64Url(value)]))
  return createPrivateKey({ key: { kty: 'RSA', ...key }, format: 'jwk' })
}

/** The inverse of `value`, by Euclid's extended algorithm. */
function invert(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b, x, y] = [b, a % b, y, x - quotient * y]
  }
  return ((x % modulus) + modulus) % modulus
}

function toBase64Url(value: bigint): string {
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}

function makeCertificate(
  partyId: string,
  privateKey: KeyObject,
  { serial, now }: { serial: number; now: number },
): Buffer {
  const algorithm = element(0x30, element(0x06, Buffer.from('2a864886f70d01010b', 'hex')), element(0x05))
  const name = element(0x30, attribute('550403', '*'), attribute('55040a', partyId))
  const validity = element(0x30, utcTime(now - DAY_MS), utcTime(now + 1824 * DAY_MS))
  const body = element(
    0x30,
    element(0xa0, integer(2)),
    integer(serial),
    algorithm,
    name,
    validity,
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  )
  return element(0x30, body, algorithm, element(0x03, Buffer.of(0), sign('sha256', body, privateKey)))
}

function attribute(oid: string, text: string): Buffer {
  return element(0x31, element(0x30, element(0x06, Buffer.from(oid, 'hex')), element(0x0c, Buffer.from(text))))
}

function utcTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return element(0x17, Buffer.from(`${digits}Z`))
}

function integer(value: number): Buffer {
  const digits = value.toString(16)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return element(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]))
}

/** One DER element of the parts' concatenation. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const header = length < 0x100 ? Buffer.of(tag, 0x81, length) : Buffer.of(tag, 0x82, length >> 8, length & 0xff)
  return Buffer.concat([header, content])
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
