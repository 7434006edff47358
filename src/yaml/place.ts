import type { Place } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'

/** A text file with what is needed to tell lines and columns. */
export interface TextSource {
  /** As people know it. */
  readonly file: string
  readonly text: string
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[]
}

/** A stretch of a text: the offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The way from the top of a document to a value: keys, and positions in lists as decimal digits. */
export type Pointer = readonly string[]

const LONGEST_EXCERPT = 160

/** Makes a text ready for telling places in it. */
export function makeSource(file: string, text: string): TextSource {
  const lineStarts = [0]
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lineStarts.push(end + 1)
  return { file, text, lineStarts }
}

/** Tells the place of a stretch of text, with the faulty line and the one before it. */
export function placeAt(source: TextSource, span: Span, pointer: Pointer | undefined): Place {
  const line = lineOf(source.lineStarts, span.start)
  const lineStart = source.lineStarts[line - 1] ?? 0
  const column = span.start - lineStart + 1
  const rest = Math.min(lineText(source, line).length, LONGEST_EXCERPT) - column + 1
  return {
    file: source.file,
    line,
    column,
    length: Math.max(1, Math.min(span.end - span.start, rest)),
    ...(pointer === undefined ? {} : { pointer: formatPointer(pointer) }),
    ...(column > LONGEST_EXCERPT ? {} : { excerpt: makeExcerpt(source, line) }),
  }
}

/** Writes a pointer as RFC 6901 has it. */
export function formatPointer(pointer: Pointer): string {
  return pointer.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Reads a pointer as RFC 6901 has it. */
export function parsePointer(text: string): Pointer {
  return text
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Finds the line, counted from 1, by halving. */
function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0
  let high = lineStarts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}

function lineText({ text, lineStarts }: TextSource, line: number): string {
  return text.slice(lineStarts[line - 1], (lineStarts[line] ?? text.length + 1) - 1).replace(/\r$/, '')
}

function makeExcerpt(source: TextSource, line: number): NonNullable<Place['excerpt']> {
  const lines = line === 1 ? [line] : [line - 1, line]
  // A tab would move what follows away from the mark under it.
  const show = (text: string): string => escapeText(text.slice(0, LONGEST_EXCERPT).replaceAll('\t', ' '))
  return lines.map((shown) => ({ line: shown, text: show(lineText(source, shown)) }))
}
