import { Lexer } from 'yaml'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { placeAt, type TextSource } from './place.ts'

/** How much YAML there is: what the memory and the time for reading it depend on. */
export interface Measure {
  readonly lexemes: number
  /** Signs that begin, part or end values. */
  readonly signs: number
  readonly lines: number
}

/** What the lexer tells before anything is built: the size, and what forbids building anything. */
export interface Measurement {
  readonly measure: Measure
  readonly problem: Problem | undefined
}

/** The measure of no file at all. */
export const NOTHING_MEASURED: Measure = { lexemes: 0, signs: 0, lines: 0 }

interface Tally {
  lexemes: number
  signs: number
  lines: number
  /** How many brackets and braces are open. */
  open: number
  /** How many of `-`, `?` and `:` have come in succession: each opens a level within one line. */
  compact: number
  /** How far the last line begins from the margin. */
  indent: number
  startsLine: boolean
}

type Kind = 'opening' | 'closing' | 'sign' | 'compact' | 'line' | 'blank' | 'directive' | 'text'

/** How large all manifest files of a federation together may be: well beyond what 10,000 parties need. */
const LIMITS: Measure = { lexemes: 1_500_000, signs: 120_000, lines: 300_000 }
const DEEPEST = 32
/** Each level of a mapping takes a space at least. */
const DEEPEST_INDENT = 100

/** Marks of the lexer that stand for no character. */
const MARKS = ['\u0002', '\u0018', '\u001f']
const CONTENT_FOLLOWS = '\u001f'

const OPENS: Readonly<Partial<Record<Kind, number>>> = { opening: 1, closing: -1 }

/** What a lexeme is, by its whole or by its first character. */
const KINDS: Readonly<Record<string, Kind>> = {
  '[': 'opening',
  '{': 'opening',
  ']': 'closing',
  '}': 'closing',
  ',': 'sign',
  '&': 'sign',
  '*': 'sign',
  '!': 'sign',
  '-': 'compact',
  '?': 'compact',
  ':': 'compact',
  '\n': 'line',
  '\r': 'line',
  ' ': 'blank',
  '\t': 'blank',
  '%': 'directive',
}

/**
 * Measures a file with YAML's own lexer, which needs neither memory nor recursion.
 *
 * @remarks The parser recurses, and needs up to two kilobytes for one byte of hostile text.
 * @param used - the measure of the files before this one.
 */
export function measureYaml(source: TextSource, used: Measure): Measurement {
  const tally: Tally = { ...used, open: 0, compact: 0, indent: 0, startsLine: true }
  let offset = 0
  let isContent = false
  for (const lexeme of new Lexer().lex(source.text)) {
    const kind = isContent ? 'text' : kindOf(lexeme)
    add(tally, kind, lexeme.length)
    const place = (): Place => placeAt(source, { start: offset, end: offset + lexeme.length }, undefined)
    if (kind === 'directive') {
      return { measure: tally, problem: makeProblem('YAML_DIRECTIVE', place(), { directive: lexeme.trimEnd() }) }
    }
    if (isTooDeep(tally) || isTooMuch(tally)) return { measure: tally, problem: nameExcess(tally, place()) }
    isContent = lexeme === CONTENT_FOLLOWS
    if (!MARKS.includes(lexeme)) offset += lexeme.length
  }
  return { measure: tally, problem: undefined }
}

function kindOf(lexeme: string): Kind {
  return KINDS[lexeme.charAt(0)] ?? 'text'
}

/** Adds one lexeme to the tally, in place: it runs for each of a million lexemes. */
function add(tally: Tally, kind: Kind, length: number): void {
  tally.lexemes += 1
  if (tally.startsLine) tally.indent = kind === 'blank' ? length : 0
  tally.startsLine = kind === 'line'
  if (kind === 'blank') return
  tally.compact = kind === 'compact' ? tally.compact + 1 : 0
  if (kind === 'line') tally.lines += 1
  else if (kind !== 'text') tally.signs += 1
  tally.open += OPENS[kind] ?? 0
}

function isTooDeep({ open, compact, indent }: Tally): boolean {
  return open > DEEPEST || compact > DEEPEST || indent > DEEPEST_INDENT
}

function isTooMuch({ lexemes, signs, lines }: Measure): boolean {
  return lexemes > LIMITS.lexemes || signs > LIMITS.signs || lines > LIMITS.lines
}

function nameExcess(tally: Tally, place: Place): Problem {
  if (isTooDeep(tally)) return makeProblem('YAML_TOO_DEEP', place, {})
  const what = tally.lines > LIMITS.lines ? 'lines' : 'values'
  return makeProblem('MANIFEST_TOO_COMPLEX', place, { limit: what === 'lines' ? LIMITS.lines : LIMITS.signs, what })
}
