import { createPublicKey, generateKeyPair, randomBytes, randomInt } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { promisify } from 'node:util'
import type { pki } from 'node-forge'

/** What Fed-BioMed puts into a certificate that it generates for a component. Times are milliseconds since the epoch. */
export interface CertificateRequest {
  /** Goes into `O`, from which the party of a certificate is known. */
  readonly partyId: string
  /** `*` for MP-SPDZ and for nodes; the server's host for the researcher's gRPC certificate. */
  readonly commonName: string
  readonly notBefore: number
  readonly notAfter: number
  /** The key to go on using, for a renewal; without it a new one is generated. */
  readonly privateKeyPem?: string
}

/** Any self-signed RSA certificate: the subject's attributes in order, and the extensions as node-forge names them. */
export interface SelfSignedRequest {
  readonly subject: readonly { readonly shortName: 'CN' | 'O'; readonly value: string }[]
  readonly extensions: readonly Readonly<Record<string, unknown>>[]
  readonly notBefore: number
  readonly notAfter: number
  readonly privateKeyPem?: string
  /** Hexadecimal; without one it is drawn as Fed-BioMed up to 6.4.1 does. */
  readonly serialNumber?: string
}

/** A certificate and the key that belongs to it, as PEM texts with LF line ends. */
export interface IssuedCertificate {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

/** RFC 5280: GeneralName `iPAddress`, as node-forge numbers it. */
const IP_ADDRESS = 7
const SERIAL_RANGE = 100_000

/**
 * Issues a certificate like the one that Fed-BioMed up to 6.4.1 generates for a component: `CN` before `O`, version 3,
 * serial below 100,000, RSA 2048 with SHA-256, and no extension but the address where `CN` is one.
 */
export async function issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
  const { partyId, commonName, ...rest } = request
  return issueSelfSigned({
    ...rest,
    subject: [
      { shortName: 'CN', value: commonName },
      { shortName: 'O', value: partyId },
    ],
    extensions: isIPv4(commonName)
      ? [{ name: 'subjectAltName', altNames: [{ type: IP_ADDRESS, ip: commonName }] }]
      : [],
  })
}

/** What the coming Fed-BioMed puts into a certificate for mutual TLS. */
export interface TlsCertificateRequest extends Pick<CertificateRequest, 'partyId' | 'notBefore' | 'notAfter'> {
  /** The researcher's server, by its name; absent for a node. */
  readonly host: string | undefined
}

/** Issues a certificate like the one that the coming Fed-BioMed generates: for one side of TLS, the server's with its names. */
export async function issueTlsCertificate({
  partyId,
  host,
  ...rest
}: TlsCertificateRequest): Promise<IssuedCertificate> {
  const isServer = host !== undefined
  const names = [
    { type: 2, value: host },
    { type: 2, value: 'localhost' },
    { type: IP_ADDRESS, ip: '127.0.0.1' },
  ]
  return issueSelfSigned({
    ...rest,
    subject: [
      { shortName: 'O', value: 'Fed-BioMed' },
      { shortName: 'CN', value: partyId },
    ],
    // 01 in front keeps the number positive and of full length.
    serialNumber: `01${randomBytes(18).toString('hex')}`,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: isServer, clientAuth: !isServer },
      ...(isServer ? [{ name: 'subjectAltName', altNames: names }] : []),
    ],
  })
}

/** Issues a self-signed certificate of any form. */
export async function issueSelfSigned(request: SelfSignedRequest): Promise<IssuedCertificate> {
  const { default: forge } = await import('node-forge')
  const privateKeyPem = request.privateKeyPem ?? (await generatePrivateKey())
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyOf(privateKeyPem))
  certificate.serialNumber = request.serialNumber ?? makeSerialNumber()
  certificate.validity.notBefore = new Date(request.notBefore)
  certificate.validity.notAfter = new Date(request.notAfter)
  const attributes = toAttributes(request.subject, forge.asn1.Type.UTF8)
  certificate.setSubject(attributes)
  certificate.setIssuer(attributes)
  certificate.setExtensions([...request.extensions])
  certificate.sign(forge.pki.privateKeyFromPem(privateKeyPem), forge.md.sha256.create())
  return { certificatePem: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), privateKeyPem }
}

/** Generates the key natively: node-forge's own generator takes ten times as long. */
async function generatePrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function publicKeyOf(privateKeyPem: string): string {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString()
}

/** Writes a whole number of bytes, with a zero byte before one that would make the DER integer negative. */
function makeSerialNumber(): string {
  const digits = randomInt(SERIAL_RANGE).toString(16)
  const bytes = digits.length % 2 === 0 ? digits : `0${digits}`
  return /^[89a-f]/.test(bytes) ? `00${bytes}` : bytes
}

/** Fed-BioMed's certificates hold UTF8String; node-forge's default PrintableString has neither `*` nor `_`. */
function toAttributes(subject: SelfSignedRequest['subject'], utf8: number): pki.CertificateField[] {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- its types take the tag for a class.
  return subject.map((attribute) => ({ ...attribute, valueTagClass: utf8 }))
}
