import { escapeText } from '../domain/quote.ts'
import { layOutColumns } from './columns.ts'
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
  const wordWidth = Math.max(0, ...rows.map(({ word }) => word.length))
  const lines = rows.map(({ party, ...row }) => ({ ...row, cells: [labelOf(party), idOf(party)] }))
  const laidOut = layOutColumns(lines, { indent: 2, width })
  return rows
    .flatMap(({ notes }, index) => {
      return [...(laidOut[index] ?? []), ...notes.flatMap((note) => wrap(note, wordWidth + 4, width))]
    })
    .map((line) => `${line}\n`)
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
