/*
 * Python's JSON, skipped byte by byte: what `json.load` accepts, this accepts, and nothing else. It differs from
 * JavaScript's in `NaN`, `Infinity` and `-Infinity`, and nothing is ever turned into a value and written back. Two limits
 * are not Python's: that of nesting is lower, and integers may have any length (newer Pythons stop at 4,300 digits).
 *
 * Each function takes the offset at which something must begin and gives the offset behind it. A fault is given as the
 * complement (`~offset`, thus negative) of the offset that is wrong, and every function hands on a fault that it is given.
 */

/** A range of bytes: from `start` to before `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The deepest nesting that is read.
 *
 * @remarks Python gives up at its recursion limit, 1,000 less the frames of its caller. No registry comes near this.
 */
export const DEEPEST_NESTING = 500

/** Given in place of an offset where the nesting is deeper than that. */
export const TOO_DEEP: number = Number.MIN_SAFE_INTEGER

export const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
const OPENING_BRACKET = 0x5b
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LOWER_U = 0x75
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LOWER_E = 0x65
const UPPER_E = 0x45
const UPPER_I = 0x49
const SPACE = 0x20

const ESCAPED: ReadonlySet<number | undefined> = new Set(bytesOf('"\\/bfnrt'))
const INFINITY = bytesOf('Infinity')
const WORDS = [...['null', 'true', 'false', 'NaN'].map(bytesOf), INFINITY]

/** Skips white space, of which Python's JSON knows four kinds. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  while (isSpace(bytes[at])) at += 1
  return at
}

/** Skips the object that begins at `start`; `skipMember` is called with where each name lies and its value begins. */
export function skipObject(
  bytes: Uint8Array,
  start: number,
  skipMember: (nameStart: number, nameEnd: number, valueStart: number) => number,
): number {
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === CLOSING_BRACE) return at + 1
  while (at >= 0) {
    const end = skipString(bytes, at)
    const valueStart = skipSpace(bytes, skipByte(bytes, skipSpace(bytes, end), COLON))
    if (valueStart < 0) return valueStart
    at = skipSpace(bytes, skipMember(at, end, valueStart))
    if (bytes[at] === CLOSING_BRACE) return at + 1
    at = skipSpace(bytes, skipByte(bytes, at, COMMA))
  }
  return at
}

/** Skips any value, however deep, without recursion. */
export function skipValue(bytes: Uint8Array, start: number): number {
  const closers: number[] = []
  let at = start
  while (at >= 0) {
    const end = skipSimple(bytes, at)
    if (end === at) {
      closers.push(closerOf(bytes[at]))
      at = closers.length > DEEPEST_NESTING ? TOO_DEEP : skipName(bytes, skipSpace(bytes, at + 1), closers.at(-1))
      continue
    }
    at = end
    while (closers.length > 0 && bytes[skipSpace(bytes, at)] === closers.at(-1)) {
      at = skipSpace(bytes, at) + 1
      closers.pop()
    }
    if (closers.length === 0) return at
    at = skipName(bytes, skipSpace(bytes, skipByte(bytes, skipSpace(bytes, at), COMMA)), closers.at(-1))
  }
  return at
}

/** Skips a string, strict as Python is: no raw control character, no unknown escape. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = skipByte(bytes, start, QUOTE)
  while (at >= 0) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) return at + 1
    if (byte < SPACE) return ~at
    at = byte === BACKSLASH ? skipEscape(bytes, at + 1) : at + 1
  }
  return at
}

function skipEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== LOWER_U) return ESCAPED.has(bytes[at]) ? at + 1 : ~at
  for (let digit = at + 1; digit <= at + 4; digit += 1) {
    if (!isHexadecimal(bytes[digit] ?? 0)) return ~digit
  }
  return at + 5
}

/** Skips a value that holds no other; gives `at` itself for a list or an object that is not empty. */
function skipSimple(bytes: Uint8Array, at: number): number {
  const closer = closerOf(bytes[at])
  if (closer === 0) return skipLeaf(bytes, at)
  const inside = skipSpace(bytes, at + 1)
  return bytes[inside] === closer ? inside + 1 : at
}

/** In an object, skips the name and the colon before a value; in a list, nothing. */
function skipName(bytes: Uint8Array, at: number, closer: number | undefined): number {
  if (closer !== CLOSING_BRACE) return at
  return skipSpace(bytes, skipByte(bytes, skipSpace(bytes, skipString(bytes, at)), COLON))
}

function skipLeaf(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first === QUOTE) return skipString(bytes, at)
  if (first === MINUS && bytes[at + 1] === UPPER_I) return skipWord(bytes, at + 1, INFINITY)
  if (first === MINUS || isDigit(first)) return skipNumber(bytes, at)
  const word = WORDS.find((candidate) => candidate[0] === first)
  return word === undefined ? ~at : skipWord(bytes, at, word)
}

function skipNumber(bytes: Uint8Array, start: number): number {
  const whole = bytes[start] === MINUS ? start + 1 : start
  const behindWhole = bytes[whole] === ZERO ? whole + 1 : skipDigits(bytes, whole)
  const behindFraction = bytes[behindWhole] === DOT ? skipDigits(bytes, behindWhole + 1) : behindWhole
  if (bytes[behindFraction] !== LOWER_E && bytes[behindFraction] !== UPPER_E) return behindFraction
  const sign = bytes[behindFraction + 1]
  return skipDigits(bytes, sign === PLUS || sign === MINUS ? behindFraction + 2 : behindFraction + 1)
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start
  while (isDigit(bytes[at] ?? 0)) at += 1
  return at === start ? ~at : at
}

function skipWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  const different = word.findIndex((byte, index) => bytes[start + index] !== byte)
  return different === -1 ? start + word.length : ~(start + different)
}

function skipByte(bytes: Uint8Array, at: number, expected: number): number {
  if (bytes[at] === expected) return at + 1
  return at < 0 ? at : ~at
}

function closerOf(byte: number | undefined): number {
  return byte === OPENING_BRACE || byte === OPENING_BRACKET ? byte + 2 : 0
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

function isHexadecimal(byte: number): boolean {
  const lower = byte | SPACE
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66)
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
