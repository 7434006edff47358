import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

/** A certificate with its key, as PEM texts. */
export interface TlsIdentity {
  readonly certificate: string
  readonly key: string
}

/** An authority of a test, that vouches for servers on the loopback. */
export interface TestAuthority {
  readonly certificate: string
  /** Issues a certificate for 127.0.0.1 and localhost; `expired` ended yesterday. */
  readonly issue: (state?: 'valid' | 'expired') => TlsIdentity
}

const DAY_MS = 86_400_000
const IP_ADDRESS = 7
const DNS_NAME = 2

/** Makes an authority that nobody else knows. */
export function makeAuthority(): TestAuthority {
  const pair = generatePair()
  const name = [{ shortName: 'CN', value: 'Hospital Authority' }]
  const extensions = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]
  const certificate = sign({ pair, signer: pair, subject: name, issuer: name, extensions, days: [-30, 365] })
  return {
    certificate,
    issue: (state = 'valid') => {
      const own = generatePair()
      const subject = [{ shortName: 'CN', value: 'localhost' }]
      const altNames = [
        { type: IP_ADDRESS, ip: '127.0.0.1' },
        { type: DNS_NAME, value: 'localhost' },
      ]
      const days: readonly [number, number] = state === 'valid' ? [-2, 30] : [-20, -1]
      const leaf = [{ name: 'subjectAltName', altNames }]
      return {
        certificate: sign({ pair: own, signer: pair, subject, issuer: name, extensions: leaf, days }),
        key: own.key,
      }
    },
  }
}

interface Pair {
  readonly key: string
  readonly publicKey: string
}

interface Signing {
  readonly pair: Pair
  readonly signer: Pair
  readonly subject: forge.pki.CertificateField[]
  readonly issuer: forge.pki.CertificateField[]
  readonly extensions: Readonly<Record<string, unknown>>[]
  readonly days: readonly [number, number]
}

let serial = 1

function sign({ pair, signer, subject, issuer, extensions, days: [from, to] }: Signing): string {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey)
  serial += 1
  certificate.serialNumber = serial.toString(16).padStart(4, '0')
  certificate.validity.notBefore = new Date(Date.now() + from * DAY_MS)
  certificate.validity.notAfter = new Date(Date.now() + to * DAY_MS)
  certificate.setSubject(subject)
  certificate.setIssuer(issuer)
  certificate.setExtensions(extensions)
  certificate.sign(forge.pki.privateKeyFromPem(signer.key), forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

function generatePair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
