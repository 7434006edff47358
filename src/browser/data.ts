import type { CellState, PageData } from '../render/report/html/page-data.ts'

/** The matrix as the script works with it: cells are numbered row after row. */
export interface Matrix {
  readonly names: readonly string[]
  readonly size: number
  readonly stateOf: (cell: number) => CellState
  /** The numbers of the findings about a cell. */
  readonly findingsOf: (cell: number) => readonly number[]
  /** Whether somebody should look at the cell. */
  readonly isDeviation: (cell: number) => boolean
}

/** The states in which there is nothing to see to. */
const QUIET = ['declared', 'self', 'excluded', 'not-asked']

/** Reads the data that the page carries. */
export function readMatrix(): Matrix {
  const data: unknown = JSON.parse(document.getElementById('data')?.textContent ?? 'null')
  if (!isPageData(data)) throw new Error('The page carries no data.')
  const { names, cells, states, findings } = data
  const byCell = new Map(findings)
  const unknown = { name: 'unknown', sign: '?', word: 'unknown', meaning: '' }
  const stateOf = (cell: number): CellState => states[Number.parseInt(cells[cell] ?? '', 36)] ?? unknown
  return {
    names,
    size: names.length,
    stateOf,
    findingsOf: (cell) => byCell.get(cell) ?? [],
    isDeviation: (cell) => !QUIET.includes(stateOf(cell).name),
  }
}

/** The page was made with the script that reads it: what it carries is whole, or absent. */
function isPageData(data: unknown): data is PageData {
  return typeof data === 'object' && data !== null && 'names' in data && 'cells' in data
}
