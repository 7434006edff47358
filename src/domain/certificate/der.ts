import { Buffer } from 'node:buffer'

/** One element of DER: its tag byte, its content, and the whole with tag and length. */
export interface Element {
  readonly tag: number
  readonly content: Uint8Array
  readonly whole: Uint8Array
  /** What a constructed element contains; none in a primitive one. */
  readonly children: readonly Element[]
}

/** Where an element lies: its content from `contentStart` to before `end`. */
interface Extent {
  readonly tag: number
  readonly contentStart: number
  readonly end: number
}

/** The tags that certificates are made of. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

const CONSTRUCTED = 0x20
const LONGEST_LENGTH = 3
/** A certificate nests eight levels deep; without a limit a hostile one would exhaust the stack. */
const DEEPEST = 16

/**
 * Splits bytes into the DER elements that fill them exactly, with all that they contain.
 *
 * @remarks Strict where DER is (X.690 §10.1): definite lengths in their shortest form, nothing left over; tags of one
 * byte only, since X.509 knows no others. Anything else, at any depth, gives `undefined`.
 */
export function readElements(bytes: Uint8Array, depth = 0): readonly Element[] | undefined {
  if (depth > DEEPEST) return undefined
  const elements: Element[] = []
  let start = 0
  while (start < bytes.length) {
    const extent = readExtent(bytes, start)
    if (extent === undefined) return undefined
    const content = bytes.subarray(extent.contentStart, extent.end)
    const children = (extent.tag & CONSTRUCTED) === 0 ? [] : readElements(content, depth + 1)
    if (children === undefined) return undefined
    elements.push({ tag: extent.tag, content, whole: bytes.subarray(start, extent.end), children })
    start = extent.end
  }
  return elements
}

/** Tells whether bytes are one SEQUENCE and nothing else, without looking into it. */
export function isOneSequence(bytes: Uint8Array): boolean {
  const extent = readExtent(bytes, 0)
  return extent?.tag === TAG.sequence && extent.end === bytes.length
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

function readExtent(bytes: Uint8Array, start: number): Extent | undefined {
  const tag = bytes[start]
  const length = readLength(bytes, start + 1)
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return undefined
  const contentStart = start + 1 + length.size
  const end = contentStart + length.value
  return end > bytes.length ? undefined : { tag, contentStart, end }
}

/** Reads a length; `size` counts the bytes that it takes. */
function readLength(bytes: Uint8Array, start: number): { readonly value: number; readonly size: number } | undefined {
  const first = bytes[start]
  if (first === undefined) return undefined
  if (first < 0x80) return { value: first, size: 1 }
  const count = first - 0x80
  const digits = bytes.subarray(start + 1, start + 1 + count)
  if (count === 0 || count > LONGEST_LENGTH || digits.length < count) return undefined
  const value = digits.reduce((sum, byte) => sum * 256 + byte, 0)
  const isShortest = value >= (count === 1 ? 0x80 : 256 ** (count - 1))
  return isShortest ? { value, size: 1 + count } : undefined
}
