import type { Revision } from '../domain/federation.ts'
import { formatAddress, type Address } from '../domain/party.ts'
import type { Assessment } from '../domain/pass/assessment.ts'
import { DRIFT_MEANINGS } from '../domain/pass/drift-meaning.ts'
import type { DriftItem } from '../domain/pass/drift.ts'
import type { Problem } from '../domain/problem.ts'
import { escapeText, quote } from '../domain/quote.ts'
import type { Style } from './style.ts'
import { date, shortRevision } from './words.ts'

/** The last commits that touched what declares a party; absent outside git. */
export interface DeclaredBy {
  readonly certificate: Revision | undefined
  readonly manifest: Revision | undefined
}

/** Why one party is, or is not, registered. */
export interface Explanation {
  readonly item: DriftItem
  readonly assessment: Assessment
  readonly declaredBy: DeclaredBy
  /** What speaks against it. */
  readonly problems: readonly Problem[]
}

/** Renders the answer first, then the three states that it follows from, then what to do. */
export function renderExplanation(explanation: Explanation, style: Style): string {
  const { item, problems } = explanation
  const { state, action } = DRIFT_MEANINGS[item.class]
  const lines = [
    `${escapeText(item.name)}   ${escapeText(item.partyId)}   ${style.strong(item.class)}`,
    state,
    `reconcile: ${action}`,
    '',
    ...describeStates(explanation),
    ...problems.flatMap(({ message, remedy }) => ['', escapeText(message), `→ ${escapeText(remedy)}`]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function describeStates({ item, declaredBy, assessment }: Explanation): readonly string[] {
  const { desired, recorded, observed } = item
  const commits = [
    ...describeCommit('certificate', declaredBy.certificate),
    ...describeCommit('manifest', declaredBy.manifest),
  ]
  return [
    `  declared   ${desired === undefined ? item.standing : holding(desired.certificate.fingerprint, desired.address)}`,
    ...commits,
    `  recorded   ${recorded === undefined ? 'nothing that fbm-gitops wrote' : holding(recorded.fingerprint, recorded.address)}`,
    ...(recorded === undefined
      ? []
      : [`             written on ${date(recorded.time)} from ${shortRevision(recorded.revision)}`]),
    `  registry   ${observed === undefined ? 'nothing' : holding(observed.fingerprint, observed.address)}`,
    `  revision   ${shortRevision(assessment.declaration.revision.id)}`,
  ]
}

function describeCommit(what: string, revision: Revision | undefined): readonly string[] {
  if (revision?.time === undefined) return []
  const author = revision.author === undefined ? '' : ` by ${quote(revision.author)}`
  const subject = revision.subject === undefined ? '' : ` “${quote(revision.subject)}”`
  return [
    `             ${what} last changed on ${date(revision.time)}${author} in ${shortRevision(revision.id)}${subject}`,
  ]
}

function holding(fingerprint: string | undefined, address: Address | undefined): string {
  const certificate = fingerprint ?? 'a certificate that cannot be read'
  return address === undefined ? certificate : `${certificate}   ${formatAddress(address)}`
}
