import { listReported, type DriftFinding, type DriftReport, type Member } from '../../domain/report/drift-report.ts'
import { FINDING_RULES } from '../../domain/report/rules.ts'
import type { MarkdownPart } from '../markdown-fit.ts'
import { escapeMarkdown, renderMarkdownCode } from '../markdown-text.ts'
import { ago, date, shortRevision } from '../words.ts'
import { given, label, nameParty } from './markdown-words.ts'

const DAY_MS = 86_400_000

/** Describes every finding, the most severe first. */
export function describeFindings({ findings, madeAt }: DriftReport): MarkdownPart {
  return {
    head: renderTableHead('Findings', ['Severity', 'At', 'About', 'Finding', 'Since', 'Declared by', 'What to do']),
    rows: findings.map((finding) => renderRow(describeFinding(finding, madeAt))),
    noun: 'finding',
    plural: 'findings',
  }
}

/** Describes the certificates that findings are about, the first to end first. */
export function describeCertificates({ findings, members, madeAt }: DriftReport): MarkdownPart {
  const found = new Set(findings.flatMap(({ rule, party }) => (rule.startsWith('certificate-') ? [party?.id] : [])))
  const ending = members.flatMap((member) => {
    return member.certificate === undefined || !found.has(member.id) ? [] : [{ member, ...member.certificate }]
  })
  return {
    head: renderTableHead('Certificates that end', ['Party', 'Ends', 'Days left', 'Fingerprint']),
    rows: ending
      .sort((a, b) => a.notAfter - b.notAfter)
      .map(({ member, notAfter, fingerprint }) => {
        const days = Math.floor((notAfter - madeAt) / DAY_MS)
        return renderRow([
          nameParty(member),
          date(notAfter),
          days < 0 ? '**ended**' : String(days),
          renderMarkdownCode(fingerprint),
        ])
      }),
    noun: 'certificate that ends',
    plural: 'certificates that end',
  }
}

/** Describes the observations that do not count, and those that are not there. */
export function describeObservations(report: DriftReport): MarkdownPart {
  return {
    head: renderTableHead('Components of which nothing is known now', [
      'Party',
      'Observation',
      'Last one',
      'Valid until',
    ]),
    rows: listReported(report)
      .filter(({ observation }) => observation.state !== 'fresh')
      .map((member) => renderRow(describeObservation(member, report.madeAt))),
    noun: 'component of which nothing is known now',
    plural: 'components of which nothing is known now',
  }
}

/** Describes the findings of the baseline that are no more. */
export function describeGone({ baseline }: DriftReport): MarkdownPart {
  return {
    head: renderTableHead('Gone since the baseline', ['Rule', 'Finding']),
    rows: (baseline?.gone ?? []).map(({ rule, message }) =>
      renderRow([renderMarkdownCode(rule), escapeMarkdown(message)]),
    ),
    noun: 'finding that is gone',
    plural: 'findings that are gone',
  }
}

function describeFinding(finding: DriftFinding, madeAt: number): readonly string[] {
  const { rule, severity, component, party, message, expected, actual, since, remedy, isNew } = finding
  const what = [
    `**${FINDING_RULES[rule].title}**: ${escapeMarkdown(message)}`,
    ...given(expected, (fingerprint) => `expected ${renderMarkdownCode(fingerprint)}`),
    ...given(actual, (fingerprint) => `actual ${renderMarkdownCode(fingerprint)}`),
  ]
  return [
    `${isNew === true ? '**new** ' : ''}${severity}`,
    ...[component, party].map((each) => given(each, nameParty).join('')),
    what.join('<br>'),
    since === undefined ? '' : `${date(since)}, ${ago(since, madeAt)}`,
    describeDeclaration(finding),
    escapeMarkdown(remedy),
  ]
}

function describeDeclaration({ declaredBy }: DriftFinding): string {
  if (declaredBy === undefined) return ''
  const { id, author } = declaredBy
  return `<code>${shortRevision(id)}</code>${author === undefined ? '' : ` ${label(author)}`}`
}

function describeObservation(member: Member, madeAt: number): readonly string[] {
  const { state, observedAt, validUntil } = member.observation
  return [
    nameParty(member),
    state,
    observedAt === undefined ? 'none' : `${date(observedAt)}, ${ago(observedAt, madeAt)}`,
    validUntil === undefined ? '' : date(validUntil),
  ]
}

function renderTableHead(title: string, columns: readonly string[]): string {
  return ['', `### ${title}`, '', `| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ''].join('\n')
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}
