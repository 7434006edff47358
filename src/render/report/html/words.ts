import type { Revision } from '../../../domain/federation.ts'
import type { HistoryFact } from '../../../domain/report/history-fact.ts'
import type { DriftFinding, Member, MemberObservation } from '../../../domain/report/drift-report.ts'
import { ago, date, shortRevision } from '../../words.ts'
import { html, type Html } from './markup.ts'

/** How something graded is shown: a sign and a word before any colour. */
export interface Mark {
  readonly sign: string
  readonly word: string
  readonly meaning: string
}

export const SEVERITIES: Readonly<Record<DriftFinding['severity'], Mark>> = {
  error: { sign: '×', word: 'error', meaning: 'must be mended' },
  warning: { sign: '!', word: 'warning', meaning: 'should be looked at' },
  info: { sign: 'i', word: 'info', meaning: 'good to know' },
}

export const OBSERVATIONS: Readonly<Record<MemberObservation['state'], Mark>> = {
  fresh: { sign: '✓', word: 'fresh', meaning: 'It counts.' },
  stale: { sign: '~', word: 'stale', meaning: 'It is too old to be believed.' },
  refused: { sign: '×', word: 'refused', meaning: 'What came in does not count.' },
  missing: { sign: '?', word: 'missing', meaning: 'The component has told nothing.' },
  'not-asked': { sign: ' ', word: 'not asked', meaning: 'The report is about another component alone.' },
}

export const HISTORY: Readonly<Record<HistoryFact, string>> = {
  same: 'the commit of this report',
  behind: 'older than the commit of this report',
  ahead: 'newer than the commit of this report',
  diverged: 'of another history than the commit of this report',
  unknown: 'not known in this repository',
}

/** An untrusted name: its direction of writing must not change the order of what stands beside it. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

/** A sign with its word: the sign is for the eyes only. */
export function mark(kind: string, { sign, word }: Mark): Html {
  return html`<span class="mark ${kind}"><span aria-hidden="true">${sign}</span> ${word}</span>`
}

/** A moment in UTC, to the minute. */
export function moment(time: number): Html {
  const text = new Date(time).toISOString()
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)} UTC</time>`
}

/** A day in UTC, and how long ago it was. */
export function since(time: number, now: number): Html {
  return html`<time datetime="${new Date(time).toISOString()}">${date(time)}</time>, ${ago(time, now)}`
}

/** A commit with its subject, author and day, as far as they are known. */
export function commit({ id, subject, author, time }: Revision): Html {
  const about = subject === undefined ? html`` : html` “${name(subject)}”`
  const who = author === undefined ? html`` : html` by ${name(author)}`
  return html`<code>${shortRevision(id)}</code>${about}${who}${time === undefined ? '' : `, ${date(time)}`}`
}

/** A link to the details of a member, or to a finding. */
export function link(target: `m${number}` | `f${number}`, content: Html): Html {
  return html`<a href="#${target}">${content}</a>`
}

/** A link to a member's details by its name. */
export function memberLink(members: readonly Member[], index: number): Html {
  return link(`m${index}`, name(members[index]?.name ?? ''))
}

/** The same for a value that may be absent. */
export function factOf<Value>(term: string, value: Value | undefined, render: (value: Value) => Html): Html {
  return fact(term, value === undefined ? undefined : render(value))
}

/** One line of a list of facts; nothing where there is nothing to say. */
export function fact(term: string, value: Html | undefined): Html {
  return value === undefined
    ? html``
    : html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`
}
