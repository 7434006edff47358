import { Buffer } from 'node:buffer'

/** One element of DER: its content lies in `source` from `contentStart` to before `end`. */
export interface Element {
  readonly tag: number
  readonly source: Uint8Array
  readonly start: number
  readonly contentStart: number
  readonly end: number
  /** What a constructed element contains; none in a primitive one. */
  readonly children: readonly Element[]
}

/** A stretch of bytes, from `start` to before `end`. */
interface Stretch {
  readonly start: number
  readonly end: number
}

/** The tags that are looked for in certificates. */
export const TAG = {
  boolean: 0x01,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const

const CONSTRUCTED = 0x20
const LONG_TAG = 0x1f
/** Above this a first byte counts the bytes of the length; alone it says that the length is not told. */
const LONG_LENGTH = 0x80
const UNKNOWN_LENGTH = LONG_LENGTH
/** A certificate nests eight levels deep; without a limit a hostile one would exhaust the stack. */
const DEEPEST = 16

/**
 * Splits bytes into the DER elements that fill them exactly, with all that they contain.
 *
 * @remarks Strict where DER is (X.690 §10.1): definite lengths in their shortest form, nothing left over; tags of one
 * byte only, since X.509 knows no others. Anything else, at any depth, gives `undefined`.
 */
export function readElements(source: Uint8Array): readonly Element[] | undefined {
  return readStretch(source, { start: 0, end: source.length }, 0)
}

/** Tells whether bytes are one SEQUENCE and nothing else, without looking into it. */
export function isOneSequence(bytes: Uint8Array): boolean {
  const header = readHeader(bytes, { start: 0, end: bytes.length })
  return bytes[0] === TAG.sequence && header?.end === bytes.length
}

/** The content of an element. */
export function contentOf({ source, contentStart, end }: Element): Uint8Array {
  return source.subarray(contentStart, end)
}

/** An element with its tag and length. */
export function wholeOf({ source, start, end }: Element): Uint8Array {
  return source.subarray(start, end)
}

/** Writes an object identifier in dots, for example `2.5.4.10`. */
export function readOid(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - 40 * root, ...rest].join('.')
}

/** Reads the characters of a string element as UTF-8, of which the other sane types are subsets. */
export function readText(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8')
}

function readStretch(source: Uint8Array, { start, end }: Stretch, depth: number): readonly Element[] | undefined {
  if (depth > DEEPEST) return undefined
  const elements: Element[] = []
  let at = start
  while (at < end) {
    const element = readElement(source, { start: at, end }, depth)
    if (element === undefined) return undefined
    elements.push(element)
    at = element.end
  }
  return elements
}

function readElement(source: Uint8Array, within: Stretch, depth: number): Element | undefined {
  const tag = source[within.start] ?? 0
  const header = readHeader(source, within)
  if (header === undefined || (tag & LONG_TAG) === LONG_TAG) return undefined
  const { contentStart, end } = header
  const isConstructed = (tag & CONSTRUCTED) !== 0
  const children = isConstructed ? readStretch(source, { start: contentStart, end }, depth + 1) : []
  return children && { tag, source, start: within.start, contentStart, end, children }
}

/** Reads the length behind a tag; what it spans must lie within the stretch. */
function readHeader(source: Uint8Array, within: Stretch): Pick<Element, 'contentStart' | 'end'> | undefined {
  const first = source[within.start + 1] ?? UNKNOWN_LENGTH
  const count = first < LONG_LENGTH ? 0 : first - LONG_LENGTH
  const contentStart = within.start + 2 + count
  if (first === UNKNOWN_LENGTH || contentStart > within.end) return undefined
  const length = readLength(first, source.subarray(contentStart - count, contentStart))
  if (length === undefined) return undefined
  const end = contentStart + length
  return end <= within.end ? { contentStart, end } : undefined
}

/** Reads a length from its first byte, or from those that it counts: it must need them all. */
function readLength(first: number, bytes: Uint8Array): number | undefined {
  if (bytes.length === 0) return first
  let length = 0
  for (const byte of bytes) length = length * 256 + byte
  return length >= Math.max(LONG_LENGTH, 256 ** (bytes.length - 1)) ? length : undefined
}
