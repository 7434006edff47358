import type { Assessment } from '../domain/pass/assessment.ts'
import type { Change } from '../domain/pass/change.ts'
import type { DriftClass, DriftItem } from '../domain/pass/drift.ts'
import type { Outcome } from '../domain/pass/outcome.ts'
import type { Problem } from '../domain/problem.ts'
import { escapeText, quote } from '../domain/quote.ts'
import { describeChange, makeChangeRow, WORDS } from './changes.ts'
import { wrapParts } from './columns.ts'
import { makeOutcomeRow } from './outcomes.ts'
import { joinParts, renderRows, section, type Row } from './rows.ts'
import type { Style } from './style.ts'
import { ago, count, shortRevision, wrap } from './words.ts'

/** Renders the head of a pass: which component, which federation, from which commit. */
export function renderHead(
  assessment: Assessment,
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  const { component, declaration, self, drift } = assessment
  const { federation, revision } = declaration
  const held = drift.filter(({ observed }) => observed !== undefined).length
  const source =
    revision.time === undefined
      ? 'read from files, not from a commit'
      : `at ${shortRevision(revision.id)} “${quote(revision.subject ?? '')}”, ${ago(revision.time, now)}`
  const registry = self === undefined ? '' : `, registry of ${count(held, 'party', 'parties')}`
  const name = self === undefined ? '' : `${escapeText(self.name)}   `
  return [
    ...wrapParts(`${name}${component.id}   in ${escapeText(federation.name)} ${source}`, 0, style.width),
    ...wrap(`${component.familyLabel}, profile ${federation.profile}${registry}`, 0, style.width),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** Renders what a plan would do, party by party, then what is in sync, foreign and missing. */
export function renderPlan(assessment: Assessment, style: Style): string {
  const changes = assessment.verdict.changes.map((change) => makeChangeRow(change, WORDS[change.kind].pending, style))
  return renderBody(assessment, changes, style)
}

/** Renders what became of each change, then the same as `renderPlan`. */
export function renderOutcomes(assessment: Assessment, outcomes: readonly Outcome[], style: Style): string {
  return renderBody(
    assessment,
    outcomes.map((outcome) => makeOutcomeRow(outcome, style)),
    style,
  )
}

function renderBody(assessment: Assessment, changes: readonly Row[], style: Style): string {
  if (assessment.self === undefined) return ''
  const rows = [
    ...changes,
    ...bookkeepingRows(assessment, style),
    ...assessment.verdict.refused.map((change) => refusedRow(change, style)),
    ...problemRows(assessment, style),
  ]
  return section(renderRows(rows, style)) + section(renderRest(assessment, style))
}

const BOOKKEEPING = {
  adopt: 'registered exactly as declared: remembered as ours',
  forget: 'no longer declared, no longer registered: forgotten',
} as const

function bookkeepingRows({ plan }: Assessment, style: Style): readonly Row[] {
  return plan.bookkeeping.map(({ kind, name, partyId }) => {
    return { word: kind, emphasis: style.faint, party: { name, partyId }, detail: BOOKKEEPING[kind], notes: [] }
  })
}

function refusedRow(change: Change, style: Style): Row {
  const detail = `${WORDS[change.kind].pending}: held back`
  return { word: 'REFUSED', emphasis: style.bad, party: change, detail, notes: [describeChange(change)] }
}

/** Problems that belong to one party of the plan stand in its row; the others are shown apart, by the caller. */
function problemRows({ plan, drift }: Assessment, style: Style): readonly Row[] {
  const items = new Map(drift.map((item) => [item.partyId, item]))
  return plan.problems.flatMap((problem) => {
    const item = items.get(problem.party ?? '')
    return item === undefined ? [] : [problemRow(problem, item, style)]
  })
}

function problemRow({ severity, message, remedy }: Problem, item: DriftItem, style: Style): Row {
  const refused = severity === 'error'
  return {
    word: refused ? 'REFUSED' : 'note',
    emphasis: refused ? style.bad : style.careful,
    party: item,
    detail: item.class,
    notes: [escapeText(message), `→ ${escapeText(remedy)}`],
  }
}

/** The parties about which nothing is to be done, counted. */
function renderRest({ drift }: Assessment, { width }: Style): string {
  const countClass = (driftClass: DriftClass): number => drift.filter((item) => item.class === driftClass).length
  const [foreign, denied] = [countClass('foreign'), countClass('denied')]
  const waiting = drift.filter((item) => item.class === 'unverified').map(({ name }) => escapeText(name))
  const parts = [
    `in sync ${countClass('matching')}`,
    foreign === 0 ? undefined : `foreign ${foreign}, left alone`,
    denied === 0 ? undefined : `denied ${denied}`,
    waiting.length === 0 ? undefined : `waiting for ${waiting.join(', ')}: no valid certificate in the federation`,
  ]
  return wrap(joinParts(parts, ' · '), 2, width)
    .map((line) => `${line}\n`)
    .join('')
}
