import { Buffer } from 'node:buffer'
import { makeProblem, type Place, type Problem } from '../problem.ts'
import type { Expectation } from './check.ts'
import { isOneSequence } from './der.ts'
import { BEGIN, decodeBase64, END, normalisePem } from './pem.ts'

/** The DER bytes of the one certificate in a file, and its PEM text with LF line ends. */
export interface Content {
  readonly der: Uint8Array
  readonly pem: string
}

/** A file before it is opened; `text` has one character for each byte, `lines` are those of the normalised text. */
interface Envelope {
  readonly bytes: Uint8Array
  readonly text: string
  readonly lines: readonly string[]
  readonly labels: readonly { readonly label: string; readonly line: number }[]
  readonly owner: Expectation
}

/** What a problem is made of besides its code. */
type Particulars<Facts> = readonly [place: Place, facts: Facts & { readonly owner: Expectation }]

type EnvelopeCheck = (envelope: Envelope) => Problem | undefined

/** The size up to which the file of a certificate is looked into, in bytes. */
export const LARGEST_CERTIFICATE: number = 16 * 1024

const LONGEST_LINE = 76
const BYTE_ORDER_MARK = /^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)/

/** In this order, since each relies on those before it: the first fault is the one that is told. */
const CHECKS: readonly EnvelopeCheck[] = [
  demandSmallFile,
  demandContent,
  demandText,
  demandNoByteOrderMark,
  demandAscii,
  demandBlock,
  demandCertificateLabel,
  demandOneBlock,
  demandBlockFirst,
  demandEnd,
  demandBlockLast,
  demandNoHeaders,
  demandBase64Lines,
]

/**
 * Opens a certificate's file: exactly one CERTIFICATE block, and nothing else but white space at the end.
 *
 * @remarks Stricter than OpenSSL, which reads the first of two certificates and skips the text around them: what was
 * reviewed must be the whole of what is registered.
 */
export function openEnvelope(bytes: Uint8Array, owner: Expectation): Content | Problem {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const pem = normalisePem(text)
  const envelope = { bytes, text, lines: pem.slice(0, -1).split('\n'), labels: findLabels(pem), owner }
  for (const check of CHECKS) {
    const problem = check(envelope)
    if (problem !== undefined) return problem
  }
  const der = decodeBase64(envelope.lines.slice(1, -1).join(''))
  return der === undefined ? makeProblem('CERTIFICATE_BASE64', ...inLine(envelope, 1, {})) : { der, pem }
}

function demandSmallFile({ bytes, owner }: Envelope): Problem | undefined {
  if (bytes.length <= LARGEST_CERTIFICATE) return undefined
  return makeProblem(
    'CERTIFICATE_TOO_BIG',
    { file: owner.file },
    { owner, size: bytes.length, limit: LARGEST_CERTIFICATE },
  )
}

function demandContent(envelope: Envelope): Problem | undefined {
  const { text } = envelope
  return text.trim() === '' ? makeProblem('CERTIFICATE_EMPTY', ...inLine(envelope, 0, {})) : undefined
}

function demandText({ bytes, owner }: Envelope): Problem | undefined {
  return isOneSequence(bytes) ? makeProblem('CERTIFICATE_BINARY', { file: owner.file }, { owner }) : undefined
}

function demandNoByteOrderMark(envelope: Envelope): Problem | undefined {
  const { text } = envelope
  return BYTE_ORDER_MARK.test(text) ? makeProblem('CERTIFICATE_BOM', ...inLine(envelope, 0, {})) : undefined
}

function demandAscii(envelope: Envelope): Problem | undefined {
  const { text } = envelope
  const found = /[^\t\n\r\x20-\x7e]/.exec(text)
  if (found === null) return undefined
  const line = lineOf(text, found.index)
  return makeProblem('CERTIFICATE_NOT_ASCII', ...inLine(envelope, line, { byte: found[0].charCodeAt(0) }))
}

function demandBlock(envelope: Envelope): Problem | undefined {
  const { labels } = envelope
  return labels.length === 0 ? makeProblem('CERTIFICATE_NO_BLOCK', ...inLine(envelope, 0, {})) : undefined
}

function demandCertificateLabel(envelope: Envelope): Problem | undefined {
  const { labels } = envelope
  const other = labels.find(({ label }) => label !== 'CERTIFICATE')
  if (other === undefined) return undefined
  return makeProblem('CERTIFICATE_LABEL', ...inLine(envelope, other.line, { label: other.label }))
}

function demandOneBlock(envelope: Envelope): Problem | undefined {
  const { labels } = envelope
  const second = labels[1]
  if (second === undefined) return undefined
  return makeProblem('CERTIFICATE_SEVERAL', ...inLine(envelope, second.line, { count: labels.length }))
}

function demandBlockFirst(envelope: Envelope): Problem | undefined {
  const { lines } = envelope
  if (lines[0] === BEGIN) return undefined
  return makeProblem('CERTIFICATE_SURROUNDED', ...inLine(envelope, 0, { where: 'before' }))
}

function demandEnd(envelope: Envelope): Problem | undefined {
  const { lines } = envelope
  if (lines.includes(END)) return undefined
  return makeProblem('CERTIFICATE_CUT', ...inLine(envelope, lines.length - 1, {}))
}

function demandBlockLast(envelope: Envelope): Problem | undefined {
  const { lines } = envelope
  const end = lines.indexOf(END)
  if (end === lines.length - 1) return undefined
  return makeProblem('CERTIFICATE_SURROUNDED', ...inLine(envelope, end + 1, { where: 'after' }))
}

function demandNoHeaders(envelope: Envelope): Problem | undefined {
  const { lines } = envelope
  const header = lines.findIndex((text) => text.includes(':'))
  return header === -1 ? undefined : makeProblem('CERTIFICATE_HEADERS', ...inLine(envelope, header, {}))
}

function demandBase64Lines(envelope: Envelope): Problem | undefined {
  const { lines } = envelope
  const wrong = lines
    .slice(1, -1)
    .findIndex((text) => text.length > LONGEST_LINE || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
  return wrong === -1 ? undefined : makeProblem('CERTIFICATE_BASE64', ...inLine(envelope, wrong + 1, {}))
}

function findLabels(text: string): Envelope['labels'] {
  return Array.from(text.matchAll(/-----BEGIN ([^-\n]*)-----/g), ({ index, 1: label = '' }) => ({
    label,
    line: lineOf(text, index),
  }))
}

/** Gives a problem the place of a line, counted from 0, and its facts the owner. */
function inLine<const Facts>({ owner }: Envelope, line: number, facts: Facts): Particulars<Facts> {
  return [
    { file: owner.file, line: line + 1, column: 1 },
    { ...facts, owner },
  ]
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1
}
