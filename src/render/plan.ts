import type { Assessment } from '../domain/assessment.ts'
import type { Change } from '../domain/change.ts'
import type { DriftClass, DriftItem } from '../domain/drift.ts'
import type { Outcome } from '../domain/outcome.ts'
import { formatAddress } from '../domain/party.ts'
import type { Problem } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'
import { ago, count, date, shortFingerprint, shortId, shortRevision } from './words.ts'
import type { Style } from './style.ts'

/** One line per party, in columns: the word, the party, what it is about, and what to type next. */
interface Row {
  readonly word: string
  readonly emphasis: (text: string) => string
  readonly item: { readonly name: string; readonly partyId: string }
  readonly detail: string
  /** Lines below the row. */
  readonly notes: readonly string[]
}

/** Renders the head of a plan: which component, which federation, from which commit. */
export function renderHead({ component, declaration, self, drift }: Assessment, now: number): string {
  const { federation, revision } = declaration
  const held = drift.filter(({ observed }) => observed !== undefined).length
  const source =
    revision.time === undefined
      ? 'read from files, not from a commit'
      : `at ${shortRevision(revision.id)} “${escapeText(revision.subject ?? '')}”, ${ago(revision.time, now)}`
  const party = `${escapeText(self?.name ?? component.id)}   ${component.id}`
  const registry = self === undefined ? '' : `, registry of ${count(held, 'party', 'parties')}`
  return `${party}   in ${escapeText(federation.name)} ${source}\n${component.familyLabel}, profile ${federation.profile}${registry}\n`
}

/** Renders what a plan would do, party by party, then what is in sync, foreign and missing. */
export function renderPlan(assessment: Assessment, style: Style): string {
  const { verdict, plan } = assessment
  const rows = [
    ...verdict.changes.map((change) => changeRow(change, WORDS[change.kind], style)),
    ...plan.bookkeeping.map(({ kind, name, partyId }) => ({
      word: kind,
      emphasis: style.faint,
      item: { name, partyId },
      detail: BOOKKEEPING[kind],
      notes: [],
    })),
    ...verdict.refused.map((change) => refusedRow(change, style)),
    ...problemRows(assessment, style),
  ]
  return section(renderRows(rows)) + section(renderRest(assessment))
}

/** Renders what became of each change, then the same as `renderPlan`. */
export function renderOutcomes(assessment: Assessment, outcomes: readonly Outcome[], style: Style): string {
  const rows = [
    ...outcomes.map((outcome) => outcomeRow(outcome, style)),
    ...assessment.verdict.refused.map((change) => refusedRow(change, style)),
    ...problemRows(assessment, style),
  ]
  return section(renderRows(rows)) + section(renderRest(assessment))
}

/** The last lines of a plan: what it comes to, and what to type next. */
export function renderPlanSummary({ plan, verdict, self }: Assessment): string {
  if (self === undefined) return '\nNothing was written.\n'
  const refused = verdict.refused.length + plan.problems.filter(({ severity }) => severity === 'error').length
  const counts = [
    ...countKinds(verdict.changes.map(({ kind }) => kind)).map(([kind, number]) => `${number} to ${kind}`),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ]
  if (counts.length === 0) return '\nNothing to do. Nothing was written.\n'
  const apply =
    verdict.changes.length === 0 ? '' : `Apply exactly this: fbm-gitops reconcile --plan-digest ${plan.digest}\n`
  return `\n${counts.join(', ')}. Nothing was written.\n${apply}`
}

/** The last lines of a pass: what is now true, and where the backup lies. */
export function renderPassSummary({ assessment, outcomes, backup }: PassSummary): string {
  if (assessment.self === undefined) return '\nNothing was written.\n'
  const done = outcomes.filter(({ result }) => result === 'done').map(({ change }) => change.kind)
  const refused =
    assessment.verdict.refused.length + assessment.plan.problems.filter(({ severity }) => severity === 'error').length
  const unsettled = outcomes.length - done.length
  const counts = [
    ...countKinds(done).map(([kind, number]) => `${number} ${DONE[kind]}`),
    ...(unsettled === 0 ? [] : [`${unsettled} not done`]),
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ]
  const kept = backup === undefined ? '' : `The registry as it was before: ${escapeText(backup)}\n`
  if (counts.length === 0) return '\nNothing to do: the registry was not touched.\n'
  return `\n${counts.join(', ')}.\n${kept}`
}

interface PassSummary {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  readonly backup: string | undefined
}

function countKinds(kinds: readonly Change['kind'][]): readonly (readonly [Change['kind'], number])[] {
  const order = ['register', 'replace', 'delete'] as const
  return order
    .map((kind) => [kind, kinds.filter((each) => each === kind).length] as const)
    .filter(([, number]) => number > 0)
}

const WORDS: Readonly<Record<Change['kind'], string>> = { register: 'register', replace: 'replace', delete: 'delete' }
const DONE: Readonly<Record<Change['kind'], string>> = {
  register: 'registered',
  replace: 'replaced',
  delete: 'deleted',
}

const BOOKKEEPING = {
  adopt: 'registered exactly as declared; will be remembered as ours',
  forget: 'no longer declared, no longer registered',
} as const

/** Why a change is made, where its word alone does not say it. */
const CAUSES: Partial<Readonly<Record<DriftClass, string>>> = {
  vanished: 'somebody had deleted it',
  conflicting: 'taken over from a registration made by hand',
  edited: 'put back as declared',
  departed: 'left the federation',
  denied: 'denied here',
}

function changeRow(change: Change, word: string, style: Style): Row {
  return { word, emphasis: EMPHASIS[change.kind](style), item: change, detail: describeChange(change), notes: [] }
}

const EMPHASIS: Readonly<Record<Change['kind'], (style: Style) => (text: string) => string>> = {
  register: ({ good }) => good,
  replace: ({ careful }) => careful,
  delete: ({ bad }) => bad,
}

function outcomeRow({ change, result, reason }: Outcome, style: Style): Row {
  if (result === 'done') return changeRow(change, DONE[change.kind], style)
  const notes = reason === undefined ? [] : [escapeText(reason)]
  return { word: result, emphasis: style.bad, item: change, detail: describeChange(change), notes }
}

function refusedRow(change: Change, style: Style): Row {
  const detail = `${WORDS[change.kind]} held back by the brake below`
  return { word: 'REFUSED', emphasis: style.bad, item: change, detail, notes: [] }
}

function describeChange(change: Change): string {
  const cause = CAUSES[change.cause]
  if (change.kind === 'delete') return [shortFingerprint(change.before.fingerprint), cause].filter(isText).join('   ')
  const { address, certificate } = change.desired
  const parts = [
    address === undefined ? undefined : formatAddress(address),
    shortFingerprint(certificate.fingerprint),
    `until ${date(certificate.notAfter)}`,
    change.kind === 'replace' ? describeReplacement(change) : undefined,
    cause,
  ]
  return parts.filter(isText).join('   ')
}

function describeReplacement({ before, desired }: Extract<Change, { kind: 'replace' }>): string {
  if (before.fingerprint === desired.certificate.fingerprint) {
    return before.address === undefined ? 'new address' : `address was ${formatAddress(before.address)}`
  }
  return `was ${shortFingerprint(before.fingerprint)}`
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
    word: refused ? 'REFUSED' : item.class,
    emphasis: refused ? style.bad : style.careful,
    item,
    detail: item.class,
    notes: [escapeText(message), `→ ${escapeText(remedy)}`],
  }
}

/** The parties about which nothing is to be done, counted. */
function renderRest({ drift }: Assessment): string {
  const inSync = drift.filter((item) => item.class === 'matching').length
  const foreign = drift.filter((item) => item.class === 'foreign').length
  const denied = drift.filter((item) => item.class === 'denied').length
  const waiting = drift.filter((item) => item.class === 'unverified').map(({ name }) => escapeText(name))
  const parts = [
    `in sync ${inSync}`,
    foreign === 0 ? undefined : `foreign ${foreign}, left alone`,
    denied === 0 ? undefined : `denied ${denied}`,
    waiting.length === 0 ? undefined : `waiting for ${waiting.join(', ')}: no valid certificate in the federation`,
  ]
  return `  ${parts.filter(isText).join(' · ')}\n`
}

function renderRows(rows: readonly Row[]): string {
  const wordWidth = widest(rows.map(({ word }) => word))
  const nameWidth = widest(rows.map(({ item }) => escapeText(item.name)))
  const idWidth = widest(rows.map(({ item }) => shortId(escapeText(item.partyId))))
  return rows
    .map(({ word, emphasis, item, detail, notes }) => {
      const label = item.name === item.partyId ? '' : escapeText(item.name)
      const columns = [
        emphasis(word.padEnd(wordWidth)),
        label.padEnd(nameWidth),
        shortId(escapeText(item.partyId)).padEnd(idWidth),
        detail,
      ]
      const indent = ' '.repeat(wordWidth + 4)
      return [`  ${columns.join('  ')}`.trimEnd(), ...notes.map((note) => indent + note)].join('\n') + '\n'
    })
    .join('')
}

function section(text: string): string {
  return text === '' ? '' : `\n${text}`
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}
