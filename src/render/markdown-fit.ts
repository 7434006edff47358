import { Buffer } from 'node:buffer'
import { count } from './words.ts'

/** How large a document may be; characters are UTF-16 units, of which there are never fewer than characters. */
export interface MarkdownLimits {
  readonly bytes: number
  readonly characters: number
}

/** What the places take into which Markdown goes. A comment on GitHub is the smallest: what fits there fits everywhere. */
export const MARKDOWN_LIMITS: Readonly<Record<'comment' | 'gitlabNote' | 'stepSummary', MarkdownLimits>> = {
  comment: { bytes: 262_144, characters: 65_536 },
  gitlabNote: { bytes: 1_048_576, characters: 1_000_000 },
  stepSummary: { bytes: 1_048_576, characters: 1_048_576 },
}

/** A part of a document of which rows may be left out. Its texts are Markdown and end with a line feed. */
export interface MarkdownPart {
  /** What stands above the rows: a heading and the head of a table; nothing untrusted. */
  readonly head: string
  readonly rows: readonly string[]
  /** One row in words. */
  readonly noun: string
  readonly plural: string
}

/**
 * Puts a document together within limits: its head, and of each part as many rows as there is room for, the parts that come
 * first before the others. What is left out is counted, never passed over.
 *
 * @param where - where the rest can be read, as the end of a sentence
 * @throws RangeError where not even the head and the counts fit
 */
export function fitMarkdown(
  head: string,
  parts: readonly MarkdownPart[],
  { limits, where }: { readonly limits: MarkdownLimits; readonly where: string },
): string {
  const shown = parts.filter(({ rows }) => rows.length > 0)
  // Room for the counts is kept from the beginning: the last part must still be able to say what it leaves out.
  const reserves = shown.map((part) => measure(describeRest(part, 0, where)))
  let room = subtract(limits, [measure(head), ...reserves])
  if (room.bytes < 0 || room.characters < 0) {
    throw new RangeError(`${limits.bytes} bytes and ${limits.characters} characters are too few for this document.`)
  }
  const texts = shown.map((part, index) => {
    const own = add(room, reserves[index] ?? NOTHING)
    const text = fitPart(part, where, own)
    room = subtract(own, [measure(text)])
    return text
  })
  return [head, ...texts].join('')
}

/** At least the sentence that counts what is left out, for which there is room. */
function fitPart(part: MarkdownPart, where: string, room: MarkdownLimits): string {
  const longestRest = measure(describeRest(part, 1, where))
  let used = measure(part.head)
  const taken: string[] = []
  for (const row of part.rows) {
    used = add(used, measure(row))
    const isLast = taken.length + 1 === part.rows.length
    if (!fits(isLast ? used : add(used, longestRest), room)) break
    taken.push(row)
  }
  if (taken.length === part.rows.length) return [part.head, ...taken].join('')
  const rest = describeRest(part, taken.length, where)
  return taken.length === 0 ? rest : [part.head, ...taken, rest].join('')
}

function describeRest({ rows, noun, plural }: MarkdownPart, taken: number, where: string): string {
  const all = count(rows.length, noun, plural)
  if (taken === 0) return `\n${all}, for which there is no room here: ${where}\n`
  return `\n… ${rows.length - taken} more, ${all} in all: ${where}\n`
}

const NOTHING: MarkdownLimits = { bytes: 0, characters: 0 }

function measure(text: string): MarkdownLimits {
  return { bytes: Buffer.byteLength(text), characters: text.length }
}

function fits(size: MarkdownLimits, room: MarkdownLimits): boolean {
  return size.bytes <= room.bytes && size.characters <= room.characters
}

function add(a: MarkdownLimits, b: MarkdownLimits): MarkdownLimits {
  return { bytes: a.bytes + b.bytes, characters: a.characters + b.characters }
}

function subtract(from: MarkdownLimits, sizes: readonly MarkdownLimits[]): MarkdownLimits {
  const sum = sizes.reduce(add, NOTHING)
  return { bytes: from.bytes - sum.bytes, characters: from.characters - sum.characters }
}
