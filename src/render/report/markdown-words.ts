import {
  CELLS,
  isCounted,
  type Cell,
  type DriftReport,
  type Member,
  type PartyRef,
} from '../../domain/report/drift-report.ts'
import { escapeMarkdown } from '../markdown-text.ts'

/** A state that is counted, with how many there are. */
export type CountedCell = readonly [cell: Cell, number: number]

/** The states that are counted, in the order in which they are told. */
export const COUNTED: readonly Cell[] = Object.keys(CELLS).filter(isCounted)

/** Gives the states that occur, each with its number. */
export function countCells({ counts }: Pick<DriftReport, 'counts'>): readonly CountedCell[] {
  return COUNTED.flatMap((cell) => {
    const number = counts[cell] ?? 0
    return number === 0 ? [] : [[cell, number] as const]
  })
}

/** Counts what one component holds. */
export function countRow(row: readonly Cell[]): readonly CountedCell[] {
  return COUNTED.flatMap((cell) => {
    const number = row.filter((each) => each === cell).length
    return number === 0 ? [] : [[cell, number] as const]
  })
}

/** Writes counts as in `5 as declared ✓, 1 missing –`. */
export function writeCounts(counts: readonly CountedCell[]): string {
  return counts.map(([cell, number]) => `${number} ${CELLS[cell].word} ${CELLS[cell].sign}`).join(', ')
}

/** Writes an untrusted text as Markdown, cut where it is longer than that many characters. */
export function label(text: string, longest = 60): string {
  const characters = Array.from(text.slice(0, 2 * longest + 2))
  const isCut = characters.length > longest
  return escapeMarkdown(characters.slice(0, longest).join('')) + (isCut ? '…' : '')
}

/** Names a party by its label, and by its id. */
export function nameParty({ id, name }: PartyRef | Member): string {
  return name === id ? `<code>${label(id, 80)}</code>` : `${label(name)} <code>${label(id, 80)}</code>`
}

/** Writes a value where there is one. */
export function given<T>(value: T | undefined, write: (value: T) => string): readonly string[] {
  return value === undefined ? [] : [write(value)]
}
