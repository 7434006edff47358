import { escapeText } from '../../../domain/quote.ts'
import { CELLS, type Cell } from '../../../domain/report/drift-report.ts'
import type { View } from './view.ts'

/** What the script of the page reads of the report: the matrix, small enough for 90,000 cells. */
export interface PageData {
  /** Of the members, ready to be shown. */
  readonly names: readonly string[]
  /** Each cell as one digit to the base 36, row after row: its place in `states`. */
  readonly cells: string
  readonly states: readonly CellState[]
  /** For cells with findings: the place of the cell in `cells`, and the numbers of the findings. */
  readonly findings: readonly (readonly [cell: number, findings: readonly number[]])[]
}

/** How a state of a cell is shown; `name` is the class of the element. */
export interface CellState {
  readonly name: string
  readonly sign: string
  readonly word: string
  readonly meaning: string
}

/** Takes from the report what the script needs to show the matrix and what belongs to a cell. */
export function makePageData({ report, shown, indexOf }: View): PageData {
  const states = Object.entries(CELLS).map(([name, traits]) => ({ name, ...traits }))
  const digits = new Map(states.map(({ name }, index) => [name, index.toString(36)]))
  const digit = (cell: Cell): string => digits.get(cell) ?? ''
  const size = report.members.length
  const findings = new Map<number, number[]>()
  for (const [number, { component, party }] of shown.entries()) {
    const [holder, held] = [indexOf(component), indexOf(party)]
    if (holder === undefined || held === undefined) continue
    const cell = holder * size + held
    findings.set(cell, [...(findings.get(cell) ?? []), number])
  }
  return {
    names: report.members.map(({ name }) => escapeText(name)),
    cells: report.cells.map((row) => row.map(digit).join('')).join(''),
    states,
    findings: [...findings],
  }
}
