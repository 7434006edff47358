import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { issueCertificate } from '../../../src/demo/issue-certificate.ts'
import { fingerprintOf } from '../../../src/domain/certificate/certificate.ts'
import type { Expectation } from '../../../src/domain/certificate/check.ts'
import { judgeCertificate } from '../../../src/domain/certificate/judge.ts'
import type { Problem } from '../../../src/domain/problem.ts'
import { certificateProblems } from '../../../src/domain/problems/certificate.ts'
import {
  aCertificateDer,
  aCertificateEndingIn,
  aCertificatePem,
  anExpectation,
  anExtension,
  aPartyId,
  CN,
  NOW,
  O,
  PARTY_ID,
  rsaPublicKeyInfo,
  type CertificateForm,
  type NameAttribute,
} from '../../helpers/certificates.ts'
import { der, oid, pem, sequence } from '../../helpers/der.ts'
import { suite } from '../../helpers/suite.ts'

interface Case {
  readonly what: string
  readonly file: string
  readonly codes: readonly string[]
  readonly expectation?: Partial<Expectation>
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const wildcard = { oid: CN, value: '*' }
const organization = { oid: O, value: PARTY_ID }
const bmpString = Buffer.from(PARTY_ID, 'utf16le').swap16()
const subjectAltName = (ip: readonly number[]): Buffer => anExtension('2.5.29.17', sequence(der(0x87, Buffer.from(ip))))
const basicConstraints = (ca: number): Buffer => anExtension('2.5.29.19', sequence(der(0x01, Buffer.from([ca]))), true)
const address = { ip: '10.221.0.2', port: 14001 }

const keyUsage = (bits: number): Buffer => anExtension('2.5.29.15', der(0x03, Buffer.from([0, bits])), true)
const SIGNING = der(0x03, Buffer.from([2, 0x04]))
const NO_SIGNING = keyUsage(0xa0)
const usages = (...ids: readonly string[]): Buffer => anExtension('2.5.29.37', sequence(...ids.map(oid)))
const CLIENT = '1.3.6.1.5.5.7.3.2'
const SERVER = '1.3.6.1.5.5.7.3.1'
const RESEARCHER_ID = aPartyId('RESEARCHER_2bd34852')
const RESEARCHER = { partyId: RESEARCHER_ID, role: 'researcher' } as const
const ownName = { oid: CN, value: PARTY_ID }

function tlsSubject(name: string = PARTY_ID): NameAttribute[] {
  return [
    { oid: O, value: 'Fed-BioMed' },
    { oid: CN, value: name },
  ]
}

/** Cases of the profile `mutual-tls`: what is not given is as Fed-BioMed makes it for a node. */
function tlsCases(
  cases: readonly (readonly [
    what: string,
    form: CertificateForm,
    codes: readonly string[],
    expectation?: Partial<Expectation>,
  ])[],
): readonly Case[] {
  return cases.map(([what, form, codes, expectation]) => ({
    what: `in mutual-tls, ${what}`,
    file: aCertificatePem({ extensions: [NO_SIGNING, usages(CLIENT)], ...form }),
    codes,
    expectation: { profile: 'mutual-tls', ...expectation },
  }))
}

/** Certificates that are left out; what is not told of them is good. */
const refused: readonly Case[] = [
  {
    what: 'the certificate of another party',
    file: aCertificatePem({ partyId: 'NODE_other' }),
    codes: ['IDENTITY_OTHER'],
  },
  {
    what: 'the party id in another case',
    file: aCertificatePem({ partyId: PARTY_ID.toUpperCase() }),
    codes: ['IDENTITY_OTHER'],
  },
  {
    what: 'a party id with a space behind it',
    file: aCertificatePem({ partyId: `${PARTY_ID} ` }),
    codes: ['IDENTITY_OTHER'],
  },
  { what: 'an empty O', file: aCertificatePem({ partyId: '' }), codes: ['IDENTITY_OTHER'] },
  { what: 'no O', file: aCertificatePem({ subject: [wildcard] }), codes: ['IDENTITY_MISSING'] },
  { what: 'an empty subject', file: aCertificatePem({ subject: [] }), codes: ['IDENTITY_MISSING', 'COMMON_NAME'] },
  {
    what: 'two O, the first being right',
    file: aCertificatePem({ subject: [wildcard, organization, { oid: O, value: 'NODE_b' }] }),
    codes: ['IDENTITY_SEVERAL'],
  },
  {
    what: 'two equal O',
    file: aCertificatePem({ subject: [wildcard, organization, organization] }),
    codes: ['IDENTITY_SEVERAL'],
  },
  {
    what: 'O as a BMPString',
    file: aCertificatePem({ subject: [wildcard, { oid: O, value: bmpString, type: 0x1e }] }),
    codes: ['IDENTITY_TYPE'],
  },
  {
    what: 'O as a T61String',
    file: aCertificatePem({ subject: [wildcard, { ...organization, type: 0x14 }] }),
    codes: ['IDENTITY_TYPE'],
  },
  { what: 'O of 9 KB', file: aCertificatePem({ partyId: 'N'.repeat(5000) }), codes: ['IDENTITY_OTHER'] },
  {
    what: "the researcher's gRPC certificate",
    file: aCertificatePem({ commonName: '10.222.0.2' }),
    codes: ['COMMON_NAME'],
    expectation: { role: 'researcher' },
  },
  { what: 'no CN', file: aCertificatePem({ subject: [organization] }), codes: ['COMMON_NAME'] },
  { what: 'two CN', file: aCertificatePem({ subject: [wildcard, wildcard, organization] }), codes: ['COMMON_NAME'] },
  {
    what: 'a CN as a BMPString',
    file: aCertificatePem({ subject: [{ oid: CN, value: '\0*', type: 0x1e }, organization] }),
    codes: ['COMMON_NAME'],
  },
  {
    what: 'another issuer',
    file: aCertificatePem({ issuer: [{ oid: CN, value: 'ca' }], signer: 'other' }),
    codes: ['NOT_SELF_SIGNED'],
  },
  {
    what: 'another issuer, though signed by itself',
    file: aCertificatePem({ issuer: [organization, wildcard] }),
    codes: ['NOT_SELF_SIGNED'],
  },
  { what: 'a signature by another key', file: aCertificatePem({ signer: 'other' }), codes: ['SIGNATURE_INVALID'] },
  { what: 'one altered bit of the signature', file: alterLastByte(), codes: ['SIGNATURE_INVALID'] },
  { what: 'another algorithm inside than outside', file: alterOuterAlgorithm(), codes: ['SIGNATURE_INVALID'] },
  { what: 'MD5', file: aCertificatePem({ digest: 'md5' }), codes: ['WEAK_SIGNATURE'] },
  { what: 'SHA-1', file: aCertificatePem({ digest: 'sha1' }), codes: ['WEAK_SIGNATURE'] },
  { what: 'SHA-224', file: aCertificatePem({ digest: 'sha224' }), codes: ['WEAK_SIGNATURE'] },
  { what: 'an elliptic curve', file: aCertificatePem({ key: 'ec' }), codes: ['KEY_TYPE'] },
  { what: 'Ed25519', file: aCertificatePem({ key: 'ed25519' }), codes: ['KEY_TYPE'] },
  { what: 'RSA-PSS', file: aCertificatePem({ key: 'rsa-pss' }), codes: ['KEY_TYPE'] },
  { what: 'a key that no one knows', file: aCertificatePem({ publicKeyInfo: unknownKeyInfo() }), codes: ['KEY_TYPE'] },
  { what: 'RSA of 1024 bits', file: aCertificatePem({ key: 'rsa-1024' }), codes: ['KEY_SIZE'] },
  { what: 'RSA of 2047 bits', file: aCertificatePem({ key: 'rsa-2047' }), codes: ['KEY_SIZE'] },
  {
    what: 'RSA of 8200 bits',
    file: aCertificatePem({ publicKeyInfo: rsaPublicKeyInfo(Buffer.alloc(1025, 0xff), 65537) }),
    codes: ['KEY_SIZE'],
  },
  { what: 'the exponent 3', file: aCertificatePem({ key: 'exponent-3' }), codes: ['WEAK_EXPONENT'] },
  {
    what: 'the exponent 1',
    file: aCertificatePem({ publicKeyInfo: rsaPublicKeyInfo(Buffer.alloc(256, 0xff), 1) }),
    codes: ['SIGNATURE_INVALID', 'WEAK_EXPONENT'],
  },
  {
    what: 'an even exponent',
    file: aCertificatePem({ publicKeyInfo: rsaPublicKeyInfo(Buffer.alloc(256, 0xff), 65538) }),
    codes: ['SIGNATURE_INVALID', 'WEAK_EXPONENT'],
  },
  { what: 'a certificate that expired yesterday', file: aCertificateEndingIn(-1), codes: ['EXPIRED'] },
  {
    what: 'a certificate from tomorrow on',
    file: aCertificatePem({ notBefore: NOW + DAY_MS }),
    codes: ['NOT_YET_VALID'],
  },
  {
    what: 'a certificate from in six minutes on',
    file: aCertificatePem({ notBefore: NOW + 6 * MINUTE_MS }),
    codes: ['NOT_YET_VALID'],
  },
  {
    what: 'an end before the beginning',
    file: aCertificatePem({ notBefore: NOW - DAY_MS, notAfter: NOW - 2 * DAY_MS }),
    codes: ['VALIDITY_REVERSED', 'EXPIRED'],
  },
  {
    what: 'an end at the beginning',
    file: aCertificatePem({ notBefore: NOW, notAfter: NOW }),
    codes: ['VALIDITY_REVERSED', 'EXPIRES_IN_7_DAYS'],
  },
  {
    what: 'an unknown critical extension',
    file: aCertificatePem({ extensions: [anExtension('1.3.6.1.4.1.99999.1', sequence(), true)] }),
    codes: ['CRITICAL_EXTENSION'],
  },
  {
    what: 'a critical name constraint',
    file: aCertificatePem({ extensions: [anExtension('2.5.29.30', sequence(), true)] }),
    codes: ['CRITICAL_EXTENSION'],
  },
  {
    what: 'every fault at once',
    file: aCertificatePem({ partyId: 'x', commonName: 'x', key: 'rsa-1024', digest: 'sha1', notAfter: NOW - DAY_MS }),
    codes: ['IDENTITY_OTHER', 'WEAK_SIGNATURE', 'KEY_SIZE', 'EXPIRED', 'COMMON_NAME'],
  },
  {
    what: 'a date that does not exist',
    file: alterText('261101000000Z', '260230000000Z'),
    codes: ['CERTIFICATE_DAMAGED'],
  },
  {
    what: 'an hour that does not exist',
    file: alterText('261101000000Z', '261101240000Z'),
    codes: ['CERTIFICATE_DAMAGED'],
  },
  {
    what: 'a time with an offset in place of Z',
    file: alterText('261101000000Z', '2611010000+00'),
    codes: ['CERTIFICATE_DAMAGED'],
  },
  ...tlsCases([
    ['a CN that is not the party', { subject: tlsSubject('NODE_other') }, ['IDENTITY_OTHER']],
    ['the party in O, as before', { extensions: [] }, ['CERTIFICATE_OLDER_FORM']],
    ['the party in O, with the usage of a node', {}, ['CERTIFICATE_OLDER_FORM']],
    ['another O', { subject: [{ oid: O, value: 'fed-biomed' }, ownName] }, ['ORGANIZATION_OTHER']],
    ['no O', { subject: [ownName] }, ['ORGANIZATION_OTHER']],
    ['two O', { subject: [{ oid: O, value: 'Fed-BioMed' }, ...tlsSubject()] }, ['ORGANIZATION_OTHER']],
    [
      'another O and another CN',
      {
        subject: [
          { oid: O, value: 'ACME' },
          { oid: CN, value: 'x' },
        ],
      },
      ['IDENTITY_OTHER', 'ORGANIZATION_OTHER'],
    ],
    ['two CN', { subject: [...tlsSubject(), ownName] }, ['IDENTITY_SEVERAL']],
    [
      'CA:TRUE',
      { subject: tlsSubject(), extensions: [basicConstraints(0xff), usages(CLIENT)] },
      ['CERTIFICATE_MAY_SIGN'],
    ],
    [
      'the right to sign certificates',
      { subject: tlsSubject(), extensions: [keyUsage(0x04), usages(CLIENT)] },
      ['CERTIFICATE_MAY_SIGN'],
    ],
    // gRPC lets who holds the key of such a certificate in as any other node.
    [
      'no key usage',
      { subject: tlsSubject(), extensions: [basicConstraints(0), usages(CLIENT)] },
      ['CERTIFICATE_PLAIN'],
    ],
    [
      'a key usage that is no string of bits',
      { subject: tlsSubject(), extensions: [anExtension('2.5.29.15', der(0x23, SIGNING)), usages(CLIENT)] },
      ['CERTIFICATE_PLAIN'],
    ],
    // gRPC then refuses every certificate that it was given together with this one.
    ['version 1 with extensions', { subject: tlsSubject(), version: 1 }, ['VERSION_OLD', 'CERTIFICATE_PLAIN']],
    ['version 2', { subject: tlsSubject(), version: 2 }, ['VERSION_OLD', 'CERTIFICATE_PLAIN']],
    [
      'two key usages',
      { subject: tlsSubject(), extensions: [NO_SIGNING, keyUsage(0x04), usages(CLIENT)] },
      ['CERTIFICATE_DAMAGED'],
    ],
    [
      'two usages of TLS',
      { subject: tlsSubject(), extensions: [NO_SIGNING, usages(CLIENT), usages(SERVER)] },
      ['CERTIFICATE_DAMAGED'],
    ],
    [
      'an extension that is no DER',
      {
        subject: tlsSubject(),
        extensions: [NO_SIGNING, usages(CLIENT), anExtension('2.5.29.17', Buffer.from([1, 2, 3]))],
      },
      ['CERTIFICATE_DAMAGED'],
    ],
    ['no extension', { subject: tlsSubject(), extensions: [] }, ['CERTIFICATE_PLAIN']],
    ['version 1', { subject: tlsSubject(), extensions: [], version: 1 }, ['VERSION_OLD', 'CERTIFICATE_PLAIN']],
    ['the usage of a server', { subject: tlsSubject(), extensions: [NO_SIGNING, usages(SERVER)] }, ['TLS_ROLE_OTHER']],
    [
      'a usage of neither side',
      { subject: tlsSubject(), extensions: [NO_SIGNING, usages('1.3.6.1.5.5.7.3.4')] },
      ['TLS_ROLE_OTHER'],
    ],
    ['an empty usage', { subject: tlsSubject(), extensions: [NO_SIGNING, usages()] }, ['TLS_ROLE_OTHER']],
    ['the usage of a client, of a researcher', { subject: tlsSubject(RESEARCHER_ID) }, ['TLS_ROLE_OTHER'], RESEARCHER],
  ]),
]

/** Certificates that are registered, some with a warning. */
const accepted: readonly Case[] = [
  { what: 'SHA-384', file: aCertificatePem({ digest: 'sha384' }), codes: [] },
  { what: 'SHA-512', file: aCertificatePem({ digest: 'sha512' }), codes: [] },
  {
    what: 'O as a PrintableString',
    file: aCertificatePem({ subject: [wildcard, { ...organization, type: 0x13 }] }),
    codes: [],
  },
  { what: 'a beginning in five minutes', file: aCertificatePem({ notBefore: NOW + 5 * MINUTE_MS }), codes: [] },
  { what: 'an end in this very second', file: aCertificateEndingIn(0), codes: ['EXPIRES_IN_7_DAYS'] },
  { what: 'an end in 6 days', file: aCertificateEndingIn(6), codes: ['EXPIRES_IN_7_DAYS'] },
  { what: 'an end in 7 days', file: aCertificateEndingIn(7), codes: ['EXPIRES_IN_30_DAYS'] },
  { what: 'an end in 29 days', file: aCertificateEndingIn(29), codes: ['EXPIRES_IN_30_DAYS'] },
  { what: 'an end in 30 days', file: aCertificateEndingIn(30), codes: ['EXPIRES_IN_90_DAYS'] },
  { what: 'an end in 90 days', file: aCertificateEndingIn(90), codes: [] },
  { what: 'ten years', file: aCertificatePem({ notAfter: Date.UTC(2036, 10, 1) }), codes: [] },
  { what: 'more than ten years', file: aCertificatePem({ notAfter: Date.UTC(2036, 10, 2) }), codes: ['VALIDITY_LONG'] },
  { what: 'an end after 2049', file: aCertificatePem({ notAfter: Date.UTC(2051, 0, 1) }), codes: ['VALIDITY_LONG'] },
  { what: 'version 1', file: aCertificatePem({ version: 1 }), codes: ['VERSION_OLD'] },
  { what: 'version 2', file: aCertificatePem({ version: 2 }), codes: ['VERSION_OLD'] },
  {
    what: 'CA:TRUE',
    file: aCertificatePem({ extensions: [basicConstraints(0xff)] }),
    codes: ['CERTIFICATE_AUTHORITY'],
  },
  {
    what: 'a critical CA:FALSE',
    file: aCertificatePem({ extensions: [anExtension('2.5.29.19', sequence(), true)] }),
    codes: [],
  },
  {
    what: 'an unknown extension that is not critical',
    file: aCertificatePem({ extensions: [anExtension('1.3.6.1.4.1.99999.1', sequence())] }),
    codes: [],
  },
  {
    what: 'another IP address than declared',
    file: aCertificatePem({ extensions: [subjectAltName([10, 221, 0, 9])] }),
    codes: ['SAN_OTHER_IP'],
    expectation: { address },
  },
  {
    what: 'the declared IP address',
    file: aCertificatePem({ extensions: [subjectAltName([10, 221, 0, 2])] }),
    codes: [],
    expectation: { address },
  },
  { what: 'an IP address declared where it has none', file: aCertificatePem(), codes: [], expectation: { address } },
  {
    what: 'an IP address where none is declared',
    file: aCertificatePem({ extensions: [subjectAltName([10, 221, 0, 9])] }),
    codes: [],
  },
  {
    what: 'in party, any CN',
    file: aCertificatePem({ commonName: 'localhost' }),
    codes: [],
    expectation: { profile: 'party' },
  },
  ...tlsCases([
    ['the party as CN and the usage of a client', { subject: tlsSubject() }, []],
    ['CN before O', { subject: tlsSubject().reverse() }, []],
    [
      'CA:FALSE and the right to sign data',
      { subject: tlsSubject(), extensions: [basicConstraints(0), keyUsage(0xa0), usages(CLIENT)] },
      [],
    ],
    [
      'the usage of a server, of a researcher',
      { subject: tlsSubject(RESEARCHER_ID), extensions: [NO_SIGNING, usages(SERVER)] },
      [],
      RESEARCHER,
    ],
    ['both usages', { subject: tlsSubject(), extensions: [NO_SIGNING, usages(CLIENT, SERVER)] }, ['TLS_ROLE_OPEN']],
    ['any usage', { subject: tlsSubject(), extensions: [NO_SIGNING, usages('2.5.29.37.0')] }, ['TLS_ROLE_OPEN']],
    ['no usage of TLS', { subject: tlsSubject(), extensions: [NO_SIGNING] }, ['TLS_ROLE_OPEN']],
  ]),
]

suite('judgement of a certificate', (test) => {
  test('keeps what a refused file holds, for comparing, and nothing that could be registered', () => {
    const file = aCertificatePem()
    const behindSpace = judgeCertificate(Buffer.from(`\n${file}`), anExpectation())
    const behindText = judgeCertificate(Buffer.from(`text\n${file}`), anExpectation())
    const good = judgeCertificate(Buffer.from(file), anExpectation())

    assert.equal([behindSpace.certificate, behindText.certificate], [undefined, undefined])
    assert.is(behindSpace.unverified.fingerprint, good.certificate?.fingerprint)
    assert.is(behindText.unverified.fingerprint, undefined)
    assert.is(behindText.unverified.x509?.fingerprint256, good.unverified.x509?.fingerprint256)
    assert.equal(Object.keys(good.unverified).sort(), ['fingerprint', 'x509'])
  })

  for (const { what, file, codes, expectation } of refused) {
    test(`refuses ${what}`, () => {
      const { certificate, problems } = judge(file, expectation)

      assert.equal(codesOf(problems), codes)
      assert.is(certificate, undefined)
      assert.ok(problems.some(({ severity, exitCode }) => severity === 'error' && exitCode === 21))
    })
  }

  for (const { what, file, codes, expectation } of accepted) {
    test(`accepts ${what}${codes.length === 0 ? '' : ` with ${codes.join()}`}`, () => {
      const { certificate, problems } = judge(file, expectation)

      assert.equal(codesOf(problems), codes)
      assert.is(certificate?.pem, file)
      assert.ok(problems.every(({ severity }) => severity === 'warning'))
    })
  }

  test('tells fingerprint, key and validity of a good certificate', () => {
    const { certificate } = judge(aCertificatePem())

    assert.is(certificate?.fingerprint, fingerprintOf(aCertificateDer()))
    assert.is(certificate?.notBefore, Date.UTC(2026, 10, 1))
    assert.is(certificate?.notAfter, Date.UTC(2031, 9, 31))
  })

  test('gives a renewed certificate another fingerprint and the same public-key hash', async () => {
    const request = { partyId: PARTY_ID, commonName: '*', notBefore: NOW, notAfter: NOW + 365 * DAY_MS }
    const first = await issueCertificate(request)
    const second = await issueCertificate({
      ...request,
      notAfter: NOW + 366 * DAY_MS,
      privateKeyPem: first.privateKeyPem,
    })
    const [before, after] = [first, second].map(({ certificatePem }) => judge(certificatePem).certificate)

    assert.is(before?.publicKeyHash, after?.publicKeyHash)
    assert.is.not(before?.fingerprint, after?.fingerprint)
  })

  test('names the party, the file and its first line in every problem', () => {
    const file = 'certificates/b.pem'
    const { problems } = judge(aCertificatePem({ partyId: 'x', digest: 'md5' }), { file })

    assert.is(problems.length, 2)
    for (const { party, place } of problems) assert.equal([party, place], [PARTY_ID, { file, line: 1, column: 1 }])
  })

  test('shows an identity full of control characters escaped and cut', () => {
    const { problems } = judge(aCertificatePem({ partyId: `\x1b]0;x\x07::error::${'y'.repeat(4000)}` }))

    assert.not.match(problems[0]?.message ?? '', /\p{Cc}/u)
    assert.ok((problems[0]?.message.length ?? 999) < 400)
  })

  test('provokes every kind of problem here or in the test of the envelope', () => {
    const here = readFileSync(new URL(import.meta.url), 'utf8')
    const envelope = readFileSync(new URL('envelope.test.ts', import.meta.url), 'utf8')
    const untested = Object.keys(certificateProblems).filter((code) => !(here + envelope).includes(`'${code}'`))

    assert.equal(untested, [])
  })
})

function judge(file: string, expectation: Partial<Expectation> = {}): ReturnType<typeof judgeCertificate> {
  return judgeCertificate(Buffer.from(file), anExpectation(expectation))
}

function codesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code }) => code)
}

function alterLastByte(): string {
  const bytes = aCertificateDer()
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  return pem(bytes)
}

/** Makes the outer algorithm SHA-384, while the signed body says SHA-256. */
function alterOuterAlgorithm(): string {
  const bytes = aCertificateDer()
  const sha256 = Buffer.from('2a864886f70d01010b', 'hex')
  bytes.writeUInt8(0x0c, bytes.lastIndexOf(sha256) + 8)
  return pem(bytes)
}

/** Replaces a text of the same length, which breaks the signature. */
function alterText(before: string, after: string): string {
  const bytes = aCertificateDer()
  bytes.write(after, bytes.indexOf(before), 'latin1')
  return pem(bytes)
}

function unknownKeyInfo(): Buffer {
  return sequence(sequence(der(0x06, Buffer.from([0x2a, 0x03, 0x04]))), der(0x03, Buffer.from([0, 1, 2, 3])))
}
