import { Buffer } from 'node:buffer'
import { decodeBase64, normalisePem } from './certificate.ts'
import { makeProblem, type Place, type Problem } from '../problem.ts'
import type { Expectation } from './check.ts'
import { isOneSequence } from './der.ts'

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

type EnvelopeCheck = (envelope: Envelope) => Problem | undefined

const LARGEST = 16 * 1024
const LONGEST_LINE = 76
const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'
const BYTE_ORDER_MARK = /^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)/

/** In this order, since each relies on those before it: the first fault is the one that is told. */
const CHECKS: readonly EnvelopeCheck[] = [
  isSmall,
  isNotEmpty,
  isText,
  hasNoByteOrderMark,
  isAscii,
  hasBlock,
  hasCertificateLabel,
  hasOneBlock,
  startsWithBlock,
  hasEnd,
  endsWithBlock,
  hasNoHeaders,
  hasBase64Lines,
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
  return der === undefined ? makeProblem('CERTIFICATE_BASE64', at(envelope, 1), { owner }) : { der, pem }
}

function isSmall({ bytes, owner }: Envelope): Problem | undefined {
  if (bytes.length <= LARGEST) return undefined
  return makeProblem('CERTIFICATE_TOO_BIG', { file: owner.file }, { owner, size: bytes.length, limit: LARGEST })
}

function isNotEmpty(envelope: Envelope): Problem | undefined {
  const { text, owner } = envelope
  return text.trim() === '' ? makeProblem('CERTIFICATE_EMPTY', at(envelope, 0), { owner }) : undefined
}

function isText({ bytes, owner }: Envelope): Problem | undefined {
  return isOneSequence(bytes) ? makeProblem('CERTIFICATE_BINARY', { file: owner.file }, { owner }) : undefined
}

function hasNoByteOrderMark(envelope: Envelope): Problem | undefined {
  const { text, owner } = envelope
  return BYTE_ORDER_MARK.test(text) ? makeProblem('CERTIFICATE_BOM', at(envelope, 0), { owner }) : undefined
}

function isAscii(envelope: Envelope): Problem | undefined {
  const { text, owner } = envelope
  const found = /[^\t\n\r\x20-\x7e]/.exec(text)
  if (found === null) return undefined
  const line = lineOf(text, found.index)
  return makeProblem('CERTIFICATE_NOT_ASCII', at(envelope, line), { owner, byte: found[0].charCodeAt(0) })
}

function hasBlock(envelope: Envelope): Problem | undefined {
  const { labels, owner } = envelope
  return labels.length === 0 ? makeProblem('CERTIFICATE_NO_BLOCK', at(envelope, 0), { owner }) : undefined
}

function hasCertificateLabel(envelope: Envelope): Problem | undefined {
  const { labels, owner } = envelope
  const other = labels.find(({ label }) => label !== 'CERTIFICATE')
  if (other === undefined) return undefined
  return makeProblem('CERTIFICATE_LABEL', at(envelope, other.line), { owner, label: other.label })
}

function hasOneBlock(envelope: Envelope): Problem | undefined {
  const { labels, owner } = envelope
  const second = labels[1]
  if (second === undefined) return undefined
  return makeProblem('CERTIFICATE_SEVERAL', at(envelope, second.line), { owner, count: labels.length })
}

function startsWithBlock(envelope: Envelope): Problem | undefined {
  const { lines, owner } = envelope
  if (lines[0] === BEGIN) return undefined
  return makeProblem('CERTIFICATE_SURROUNDED', at(envelope, 0), { owner, where: 'before' })
}

function hasEnd(envelope: Envelope): Problem | undefined {
  const { lines, owner } = envelope
  if (lines.includes(END)) return undefined
  return makeProblem('CERTIFICATE_CUT', at(envelope, lines.length - 1), { owner })
}

function endsWithBlock(envelope: Envelope): Problem | undefined {
  const { lines, owner } = envelope
  const end = lines.indexOf(END)
  if (end === lines.length - 1) return undefined
  return makeProblem('CERTIFICATE_SURROUNDED', at(envelope, end + 1), { owner, where: 'after' })
}

function hasNoHeaders(envelope: Envelope): Problem | undefined {
  const { lines, owner } = envelope
  const header = lines.findIndex((text) => text.includes(':'))
  return header === -1 ? undefined : makeProblem('CERTIFICATE_HEADERS', at(envelope, header), { owner })
}

function hasBase64Lines(envelope: Envelope): Problem | undefined {
  const { lines, owner } = envelope
  const wrong = lines
    .slice(1, -1)
    .findIndex((text) => text.length > LONGEST_LINE || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
  return wrong === -1 ? undefined : makeProblem('CERTIFICATE_BASE64', at(envelope, wrong + 1), { owner })
}

function findLabels(text: string): Envelope['labels'] {
  return Array.from(text.matchAll(/-----BEGIN ([^-\n]*)-----/g), ({ index, 1: label = '' }) => ({
    label,
    line: lineOf(text, index),
  }))
}

/** The place of a line, counted from 0. */
function at({ owner }: Envelope, line: number): Place {
  return { file: owner.file, line: line + 1, column: 1 }
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1
}
