import { Buffer } from 'node:buffer'
import * as assert from 'uvu/assert'
import { judgeCertificate } from '../../../src/domain/certificate/judge.ts'
import { aCertificateDer, aCertificatePem, anExpectation } from '../../helpers/certificates.ts'
import { pem } from '../../helpers/der.ts'
import { suite } from '../../helpers/suite.ts'

const good = aCertificatePem()
const lines = good.trimEnd().split('\n')
const lastLine = lines.length

/** Files whose envelope is wrong: the code that each gets, and the line that it is found in. */
const refused: readonly {
  readonly what: string
  readonly file: string | Buffer
  readonly code: string
  readonly line?: number
}[] = [
  { what: 'an empty file', file: '', code: 'CERTIFICATE_EMPTY', line: 1 },
  { what: 'a file of white space', file: ' \n\t\r\n', code: 'CERTIFICATE_EMPTY', line: 1 },
  { what: 'a file of 4 MB', file: Buffer.alloc(4_000_000, 'QUJD'), code: 'CERTIFICATE_TOO_BIG' },
  { what: 'a file one byte above 16 KiB', file: good.padEnd(16_385, '\n'), code: 'CERTIFICATE_TOO_BIG' },
  { what: 'binary DER', file: aCertificateDer(), code: 'CERTIFICATE_BINARY' },
  { what: 'a UTF-8 byte order mark', file: `\ufeff${good}`, code: 'CERTIFICATE_BOM', line: 1 },
  { what: 'UTF-16', file: Buffer.from(`\ufeff${good}`, 'utf16le'), code: 'CERTIFICATE_BOM', line: 1 },
  { what: 'a byte that is no ASCII', file: swap(3, 'Ä'), code: 'CERTIFICATE_NOT_ASCII', line: 4 },
  { what: 'a control character', file: swap(2, '\x1b'), code: 'CERTIFICATE_NOT_ASCII', line: 3 },
  {
    what: 'a no-break space at the end',
    file: Buffer.from(`${good}\xa0`, 'latin1'),
    code: 'CERTIFICATE_NOT_ASCII',
    line: lastLine + 1,
  },
  { what: 'a text without a block', file: 'see the other file\n', code: 'CERTIFICATE_NO_BLOCK', line: 1 },
  { what: 'base64 without a block', file: lines.slice(1, -1).join('\n'), code: 'CERTIFICATE_NO_BLOCK', line: 1 },
  { what: 'the label X509 CERTIFICATE', file: relabel('X509 CERTIFICATE'), code: 'CERTIFICATE_LABEL', line: 1 },
  { what: 'the label TRUSTED CERTIFICATE', file: relabel('TRUSTED CERTIFICATE'), code: 'CERTIFICATE_LABEL', line: 1 },
  { what: 'a lower-case label', file: relabel('certificate'), code: 'CERTIFICATE_LABEL', line: 1 },
  { what: 'a certificate request', file: relabel('CERTIFICATE REQUEST'), code: 'CERTIFICATE_LABEL', line: 1 },
  {
    what: 'a key behind the certificate',
    file: `${good}-----BEGIN RSA PRIVATE KEY-----\n`,
    code: 'CERTIFICATE_LABEL',
    line: lastLine + 1,
  },
  { what: 'two certificates', file: good + good, code: 'CERTIFICATE_SEVERAL', line: lastLine + 1 },
  { what: 'text before the certificate', file: `Bag Attributes\n${good}`, code: 'CERTIFICATE_SURROUNDED', line: 1 },
  { what: 'an empty line before it', file: `\n${good}`, code: 'CERTIFICATE_SURROUNDED', line: 1 },
  { what: 'an indented first line', file: ` ${good}`, code: 'CERTIFICATE_SURROUNDED', line: 1 },
  { what: 'text behind the first line', file: good.replace('\n', ' \n'), code: 'CERTIFICATE_SURROUNDED', line: 1 },
  { what: 'text behind the certificate', file: `${good}\nend`, code: 'CERTIFICATE_SURROUNDED', line: lastLine + 1 },
  { what: 'a certificate cut in half', file: lines.slice(0, 9).join('\n'), code: 'CERTIFICATE_CUT', line: 9 },
  {
    what: 'a last line with another label',
    file: good.replace('END CERTIFICATE', 'END X'),
    code: 'CERTIFICATE_CUT',
    line: lastLine,
  },
  {
    what: 'a header line',
    file: good.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'),
    code: 'CERTIFICATE_HEADERS',
    line: 2,
  },
  { what: 'a character outside base64', file: swap(5, '!'), code: 'CERTIFICATE_BASE64', line: 6 },
  { what: 'base64 of URLs', file: swap(5, '_'), code: 'CERTIFICATE_BASE64', line: 6 },
  { what: 'an empty line inside', file: good.replace('\n', '\n\n'), code: 'CERTIFICATE_BASE64', line: 2 },
  {
    what: 'base64 in one line',
    file: `${lines[0]}\n${lines.slice(1, -1).join('')}\n${lines.at(-1)}\n`,
    code: 'CERTIFICATE_BASE64',
    line: 2,
  },
  {
    what: 'padding in the middle',
    file: good.replace(/(?<=\n)(.{62})../, '$1=='),
    code: 'CERTIFICATE_BASE64',
    line: 2,
  },
  { what: 'a block without content', file: `${lines[0]}\n${lines.at(-1)}\n`, code: 'CERTIFICATE_BASE64', line: 2 },
  {
    what: 'a line missing in the middle',
    file: lines.filter((_, index) => index !== 7).join('\n'),
    code: 'CERTIFICATE_DAMAGED',
    line: 1,
  },
  {
    what: 'no certificate in its block',
    file: '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n',
    code: 'CERTIFICATE_DAMAGED',
    line: 1,
  },
  {
    what: 'bytes behind the certificate in its block',
    file: pem(Buffer.concat([aCertificateDer(), Buffer.alloc(3)])),
    code: 'CERTIFICATE_DAMAGED',
    line: 1,
  },
  {
    what: 'two certificates in one block',
    file: pem(Buffer.concat([aCertificateDer(), aCertificateDer()])),
    code: 'CERTIFICATE_DAMAGED',
    line: 1,
  },
]

const accepted: readonly { readonly what: string; readonly file: string }[] = [
  { what: 'LF line ends', file: good },
  { what: 'CRLF line ends', file: good.replaceAll('\n', '\r\n') },
  { what: 'no line end at the end', file: good.trimEnd() },
  { what: 'white space at the end', file: `${good}\n \t\r\n` },
  { what: 'exactly 16 KiB', file: good.padEnd(16_384, '\n') },
]

suite('envelope of a certificate', (test) => {
  for (const { what, file, code, line } of refused) {
    test(`refuses ${what}`, () => {
      const { certificate, problems } = judgeCertificate(Buffer.from(file), anExpectation())

      assert.is(certificate, undefined)
      assert.equal(
        problems.map((problem) => [problem.code, problem.place.line, problem.party]),
        [[code, line, anExpectation().partyId]],
      )
    })
  }

  for (const { what, file } of accepted) {
    test(`accepts ${what} and gives the same text`, () => {
      const { certificate, problems } = judgeCertificate(Buffer.from(file), anExpectation())

      assert.equal(problems, [])
      assert.is(certificate?.pem, good)
    })
  }

  test('reads bytes that lie inside a larger buffer', () => {
    const around = Buffer.from(`before${good}behind`)
    const { certificate } = judgeCertificate(around.subarray(6, 6 + good.length), anExpectation())

    assert.is(certificate?.pem, good)
  })
})

/** Puts another character into the middle of a line, counted from 0. */
function swap(index: number, character: string): string {
  return lines.map((line, at) => (at === index ? line.slice(0, 30) + character + line.slice(31) : line)).join('\n')
}

function relabel(label: string): string {
  return good.replaceAll(/(BEGIN|END) CERTIFICATE/g, `$1 ${label}`)
}
