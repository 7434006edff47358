import { escapeText } from '../domain/quote.ts'
import type { Style } from './style.ts'

/** What one party holds of another: as declared, nothing, something else, not known, or the party itself. */
export type Cell = 'declared' | 'nothing' | 'different' | 'unknown' | 'self'

/** Who has registered whom: `cells[row][column]` is what the row's party holds of the column's. */
export interface Matrix {
  readonly names: readonly string[]
  readonly cells: readonly (readonly Cell[])[]
}

const SIGNS: Readonly<Record<Cell, string>> = { declared: '✓', nothing: '–', different: '!', unknown: '?', self: '·' }

/** Renders the matrix with one line per party: rows hold, columns are held. */
export function renderMatrix({ names, cells }: Matrix, style: Style): string {
  const labels = names.map(escapeText)
  const first = Math.max(...labels.map((label) => label.length))
  const header = ['', ...labels].map((label, index) => pad(label, index === 0 ? first : label.length)).join('  ')
  const lines = cells.map((row, index) => {
    const signs = row.map((cell, column) => center(cell, labels[column]?.length ?? 1, style))
    return [pad(labels[index] ?? '', first), ...signs].join('  ')
  })
  return [header, ...lines].map((line) => `  ${line.trimEnd()}\n`).join('')
}

/** Counts the cells that are as declared, and those that should be. */
export function countDeclared({ cells }: Matrix): { readonly declared: number; readonly total: number } {
  const others = cells.flat().filter((cell) => cell !== 'self')
  return { declared: others.filter((cell) => cell === 'declared').length, total: others.length }
}

function pad(text: string, width: number): string {
  return text.padEnd(width)
}

function center(cell: Cell, width: number, style: Style): string {
  const left = Math.floor((width - 1) / 2)
  const emphasis = cell === 'declared' ? style.good : cell === 'different' ? style.bad : style.faint
  return `${' '.repeat(left)}${emphasis(SIGNS[cell])}${' '.repeat(width - 1 - left)}`
}
