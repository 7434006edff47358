import { escapeText } from '../../domain/quote.ts'
import { countCells, listCounts } from '../../domain/report/count-cells.ts'
import {
  CELLS,
  isCounted,
  listReported,
  type Cell,
  type DriftReport,
  type Member,
} from '../../domain/report/drift-report.ts'
import type { Style } from '../style.ts'
import { ago, count, wrap } from '../words.ts'

/** Of a terminal, and of a mail. */
const WIDTH = 80

/** How many rows are drawn at most; the others are counted. */
const MOST_ROWS = 40

const LONGEST_NAME = 20

/** Renders who has registered whom: rows hold, columns are held. What does not fit is counted. */
export function renderCells(report: DriftReport, style: Style): string {
  const { members } = report
  const all = members.map((member, index) => ({ member, index, cells: report.cells[index] ?? [] }))
  const rows = all.filter(({ cells }) => cells.some(isCounted))
  if (rows.length === 0) return ''
  const table = drawTable(report, rows, style) ?? drawLines(report, rows, style)
  return `${table}\n${renderLegend(report, style)}`
}

interface Row {
  readonly member: Member
  readonly index: number
  readonly cells: readonly Cell[]
}

/** With names above the columns, else with the numbers of the rows; nothing where neither fits. */
function drawTable({ members, madeAt }: DriftReport, rows: readonly Row[], style: Style): string | undefined {
  const notes = widest(rows.map(({ member }) => note(member, madeAt)))
  const width = (style.width ?? WIDTH) - notes
  const names = members.map(({ name }) => shorten(escapeText(name)))
  const first = widest(names)
  const named = [first + 2, ...names.map((name) => name.length + 2)].reduce((sum, each) => sum + each, 0)
  if (named <= width) return draw({ names, columns: names, first, rows, madeAt }, style)
  const numbered = names.map((name, index) => `${String(index + 1).padStart(String(names.length).length)} ${name}`)
  const columns = names.map((_, index) => String(index + 1))
  const isNarrow = widest(numbered) + 2 + columns.length * (widest(columns) + 1) <= width
  return isNarrow ? draw({ names: numbered, columns, first: widest(numbered), rows, madeAt }, style) : undefined
}

interface Table {
  readonly names: readonly string[]
  readonly columns: readonly string[]
  readonly first: number
  readonly rows: readonly Row[]
  readonly madeAt: number
}

function draw({ names, columns, first, rows, madeAt }: Table, style: Style): string {
  const gap = columns.some((column) => column.length > 2) ? '  ' : ' '
  const head = [' '.repeat(first), ...columns].join(gap)
  const lines = rows.map(({ member, index, cells }) => {
    const signs = cells.map((cell, column) => center(cell, columns[column]?.length ?? 1, style))
    return `${[(names[index] ?? '').padEnd(first), ...signs].join(gap)}${note(member, madeAt)}`
  })
  return [head, ...lines].map((line) => `  ${line.trimEnd()}\n`).join('')
}

function center(cell: Cell, width: number, style: Style): string {
  const left = Math.floor((width - 1) / 2)
  return `${' '.repeat(left)}${emphasize(cell, style)}${' '.repeat(Math.max(0, width - 1 - left))}`
}

function emphasize(cell: Cell, style: Style): string {
  const { sign } = CELLS[cell]
  if (cell === 'declared') return style.good(sign)
  if (cell === 'missing' || cell === 'different' || cell === 'excess') return style.bad(sign)
  return isCounted(cell) ? style.careful(sign) : style.faint(sign)
}

/** One line for each component that has something else to say than that all is as declared, and numbers for the others. */
function drawLines(report: DriftReport, rows: readonly Row[], style: Style): string {
  const counted = rows.map((row) => ({ row, others: countOthers(row.cells) }))
  const telling = counted.filter(({ others }) => others.length > 0)
  const shown = telling.slice(0, MOST_ROWS).map(({ row, others }) => ({
    name: escapeText(row.member.name),
    others,
    note: note(row.member, report.madeAt),
  }))
  const tails = shown.map(({ others, note: said }) => writeOthers(others, (sign) => sign) + said)
  const most = Math.max(LONGEST_NAME, (style.width ?? WIDTH) - widest(tails) - 4)
  const first = widest(shown.map(({ name }) => shorten(name, most)))
  const lines = shown.map(({ name, others, note: said }) => {
    return `  ${shorten(name, most).padEnd(first)}  ${writeOthers(others, (_, cell) => emphasize(cell, style))}${said}\n`
  })
  const rest = telling.length - shown.length
  const good = counted.length - telling.length
  const more = rest > 0 ? `  … and ${count(rest, 'component')} more\n` : ''
  return `${lines.join('')}${more}  ${good} of ${count(listReported(report).length, 'component')} ${good === 1 ? 'holds' : 'hold'} everything as declared.\n`
}

/** Counts with their signs, in columns. */
function writeOthers(
  others: readonly (readonly [Cell, number])[],
  write: (sign: string, cell: Cell) => string,
): string {
  const parts = others.map(([cell, number]) => `${write(CELLS[cell].sign, cell)} ${String(number).padEnd(3)}`)
  return parts.join('  ').trimEnd()
}

/** Who has not been heard of, or not lately. */
function note({ observation: { state, observedAt } }: Member, madeAt: number): string {
  switch (state) {
    case 'fresh':
    case 'not-asked':
      return ''
    case 'stale':
      return observedAt === undefined ? '' : `  last seen ${ago(observedAt, madeAt)}`
    case 'refused':
      return '  what came in is refused'
    case 'missing':
      return '  has told nothing'
  }
}

/** In the order of the legend, which explains the signs. */
function countOthers(cells: readonly Cell[]): ReturnType<typeof listCounts> {
  return listCounts(countCells(cells)).filter(([cell]) => cell !== 'declared')
}

/** Explains the signs that occur, each with how often. */
function renderLegend({ counts }: DriftReport, { width }: Style): string {
  const parts = listCounts(counts).map(([cell, number]) => `${CELLS[cell].sign} ${CELLS[cell].word} ${number}`)
  return parts.length === 0
    ? ''
    : wrap(parts.join(' · '), 2, width)
        .map((line) => `${line}\n`)
        .join('')
}

function shorten(name: string, longest: number = LONGEST_NAME): string {
  const letters = Array.from(name)
  return letters.length <= longest ? name : `${letters.slice(0, longest - 1).join('')}…`
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}
