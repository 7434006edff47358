import type { Component } from '../domain/component.ts'
import type { DriftItem } from '../domain/pass/drift.ts'
import { describeEffects } from '../domain/pass/effect.ts'
import type { Outcome } from '../domain/pass/outcome.ts'
import { escapeText } from '../domain/quote.ts'
import { describeContent } from './changes.ts'
import { makeOutcomeRow } from './outcomes.ts'
import { renderRows } from './rows.ts'
import type { Style } from './style.ts'
import { count } from './words.ts'

/** What became of leaving. */
export interface LeavingSummary {
  readonly component: Component
  readonly drift: readonly DriftItem[]
  readonly outcomes: readonly Outcome[]
  readonly backup: string | undefined
  /** The command that takes it back. */
  readonly undo: string
  /** The command that tries once more what was not done. */
  readonly again: string
}

/** Renders what was deleted, what is now true, and how to come back. */
export function renderLeaving(summary: LeavingSummary, style: Style): string {
  const { component, drift, outcomes, backup, undo, again } = summary
  const deleted = outcomes.filter(({ result }) => result === 'done').length
  const open = outcomes.length - deleted
  const lines = [
    `${component.id} has left: ${count(deleted, 'registration')} deleted, what others registered is left alone.`,
    ...(open === 0
      ? []
      : [`${count(open, 'registration')} of ours not deleted, and no pass tries that again. Type: ${again}`]),
    ...(backup === undefined ? [] : [`The registry as it was before: ${escapeText(backup)}`]),
    ...describeEffects({ component, drift }, outcomes),
    `To join again: ${undo}`,
  ]
  // Who leaves denies everybody: as a cause that would read as if each party had been denied.
  const rows = outcomes.map((each) => ({ ...makeOutcomeRow(each, style), detail: describeContent(each.change) }))
  return renderRows(rows, style) + lines.map((line) => `${line}\n`).join('')
}
