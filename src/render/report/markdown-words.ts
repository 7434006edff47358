import type { listCounts } from '../../domain/report/count-cells.ts'
import { CELLS, type Member, type PartyRef } from '../../domain/report/drift-report.ts'
import { escapeMarkdown } from '../markdown-text.ts'

/** Writes counts as in `5 as declared ✓, 1 missing –`. */
export function writeCounts(counts: ReturnType<typeof listCounts>): string {
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
