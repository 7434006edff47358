import type { Cell } from './cell.ts'
import type { Figures } from './field.ts'

const HEAD: readonly string[] = [
  ...['mode', 'every', 'writers', 'fsync', 'theirs', 'ours', 'theirs lost', 'ours lost'],
  ...['exceptions', 'frozen', 'mended', 'overtaken', 'faults', 'file'],
]

/** Shows what became of each cell, and of all together. */
export function renderTable(all: readonly Figures[]): string {
  const sum = (count: (figures: Figures) => number): string =>
    String(all.reduce((total, figures) => total + count(figures), 0))
  const total = ['all', '', sum(({ cell }) => cell.writers), '', ...countsOf(sum), stateOfAll(all)]
  return align([HEAD, ...all.map(rowOf), total])
}

function rowOf(figures: Figures): readonly string[] {
  const { mode, kind, writers, period, fsync } = figures.cell
  const counts = countsOf((count) => String(count(figures)))
  return [mode, describePeriod(figures.cell, period), `${writers} ${kind}`, `${fsync} ms`, ...counts, figures.file]
}

function describePeriod({ rhythm, think }: Cell, period: number): string {
  const pause = think === undefined ? '' : `, stands still ${think} ms`
  return `${period} ms${rhythm === undefined ? '' : ', rests'}${pause}`
}

function countsOf(show: (count: (figures: Figures) => number) => string): readonly string[] {
  return [
    show(({ theirs }) => theirs),
    show(({ ours }) => ours),
    show(({ theirsLost }) => theirsLost.length),
    show(({ oursLost }) => oursLost.length),
    show(({ exceptions }) => exceptions.length),
    show(({ frozen }) => frozen),
    show(({ mended }) => mended),
    show(({ overtaken }) => overtaken.length),
    show(({ faults }) => faults.length),
  ]
}

function stateOfAll(all: readonly Figures[]): string {
  return all.every(({ file }) => file === 'whole') ? 'whole' : 'NOT WHOLE'
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
