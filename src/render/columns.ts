import { makePlainStyle, type Style } from './style.ts'
import { wrap } from './words.ts'

/** A line of a table: a word, who it is about, and what there is to know, its parts three spaces apart. All is escaped. */
export interface ColumnLine {
  readonly word: string
  readonly emphasis: (text: string) => string
  readonly cells: readonly string[]
  readonly detail: string
}

export interface ColumnPlace {
  readonly indent: number
  /** Of the terminal; absent where no line is broken. */
  readonly width: number | undefined
}

/**
 * Lays lines out in columns that line up, each as the lines on the screen that it takes. On a terminal too narrow for
 * that, a cell that is longer than most gets no column of its own, and what does not fit stands below.
 */
export function layOutColumns(
  lines: readonly ColumnLine[],
  { indent, width }: ColumnPlace,
): readonly (readonly string[])[] {
  const wordWidth = Math.max(0, ...lines.map(({ word }) => word.length))
  const below = indent + wordWidth + 2
  const widths = (most: number | undefined): readonly number[] =>
    (lines[0]?.cells ?? []).map((_, index) => widest(lines, index, most))
  const whole = lines.map((line) => below + fill(line.cells, widths(undefined)).length + line.detail.length)
  const isNarrow = width !== undefined && Math.max(0, ...whole) > width
  const columns = widths(isNarrow ? Math.floor(width * LARGEST_COLUMN) : undefined)
  return lines.map(({ word, emphasis, cells, detail }) => {
    const [first = '', ...rest] = layOut({ cells, detail }, columns, { indent: below, width })
    const head = `${' '.repeat(indent)}${emphasis(word)}${' '.repeat(wordWidth - word.length)}  ${first}`
    return [head.trimEnd(), ...rest]
  })
}

/** Breaks a text between its parts, which are three spaces apart, and only a part that is longer than a line within itself. */
export function wrapParts(text: string, indent: number, width: number | undefined): readonly string[] {
  if (width === undefined) return [' '.repeat(indent) + text]
  const lines: string[] = []
  for (const part of text.split(GAP)) {
    const last = lines.at(-1)
    const joined = `${last ?? ''}${GAP}${part}`
    if (last !== undefined && indent + joined.length <= width) lines[lines.length - 1] = joined
    else lines.push(...wrap(part, 0, width - indent))
  }
  return lines.map((line) => ' '.repeat(indent) + line)
}

/** Writes whom an answer is about, and the answer behind it: below it where both are longer than a line. */
export function renderAnswer(
  { text, emphasis }: { readonly text: string; readonly emphasis: (text: string) => string },
  answer: (style: Style) => string,
  style: Style,
): string {
  const lines = wrapParts(text, 0, style.width)
  const length = (lines.at(-1) ?? '').length + GAP.length + answer(makePlainStyle()).length
  const gap = style.width === undefined || length <= style.width ? GAP : '\n'
  return `${lines.map(emphasis).join('\n')}${gap}${answer(style)}`
}

const GAP = '   '

/** Of the width of a terminal, so that two of them leave room for a word and a detail. */
const LARGEST_COLUMN = 0.3

/** For an address and a fingerprint side by side; with less, a detail stands below. */
const LEAST_ROOM = 37

function widest(lines: readonly ColumnLine[], column: number, most = Number.POSITIVE_INFINITY): number {
  return Math.max(0, ...lines.map(({ cells }) => cells[column]?.length ?? 0).filter((length) => length <= most))
}

/** Cells in their columns, with the gap behind the last one. */
function fill(cells: readonly string[], columns: readonly number[]): string {
  return cells.map((cell, index) => `${cell.padEnd(columns[index] ?? 0)}  `).join('')
}

/** What comes behind the word, which ends two columns before the indent. */
function layOut(
  { cells, detail }: Pick<ColumnLine, 'cells' | 'detail'>,
  columns: readonly number[],
  { indent, width }: ColumnPlace,
): readonly string[] {
  const head = fill(cells, columns)
  const column = indent + head.length
  if (width === undefined || column + detail.length <= width) return [head + detail]
  if (width - column >= LEAST_ROOM) {
    const [first = '', ...rest] = wrapParts(detail, column, width)
    return [head + first.trimStart(), ...rest]
  }
  const lines = (texts: readonly string[]): readonly string[] =>
    wrapParts(texts.filter((text) => text !== '').join(GAP), indent, width)
  const [first = '', ...rest] = column - 2 <= width ? [head.trimEnd(), ...lines([detail])] : lines([...cells, detail])
  return [first.trimStart(), ...rest]
}
