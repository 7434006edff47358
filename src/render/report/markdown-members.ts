import { countCells, listCounts } from '../../domain/report/count-cells.ts'
import { CELLS, isCounted, type Cell, type DriftReport, type Member } from '../../domain/report/drift-report.ts'
import type { MarkdownPart } from '../markdown-fit.ts'
import { renderMarkdownCode } from '../markdown-text.ts'
import { ago, count, date, shortRevision } from '../words.ts'
import { given, label, nameParty, writeCounts } from './markdown-words.ts'

/** Of one component; the matrix and the findings have the rest. */
const MOST_NAMED = 30

/** Describes each member by itself, folded away. */
export function describeMembers(report: DriftReport): MarkdownPart {
  return {
    head: '\n### Parties\n\n',
    rows: report.members.map((member, index) => renderMember(report, member, report.cells[index] ?? [])),
    noun: 'party',
    plural: 'parties',
  }
}

function renderMember(report: DriftReport, member: Member, row: readonly Cell[]): string {
  const counts = writeCounts(listCounts(countCells(row)))
  const lines = [
    describeCertificate(member),
    ...describeObservation(member, report.madeAt),
    ...describeConditions(member, report.madeAt),
    ...describeOthers(report, row),
  ]
  return [
    `<details><summary>${nameParty(member)}: ${member.observation.state.replace('-', ' ')}${counts === '' ? '' : `; ${counts}`}</summary>`,
    '',
    ...lines.map((line) => `- ${line}`),
    '',
    '</details>',
    '',
  ].join('\n')
}

function describeCertificate({ role, certificate, declaredBy }: Member): string {
  if (certificate === undefined) return `${role}, without a valid certificate`
  const by = declaredBy === undefined ? '' : `, declared by <code>${shortRevision(declaredBy.id)}</code>`
  return `${role}, certificate ${renderMarkdownCode(certificate.fingerprint)} until ${date(certificate.notAfter)}${by}`
}

function describeObservation({ observation }: Member, madeAt: number): readonly string[] {
  const { observedAt, validUntil, revision, history, exitCode, foreign, version, family } = observation
  if (observedAt === undefined) return []
  const facts = [
    `observed ${ago(observedAt, madeAt)}`,
    ...given(validUntil, (time) => `valid until ${date(time)}`),
    ...given(revision, (id) => `saw <code>${label(shortRevision(id))}</code>`),
    ...given(history === 'same' ? undefined : history, (fact) => `which is ${fact}`),
    ...given(exitCode, (code) => `exit code ${code}`),
    ...given(foreign === 0 ? undefined : foreign, (rows) => `${count(rows, 'row')} of unknown parties`),
  ]
  const versions = [...given(family, (text) => label(text)), ...given(version, (text) => `fbm-gitops ${label(text)}`)]
  return [facts.join(', '), ...(versions.length === 0 ? [] : [versions.join(', ')])]
}

function describeConditions({ observation }: Member, madeAt: number): readonly string[] {
  return observation.conditions.map(({ type, status, reason, since }) => {
    return `${type} is ${status}: ${label(reason)}, since ${date(since)}, ${ago(since, madeAt)}`
  })
}

/** Names what is otherwise than declared; what is not known is counted above, and names nobody. */
function describeOthers({ members }: DriftReport, row: readonly Cell[]): readonly string[] {
  const plain: readonly Cell[] = ['declared', 'unknown', 'stale']
  const others = row.flatMap((cell, index) => {
    const member = members[index]
    return member === undefined || !isCounted(cell) || plain.includes(cell)
      ? []
      : [`${CELLS[cell].word}: ${nameParty(member)}`]
  })
  if (others.length <= MOST_NAMED) return others
  return [...others.slice(0, MOST_NAMED), `… ${others.length - MOST_NAMED} more, ${others.length} in all`]
}
