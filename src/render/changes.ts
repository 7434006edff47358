import { formatAddress } from '../domain/party.ts'
import type { Change } from '../domain/pass/change.ts'
import type { DriftClass } from '../domain/pass/drift.ts'
import { joinParts, type Row } from './rows.ts'
import type { Style } from './style.ts'
import { date, shortFingerprint } from './words.ts'

/** How a change is called before and after it was made. */
export const WORDS: Readonly<Record<Change['kind'], { readonly pending: string; readonly done: string }>> = {
  register: { pending: 'register', done: 'registered' },
  replace: { pending: 'replace', done: 'replaced' },
  delete: { pending: 'delete', done: 'deleted' },
}

const EMPHASIS: Readonly<Record<Change['kind'], (style: Style) => (text: string) => string>> = {
  register: ({ good }) => good,
  replace: ({ careful }) => careful,
  delete: ({ bad }) => bad,
}

/** Why a change is made, where its word alone does not say it. */
const CAUSES: Partial<Readonly<Record<DriftClass, string>>> = {
  vanished: 'somebody had deleted it',
  conflicting: 'taken over from a registration made by hand',
  edited: 'put back as declared',
  departed: 'left the federation',
  obsolete: 'cannot stay in this registry',
  denied: 'denied here',
}

/** Makes the row of one change under a word of the caller's. */
export function makeChangeRow(change: Change, word: string, style: Style): Row {
  return { word, emphasis: EMPHASIS[change.kind](style), party: change, detail: describeChange(change), notes: [] }
}

/** Describes what a change writes or takes away, and why. */
export function describeChange(change: Change): string {
  return joinParts([describeContent(change), CAUSES[change.cause]])
}

/** The same for where one cause holds for all of them. */
export function describeContent(change: Change): string {
  if (change.kind === 'delete') return shortFingerprint(change.before.fingerprint)
  const { address, certificate } = change.desired
  return joinParts([
    address === undefined ? undefined : formatAddress(address),
    shortFingerprint(certificate.fingerprint),
    `until ${date(certificate.notAfter)}`,
    change.kind === 'replace' ? describeReplacement(change) : undefined,
  ])
}

function describeReplacement({ before, desired }: Extract<Change, { kind: 'replace' }>): string {
  if (before.fingerprint !== desired.certificate.fingerprint) return `was ${shortFingerprint(before.fingerprint)}`
  if (before.isOlder) return 'in the layout of this Fed-BioMed'
  return before.address === undefined ? 'new address' : `address was ${formatAddress(before.address)}`
}
