import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { readElements, readOid } from '../../../src/domain/certificate/der.ts'
import { parseX509 } from '../../../src/domain/certificate/x509.ts'
import { aCertificateDer, anExtension, CN, O, PARTY_ID } from '../../helpers/certificates.ts'
import { der, oid, sequence } from '../../helpers/der.ts'
import { suite } from '../../helpers/suite.ts'

const malformed: readonly { readonly what: string; readonly bytes: string }[] = [
  { what: 'a tag without a length', bytes: '30' },
  { what: 'a content that ends too early', bytes: '3005020101' },
  { what: 'an indefinite length', bytes: '30800201010000' },
  { what: 'a length that is not told, before many bytes', bytes: `3080${'0500'.repeat(64)}` },
  { what: 'a length in more bytes than it needs', bytes: '308103020101' },
  { what: 'a length with a leading zero', bytes: '30820003020101' },
  { what: 'a length in 127 bytes', bytes: `30ff${'ff'.repeat(127)}` },
  { what: 'a length that is cut', bytes: '3082' },
  { what: 'a tag of two bytes', bytes: '1f8101020101' },
  { what: 'a fault deep inside', bytes: '3006300430020205' },
  { what: 'a hundred levels', bytes: nest(100).toString('hex') },
]

suite('DER', (test) => {
  for (const { what, bytes } of malformed) {
    test(`is not read with ${what}`, () => {
      assert.is(readElements(Buffer.from(bytes, 'hex')), undefined)
    })
  }

  test('is read with every element that it contains', () => {
    const [outer] = readElements(sequence(sequence(oid(O)), der(0x05))) ?? []

    assert.equal(
      outer?.children.map(({ tag, children }) => [tag, children.length]),
      [
        [0x30, 1],
        [0x05, 0],
      ],
    )
  })

  test('gives object identifiers as they were written', () => {
    for (const dotted of [
      '2.5.4.10',
      '1.2.840.113549.1.1.11',
      '0.9.2342',
      '2.5.29.17',
      '1.3.6.1.4.1.99999.1',
      '2.47.1',
    ]) {
      assert.is(readOid(oid(dotted).subarray(2)), dotted)
    }
  })
})

suite('X.509 fields', (test) => {
  test('are those that the certificate was made of', () => {
    const fields = parseX509(aCertificateDer({ extensions: [anExtension('1.2.3', Buffer.from([5, 0]), true)] }))

    assert.is(fields?.version, 3)
    assert.is(fields?.signatureAlgorithm, '1.2.840.113549.1.1.11')
    assert.equal(fields?.subjectAttributes, [
      { oid: CN, tag: 0x0c, text: '*' },
      { oid: O, tag: 0x0c, text: PARTY_ID },
    ])
    assert.equal(
      fields?.extensions.map(({ oid: name, critical, value }) => [name, critical, [...value]]),
      [['1.2.3', true, [5, 0]]],
    )
    assert.equal([fields?.notBefore, fields?.notAfter], [Date.UTC(2026, 10, 1), Date.UTC(2031, 9, 31)])
  })

  test('agree with OpenSSL on the validity', () => {
    for (const notAfter of [
      Date.UTC(1951, 1, 3),
      Date.UTC(2049, 11, 31, 23, 59, 59),
      Date.UTC(2050, 0, 1),
      Date.UTC(9999, 11, 31),
    ]) {
      const bytes = aCertificateDer({ notAfter })
      assert.is(parseX509(bytes)?.notAfter, Date.parse(new X509Certificate(bytes).validTo))
    }
  })

  test('are absent, or read without an error, when any bytes are altered', () => {
    const bytes = aCertificateDer()
    const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(places, (edits) => {
        const altered = Buffer.from(bytes)
        for (const [at, byte] of edits) altered[at] = byte
        const fields = parseX509(altered)
        assert.ok(fields === undefined || Number.isFinite(fields.notAfter))
      }),
    )
  })

  test('are absent from anything cut', () => {
    const bytes = aCertificateDer()
    for (let length = 0; length < bytes.length; length += 1) assert.is(parseX509(bytes.subarray(0, length)), undefined)
  })
})

function nest(levels: number): Buffer {
  return levels === 0 ? Buffer.alloc(0) : sequence(nest(levels - 1))
}
