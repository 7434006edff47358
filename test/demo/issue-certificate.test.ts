import { Buffer } from 'node:buffer'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import * as assert from 'uvu/assert'
import { issueCertificate, issueSelfSigned, type IssuedCertificate } from '../../src/demo/issue-certificate.ts'
import { judgeCertificate } from '../../src/domain/certificate/judge.ts'
import { parseX509 } from '../../src/domain/certificate/x509.ts'
import { anExpectation, NOW, PARTY_ID } from '../helpers/certificates.ts'
import { suite } from '../helpers/suite.ts'

const YEARS_MS = 5 * 365 * 86_400_000
const request = { partyId: PARTY_ID, commonName: '*', notBefore: NOW, notAfter: NOW + YEARS_MS }

suite('issued certificate', (test) => {
  test('is what Fed-BioMed itself makes', async () => {
    const issued = await issueCertificate(request)
    const fields = parseX509(readPem(issued).raw)

    assert.equal(
      fields?.subjectAttributes.map(({ oid, tag, text }) => [oid, tag, text]),
      [
        ['2.5.4.3', 0x0c, '*'],
        ['2.5.4.10', 0x0c, PARTY_ID],
      ],
    )
    assert.is(fields?.version, 3)
    assert.is(fields?.signatureAlgorithm, '1.2.840.113549.1.1.11')
    assert.equal(fields?.extensions, [])
    assert.equal([fields?.notBefore, fields?.notAfter], [NOW, NOW + YEARS_MS])
    assert.equal(readPem(issued).publicKey.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65537n })
    assert.match(
      issued.certificatePem,
      /^-----BEGIN CERTIFICATE-----\n(?:.{64}\n)*.{1,64}\n-----END CERTIFICATE-----\n$/,
    )
    assert.match(issued.privateKeyPem, /^-----BEGIN PRIVATE KEY-----\n/)
  })

  test('passes judgement without a warning', async () => {
    const { certificatePem } = await issueCertificate(request)

    assert.equal(judgeCertificate(Buffer.from(certificatePem), anExpectation()).problems, [])
  })

  test('belongs to its private key', async () => {
    const issued = await issueCertificate(request)

    assert.ok(readPem(issued).checkPrivateKey(createPrivateKey(issued.privateKeyPem)))
  })

  test('goes on with a given key', async () => {
    const first = await issueCertificate(request)
    const second = await issueCertificate({ ...request, privateKeyPem: first.privateKeyPem })

    assert.is(second.privateKeyPem, first.privateKeyPem)
    assert.ok(readPem(second).checkPrivateKey(createPrivateKey(first.privateKeyPem)))
  })

  test('names its host as an address where that is one', async () => {
    const { privateKeyPem } = await issueCertificate(request)
    const [byIp, byName] = await Promise.all(
      ['10.222.0.2', 'localhost'].map((commonName) => issueCertificate({ ...request, commonName, privateKeyPem })),
    )

    assert.is(byIp && readPem(byIp).subjectAltName, 'IP Address:10.222.0.2')
    assert.is(byName && readPem(byName).subjectAltName, undefined)
  })

  test('has a positive serial number below 100,000', async () => {
    const { privateKeyPem } = await issueCertificate(request)
    for (let count = 0; count < 30; count += 1) {
      const { serialNumber } = readPem(await issueCertificate({ ...request, privateKeyPem }))
      assert.match(serialNumber, /^[0-9A-F]{1,6}$/)
      assert.ok(Number.parseInt(serialNumber, 16) < 100_000)
    }
  })

  test('carries the extensions that are asked for', async () => {
    const issued = await issueSelfSigned({
      subject: [{ shortName: 'O', value: 'Fed-BioMed' }],
      extensions: [{ name: 'basicConstraints', cA: false, critical: true }],
      notBefore: NOW,
      notAfter: NOW + YEARS_MS,
    })

    assert.equal(
      parseX509(readPem(issued).raw)?.extensions.map(({ oid, critical }) => [oid, critical]),
      [['2.5.29.19', true]],
    )
  })
})

function readPem({ certificatePem }: IssuedCertificate): X509Certificate {
  return new X509Certificate(certificatePem)
}
