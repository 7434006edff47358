import { CELLS, isCounted, type Cell, type CountedCell, type DriftReport } from './drift-report.ts'

/** The states that are counted, in the order in which every form tells them. */
export const COUNTED_CELLS: readonly CountedCell[] = Object.keys(CELLS).filter(isCounted)

/** Counts the states of a matrix, of a row or of a column; those without any are absent. */
export function countCells(cells: readonly Cell[]): DriftReport['counts'] {
  const counts: Partial<Record<Cell, number>> = {}
  for (const cell of cells) if (isCounted(cell)) counts[cell] = (counts[cell] ?? 0) + 1
  return counts
}

/** Gives the states that occur, each with its number, in that order. */
export function listCounts(counts: DriftReport['counts']): readonly (readonly [cell: CountedCell, number: number])[] {
  return COUNTED_CELLS.flatMap((cell) => {
    const number = counts[cell] ?? 0
    return number === 0 ? [] : [[cell, number] as const]
  })
}
