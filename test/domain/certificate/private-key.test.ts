import { Buffer } from 'node:buffer'
import type { KeyObject } from 'node:crypto'
import * as assert from 'uvu/assert'
import { holdsPrivateKey } from '../../../src/domain/certificate/private-key.ts'
import { aCertificateDer, aCertificatePem, privateKey } from '../../helpers/certificates.ts'
import { der, integer, oid, pem, sequence } from '../../helpers/der.ts'
import { suite } from '../../helpers/suite.ts'

const rsa = privateKey('good')
const ec = privateKey('ec')
const pkcs8Pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString()
const encrypted = { cipher: 'aes-256-cbc', passphrase: 'x' } as const
const pkcs7Data = sequence(oid('1.2.840.113549.1.7.1'), der(0xa0, der(0x04, Buffer.alloc(40))))
const pkcs12 = sequence(integer(3), pkcs7Data)

const keys: readonly { readonly what: string; readonly file: string | Buffer }[] = [
  { what: 'PKCS#8 as PEM', file: pkcs8Pem },
  { what: 'PKCS#1 as PEM', file: rsa.export({ type: 'pkcs1', format: 'pem' }) },
  { what: 'SEC 1 as PEM', file: ec.export({ type: 'sec1', format: 'pem' }) },
  { what: 'encrypted PKCS#8 as PEM', file: rsa.export({ type: 'pkcs8', format: 'pem', ...encrypted }) },
  { what: 'an OpenSSH key', file: '-----BEGIN OPENSSH PRIVATE KEY-----\n' },
  { what: 'a PGP key', file: '-----BEGIN PGP PRIVATE KEY BLOCK-----\n' },
  { what: 'a label in lower case', file: '-----begin private key-----\n' },
  { what: 'a label with other spacing', file: '-----  BEGIN   RSA\tPRIVATE  KEY -----\n' },
  { what: 'a label across lines', file: '-----BEGIN RSA\nPRIVATE KEY-----\n' },
  { what: 'a key behind a certificate', file: aCertificatePem() + pkcs8Pem },
  { what: 'a key deep inside YAML', file: `nodes:\n  - note: |\n${pkcs8Pem.replaceAll(/^/gm, '      ')}` },
  { what: 'a key as UTF-16', file: Buffer.from(pkcs8Pem, 'utf16le') },
  ...['', 'RSA ', 'EC ', 'OPENSSH '].map((kind) => ({
    what: `${kind}PEM in base64, as in a Secret of Kubernetes`,
    file: `data:\n  tls.key: ${Buffer.from(`-----BEGIN ${kind}PRIVATE KEY-----\nMIIB`).toString('base64')}\n`,
  })),
  { what: 'PKCS#8 under the label of a certificate', file: pem(exportDer(rsa, 'pkcs8')) },
  { what: 'PKCS#1 under the label of a certificate', file: pem(exportDer(rsa, 'pkcs1')) },
  { what: 'PKCS#12 under another label', file: pem(pkcs12, 'PKCS12') },
  { what: 'PKCS#8 as DER', file: exportDer(rsa, 'pkcs8') },
  { what: 'PKCS#8 of Ed25519 as DER', file: exportDer(privateKey('ed25519'), 'pkcs8') },
  { what: 'PKCS#1 as DER', file: exportDer(rsa, 'pkcs1') },
  { what: 'SEC 1 as DER', file: exportDer(ec, 'sec1') },
  { what: 'encrypted PKCS#8 as DER', file: rsa.export({ type: 'pkcs8', format: 'der', ...encrypted }) },
  { what: 'PKCS#12', file: pkcs12 },
  {
    what: 'PKCS#12 with indefinite lengths',
    file: Buffer.concat([Buffer.from('308002010330800609', 'hex'), pkcs7Data.subarray(4), Buffer.alloc(8)]),
  },
]

const others: readonly { readonly what: string; readonly file: string | Buffer }[] = [
  { what: 'a certificate', file: aCertificatePem() },
  { what: 'a certificate as DER', file: aCertificateDer() },
  { what: 'a public key in base64', file: Buffer.from('-----BEGIN PUBLIC KEY-----\nMIIB\n').toString('base64') },
  { what: 'a public key', file: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n' },
  { what: 'a manifest', file: 'apiVersion: fbm-gitops/v1\nfederation: no-private-key\n' },
  { what: 'a text that speaks of private keys', file: 'Never commit a private key here.\n' },
  { what: 'an empty file', file: '' },
]

suite('search for private keys', (test) => {
  for (const { what, file } of keys) {
    test(`finds ${what}`, () => {
      assert.ok(holdsPrivateKey(Buffer.from(file)))
    })
  }

  for (const { what, file } of others) {
    test(`finds none in ${what}`, () => {
      assert.not.ok(holdsPrivateKey(Buffer.from(file)))
    })
  }

  test('takes no longer than a second for 4 MB made to be slow', () => {
    const texts = ['-', '-----BEGIN ', '- BEGIN PRIVATE ', '-----BEGIN X-----', ' '].map((text) =>
      text.repeat(4_000_000 / text.length),
    )
    const start = process.cpuUsage().user

    for (const text of texts) assert.not.ok(holdsPrivateKey(Buffer.from(text)))
    assert.ok(process.cpuUsage().user - start < 5_000_000)
  })
})

function exportDer(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Buffer {
  return key.export({ type, format: 'der' })
}
