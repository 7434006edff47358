import * as assert from 'uvu/assert'
import { fingerprintOf, parseFingerprint, readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import { normalisePem } from '../../../src/domain/certificate/pem.ts'
import { aCertificateDer, aCertificatePem } from '../../helpers/certificates.ts'
import { pem } from '../../helpers/der.ts'
import { suite } from '../../helpers/suite.ts'

const hex = '0123456789abcdef'.repeat(4)
const colons = hex.replaceAll(/..(?=.)/g, '$&:')
const good = aCertificatePem()
const own = fingerprintOf(aCertificateDer())

const spellings: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'the form that we write', text: `SHA256:${hex}` },
  { what: 'bare digits', text: hex },
  { what: 'upper case', text: `SHA256:${hex.toUpperCase()}` },
  { what: 'colons', text: colons },
  { what: 'colons and a prefix', text: `sha256:${colons.toUpperCase()}` },
  { what: 'what openssl 1.1 prints', text: `SHA256 Fingerprint=${colons.toUpperCase()}` },
  { what: 'what openssl 3 prints', text: `sha256 Fingerprint=${colons.toUpperCase()}` },
]

const noFingerprints: readonly string[] = [
  '',
  'SHA256:',
  `SHA256:${hex}0`,
  hex.slice(1),
  hex.replace('a', 'g'),
  `SHA1:${hex}`,
  `${hex}\n`,
  ` ${hex}`,
  `${colons}:`,
  colons.replace(':', '::'),
  hex.replace('1', '1:'),
]

const readable: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'a certificate as Fed-BioMed stores it', text: good },
  { what: 'CRLF line ends', text: good.replaceAll('\n', '\r\n') },
  {
    what: 'a certificate in one line',
    text: good
      .split('\n')
      .map((line) => (line.startsWith('-') ? `\n${line}\n` : line))
      .join(''),
  },
  { what: 'no line end at the end', text: good.trimEnd() },
]

const unreadable: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'an empty text', text: '' },
  { what: 'junk', text: 'junk' },
  { what: 'a block of another label', text: good.replaceAll('CERTIFICATE', 'PUBLIC KEY') },
  { what: 'a certificate without its end', text: good.slice(0, 400) },
  { what: 'an end before the beginning', text: '-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n' },
  { what: 'a character outside base64', text: good.replace('MII', 'MI!') },
  {
    what: 'bits left over in the base64',
    text: pem(Buffer.from('30020500', 'hex')).replace('AA==', 'AB=='),
  },
  { what: 'two certificates', text: good + aCertificatePem({ partyId: 'NODE_b' }) },
  { what: 'text around the certificate', text: `subject: x\n${good}the end` },
  { what: 'an empty block', text: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' },
  { what: 'bytes that are no DER', text: pem(Buffer.from('hello')) },
  { what: 'a cut certificate', text: pem(aCertificateDer().subarray(0, 300)) },
  { what: 'bytes behind the certificate', text: pem(Buffer.concat([aCertificateDer(), Buffer.alloc(1)])) },
]

suite('fingerprint of a certificate', (test) => {
  test('is SHA256: and lower-case digits', () => {
    assert.is(
      fingerprintOf(new Uint8Array()),
      'SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })

  for (const { what, text } of spellings) {
    test(`is read from ${what}`, () => {
      assert.is(parseFingerprint(text), `SHA256:${hex}`)
    })
  }

  for (const text of noFingerprints) {
    test(`is not read from ${JSON.stringify(text)}`, () => {
      assert.is(parseFingerprint(text), undefined)
    })
  }

  for (const { what, text } of readable) {
    test(`is found in a registry's row with ${what}`, () => {
      assert.is(readFingerprint(text), own)
    })
  }

  for (const { what, text } of unreadable) {
    test(`is absent from a registry's row with ${what}`, () => {
      assert.is(readFingerprint(text), undefined)
    })
  }
})

suite('PEM text', (test) => {
  test('gets LF line ends and one at its end', () => {
    for (const text of [good, good.replaceAll('\n', '\r\n'), good.trimEnd(), `${good}\r\n \n`]) {
      assert.is(normalisePem(text), good)
    }
  })
})
