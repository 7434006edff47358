import type { Outcome } from '../domain/pass/outcome.ts'
import { escapeText } from '../domain/quote.ts'
import { describeChange, makeChangeRow, WORDS } from './changes.ts'
import { renderRows, type Row } from './rows.ts'
import type { Style } from './style.ts'

/** Makes the row of one outcome: what was done, or why it was not. */
export function makeOutcomeRow({ change, result, reason }: Outcome, style: Style): Row {
  if (result === 'done') return makeChangeRow(change, WORDS[change.kind].done, style)
  const notes = reason === undefined ? [] : [escapeText(reason)]
  return { word: result, emphasis: style.bad, party: change, detail: describeChange(change), notes }
}

/** Renders one row per outcome. */
export function renderOutcomeRows(outcomes: readonly Outcome[], style: Style): string {
  return renderRows(
    outcomes.map((outcome) => makeOutcomeRow(outcome, style)),
    style,
  )
}
