import { EXIT_CODES } from '../../domain/exit-code.ts'
import { listCounts } from '../../domain/report/count-cells.ts'
import { listReported, VERDICTS, type DriftReport, type ReportVerdict } from '../../domain/report/drift-report.ts'
import { fitMarkdown, MARKDOWN_LIMITS, type MarkdownLimits } from '../markdown-fit.ts'
import { ago, capitalize, count, date, shortRevision } from '../words.ts'
import { describeMatrix } from './markdown-matrix.ts'
import { describeMembers } from './markdown-members.ts'
import { describeCertificates, describeFindings, describeGone, describeObservations } from './markdown-parts.ts'
import { label, writeCounts } from './markdown-words.ts'
import { describeScope, nameSubject } from './scope.ts'

const PICTURES: Readonly<Record<ReportVerdict, string>> = {
  'in-sync': '✅',
  unknown: '❔',
  drifted: '❌',
  alarm: '🚨',
}

const WHERE = 'see the other forms of this report, such as `html` and `json`.'

/**
 * Renders a report as Markdown for GitHub and GitLab. All totals stand above what may be left out for want of room.
 *
 * @param limits - what its place takes; a comment on GitHub where nothing else is said
 * @throws RangeError where the totals alone are larger; 32 KiB are enough for any
 */
export function renderMarkdownReport(report: DriftReport, limits: MarkdownLimits = MARKDOWN_LIMITS.comment): string {
  const parts = [
    describeMatrix(report),
    describeFindings(report),
    describeCertificates(report),
    describeObservations(report),
    describeGone(report),
    describeMembers(report),
  ]
  return fitMarkdown(renderHead(report), parts, { limits, where: WHERE })
}

function renderHead(report: DriftReport): string {
  const { verdict, source, profile, madeAt, exitCode } = report
  const about = describeScope(report, (text) => `<code>${label(text, 80)}</code>`)
  const facts = [
    describeRevision(report),
    `profile <code>${profile}</code>`,
    `read from <code>${label(source, 200)}</code>`,
    `made ${date(madeAt)} at ${new Date(madeAt).toISOString().slice(11, 16)} UTC`,
  ]
  return [
    renderMarker(report),
    `## ${capitalize(VERDICTS[verdict].word)} ${PICTURES[verdict]} ${nameSubject(report, label)}`,
    '',
    ...(about === '' ? [] : [about, '']),
    `${facts.join('; ')}. Exit code ${exitCode}: ${describeExit(report)}.`,
    '',
    '| | |',
    '| --- | --- |',
    ...describeTotals(report).map(([name, value]) => `| ${name} | ${value} |`),
    '',
  ].join('\n')
}

/** What is found may be asked not to count: that does not make it any better. */
function describeExit({ exitCode, verdict }: DriftReport): string {
  return exitCode === 0 && verdict !== 'in-sync' ? 'nothing that was found counts for it' : EXIT_CODES[exitCode]
}

/** Nobody sees it: by it, whoever keeps a comment up to date finds the one that is there. */
function renderMarker({ federation, scope }: DriftReport): string {
  const name = federation
    .replace(/[^\w.-]/g, '_')
    .replace(/-{2,}/g, '-')
    .slice(0, 60)
  return `<!-- fbm-gitops report ${name}${scope.kind === 'federation' ? '' : ` ${scope.party.id}`} -->`
}

function describeRevision({ revision, madeAt }: DriftReport): string {
  const { id, subject, author, time } = revision
  const title = subject === undefined ? '' : ` “${label(subject, 100)}”`
  const who = author === undefined ? '' : ` by ${label(author)}`
  const when = time === undefined ? '' : `, ${ago(time, madeAt)}`
  return id === 'none' ? 'Of files that are in no commit' : `At <code>${shortRevision(id)}</code>${title}${who}${when}`
}

function describeTotals(report: DriftReport): readonly (readonly [name: string, value: string])[] {
  const { members, findings, baseline, madeAt } = report
  const counted = listCounts(report.counts)
  const total = counted.reduce((sum, [, number]) => sum + number, 0)
  const graded = (['error', 'warning', 'info'] as const).map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return severity === 'info' ? `${number} info` : count(number, severity)
  })
  const observed = (['fresh', 'stale', 'refused', 'missing'] as const).map((state) => {
    return `${listReported(report).filter(({ observation }) => observation.state === state).length} ${state}`
  })
  const unasked = members.length - listReported(report).length
  return [
    ['Parties', String(members.length)],
    ['Registrations', total === 0 ? '0' : `${total}: ${writeCounts(counted)}`],
    ['Observations', [...observed, ...(unasked === 0 ? [] : [`${unasked} not asked`])].join(', ')],
    ['Findings', `${findings.length}: ${graded.join(', ')}`],
    ...(baseline === undefined
      ? []
      : ([
          [
            'Against the baseline',
            `${baseline.new} new, ${baseline.known} known, ${baseline.gone.length} gone since ${label(baseline.file, 100)} of ${date(baseline.madeAt)} (${ago(baseline.madeAt, madeAt)})`,
          ],
        ] as const)),
  ]
}
