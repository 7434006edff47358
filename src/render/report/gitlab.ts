import type { DriftFinding, DriftReport } from '../../domain/report/drift-report.ts'
import { escapeText } from '../../domain/quote.ts'

/** GitLab knows five grades: `blocker` and `minor` are not used. */
const SEVERITIES = { error: 'critical', warning: 'major', info: 'info' } as const

/** Renders the findings as a report of GitLab's Code Quality; what is known already there has the same fingerprint. */
export function renderGitlabReport(report: DriftReport): string {
  return `${JSON.stringify(report.findings.map(toIssue), undefined, 2)}\n`
}

function toIssue({ id, rule, severity, message, remedy, place }: DriftFinding): object {
  return {
    description: escapeText(`${message} ${remedy}`.trim()),
    check_name: rule,
    fingerprint: id,
    severity: SEVERITIES[severity],
    location: { path: escapeText(place.file), lines: { begin: place.line } },
  }
}
