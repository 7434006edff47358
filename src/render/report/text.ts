import type { Revision } from '../../domain/federation.ts'
import { listReported, VERDICTS, type DriftFinding, type DriftReport } from '../../domain/report/drift-report.ts'
import { escapeText } from '../../domain/quote.ts'
import type { Style } from '../style.ts'
import { ago, capitalize, count, date, shortFingerprint, shortRevision, wrap } from '../words.ts'
import { describeScope, nameSubject } from './scope.ts'
import { renderCells } from './text-matrix.ts'

/** How many findings are shown whole; the others are counted, by rule. */
const MOST_FINDINGS = 25

/** Renders a report for people: the answer, the matrix with who is silent, then what is to be done, the gravest first. */
export function renderReport(report: DriftReport, style: Style): string {
  return [
    renderHead(report, style),
    renderCells(report, style),
    renderFindings(report, style),
    renderComparison(report, style),
    renderSummary(report, style),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function renderHead(report: DriftReport, style: Style): string {
  const { profile, revision, verdict, madeAt, source } = report
  const { word, meaning } = VERDICTS[verdict]
  const about = describeScope(report, escapeText)
  const emphasis = { 'in-sync': style.good, unknown: style.careful, drifted: style.bad, alarm: style.bad }[verdict]
  const subject = revision.subject === undefined ? '' : ` “${escapeText(revision.subject.slice(0, 200))}”`
  const age = revision.time === undefined ? '' : `, ${ago(revision.time, madeAt)}`
  const at = revision.id === 'none' ? 'from files' : `at ${shortRevision(revision.id)}${subject}${age}`
  const shown = emphasis(verdict === 'in-sync' ? word : word.toUpperCase())
  return [
    `${nameSubject(report, escapeText)}   ${shown}`,
    ...wrap(`${capitalize(meaning)}.`, 0, style.width),
    ...(about === '' ? [] : wrap(about, 0, style.width)),
    ...wrap(`Profile ${profile}, ${at}, read from ${escapeText(source)}.`, 0, style.width),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

const WORDS: Readonly<Record<DriftFinding['severity'], string>> = { error: 'ERROR', warning: 'warning', info: 'info' }

function renderFindings(report: DriftReport, style: Style): string {
  const { findings } = report
  const shown = findings.slice(0, MOST_FINDINGS).map((finding) => renderFinding(finding, report, style))
  return [...shown, ...countRest(findings.slice(MOST_FINDINGS), style)].join('')
}

function renderFinding(finding: DriftFinding, { madeAt }: DriftReport, style: Style): string {
  const { severity, rule, isNew, message, remedy } = finding
  const emphasis = { error: style.bad, warning: style.careful, info: style.faint }[severity]
  const word = emphasis(WORDS[severity].padEnd(7))
  const head = `  ${word}  ${rule}${isNew === true ? '  (new)' : ''}`
  const texts = [message, describe(finding, madeAt), `→ ${remedy}`].filter((text) => text !== '')
  const lines = texts.flatMap((text) => wrap(escapeText(text), 11, style.width))
  return [head, ...lines].map((line) => `${line}\n`).join('')
}

/** What is known besides: fingerprints, since when, and who declared it. */
function describe({ expected, actual, since, declaredBy, place }: DriftFinding, now: number): string {
  const parts = [
    expected === undefined ? writePlace(place) : `declared ${shortFingerprint(expected)}${writeCommit(declaredBy)}`,
    actual === undefined ? '' : `held ${shortFingerprint(actual)}`,
    since === undefined ? '' : `since ${date(since)} (${ago(since, now)})`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function writeCommit(commit: Revision | undefined): string {
  if (commit === undefined) return ''
  const author = commit.author === undefined ? '' : ` of ${commit.author.slice(0, 200)}`
  return ` by ${shortRevision(commit.id)}${author}`
}

function writePlace({ file, line, column }: DriftFinding['place']): string {
  return `${file}:${line}:${column}`
}

function countRest(findings: readonly DriftFinding[], { width }: Style): readonly string[] {
  if (findings.length === 0) return []
  const counts = new Map<string, number>()
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const rules = [...counts].map(([rule, number]) => `${number} ${rule}`).join(', ')
  const text = `… and ${findings.length} more: ${rules}. All of them: --format json, or --also html=FILE`
  return wrap(text, 2, width).map((line) => `${line}\n`)
}

function renderComparison({ baseline, madeAt }: DriftReport, { width }: Style): string {
  if (baseline === undefined) return ''
  const { file, gone } = baseline
  const head = `Compared with ${escapeText(file)}, made ${ago(baseline.madeAt, madeAt)}: ${baseline.new} new, ${baseline.known} known, ${gone.length} gone.`
  const lines = gone
    .slice(0, MOST_FINDINGS)
    .flatMap(({ rule, message }) => wrap(`gone  ${escapeText(rule)}: ${escapeText(message)}`, 2, width))
  return [...wrap(head, 0, width), ...lines].map((line) => `${line}\n`).join('')
}

function renderSummary(report: DriftReport, { width }: Style): string {
  const { findings, members, exitCode } = report
  const number = (severity: DriftFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  const observed = members.filter(({ observation }) => observation.state === 'fresh').length
  const found = `${count(number('error'), 'error')}, ${count(number('warning'), 'warning')}, ${number('info')} for information`
  const asked = listReported(report).length
  const unasked = members.length - asked
  const rest = unasked === 0 ? '' : `, ${unasked} not asked`
  const text = `${found}; ${observed} of ${count(asked, 'component')} observed${rest}. Exit code ${exitCode}.`
  return wrap(text, 0, width)
    .map((line) => `${line}\n`)
    .join('')
}
