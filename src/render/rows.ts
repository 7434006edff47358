import { escapeText } from '../domain/quote.ts'
import type { Style } from './style.ts'
import { shortId, wrap } from './words.ts'

/** One line about a party: the word, who it is, what it is about; and what to know or type below it. */
export interface Row {
  readonly word: string
  readonly emphasis: (text: string) => string
  readonly party: { readonly name: string; readonly partyId: string }
  readonly detail: string
  readonly notes: readonly string[]
}

/** Renders rows in columns that line up. Names and ids are escaped here; details and notes by the caller. */
export function renderRows(rows: readonly Row[], { width }: Style): string {
  const wordWidth = widest(rows.map(({ word }) => word))
  const nameWidth = widest(rows.map(({ party }) => labelOf(party)))
  const idWidth = widest(rows.map(({ party }) => idOf(party)))
  return rows
    .map(({ word, emphasis, party, detail, notes }) => {
      const columns = [labelOf(party).padEnd(nameWidth), idOf(party).padEnd(idWidth), detail].join('  ').trimEnd()
      const head = `  ${emphasis(word)}${' '.repeat(wordWidth - word.length)}  ${columns}`
      return [head, ...notes.flatMap((note) => wrap(note, wordWidth + 4, width))].map((line) => `${line}\n`).join('')
    })
    .join('')
}

/** Puts an empty line before a part that is not empty. */
export function section(text: string): string {
  return text === '' ? '' : `\n${text}`
}

/** Joins the parts of a detail that are there. */
export function joinParts(parts: readonly (string | undefined)[], separator = '   '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator)
}

function labelOf({ name, partyId }: Row['party']): string {
  return name === partyId ? '' : escapeText(name)
}

function idOf({ partyId }: Row['party']): string {
  return shortId(escapeText(partyId))
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}
