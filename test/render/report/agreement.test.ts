import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  CELLS,
  isCounted,
  type Cell,
  type DriftFinding,
  type DriftReport,
} from '../../../src/domain/report/drift-report.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { renderJson } from '../../../src/render/json.ts'
import { renderGitlabReport } from '../../../src/render/report/gitlab.ts'
import { renderHtmlReport } from '../../../src/render/report/html.ts'
import { reportToJson } from '../../../src/render/report/json.ts'
import { renderJunitReport } from '../../../src/render/report/junit.ts'
import { renderMarkdownReport } from '../../../src/render/report/markdown.ts'
import { renderPrometheusReport } from '../../../src/render/report/prometheus.ts'
import { renderSarifReport } from '../../../src/render/report/sarif.ts'
import { renderReport } from '../../../src/render/report/text.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { aHalved, anUnknown, aQuiet, aStar, aVariedReport } from '../../harness/browser/reports.ts'
import { anyFacts } from '../../helpers/any-report-facts.ts'
import { anId } from '../../helpers/builders.ts'
import { aDriftReport, aLargeReport } from '../../helpers/drift-report.ts'
import { suite } from '../../helpers/suite.ts'
import { readXml, type ReadElement } from '../../helpers/xml.ts'

/** What a form tells of the whole; what it has no place for is absent. */
interface Told {
  readonly verdict?: string | undefined
  readonly exitCode?: number
  readonly counts?: Readonly<Record<string, number>>
  readonly findings: number
  readonly severities?: Readonly<Record<string, number>>
}

const COUNTED = Object.entries(CELLS).filter(([cell]) => isCounted(cell))
const SEVERITIES = ['error', 'warning', 'info'] as const

/** Reads each form by its own marks, as whoever uses it would. */
const FORMS: Readonly<Record<string, (report: DriftReport) => Told>> = {
  text: (report) => {
    const text = renderReport(report, makePlainStyle(1000))
    const legend = COUNTED.map(
      ([cell, { sign, word }]) => [cell, find(text, `${escapeRegExp(sign)} ${word} (\\d+)(?: ·|$)`)] as const,
    )
    const severities = [
      find(text, '^(\\d+) errors?, '),
      find(text, ', (\\d+) warnings?, '),
      find(text, ', (\\d+) for info'),
    ]
    return {
      verdict: /^(?:\S+ in )?\S+ {3}([A-Za-z ]+)$/m.exec(text)?.[1]?.toLowerCase().replace(' ', '-'),
      exitCode: find(text, 'Exit code (\\d+)\\.$'),
      counts: withoutNone(legend),
      findings: sum(severities),
      severities: bySeverity(severities),
    }
  },
  json: (report) => {
    const { exitCode } = report
    const read = JSON.parse(
      renderJson({ command: 'report', exitCode, problems: [] }, reportToJson(report)),
    ) as DriftReport
    return {
      verdict: read.verdict,
      exitCode: read.exitCode,
      counts: read.counts,
      ...countFindings(read.findings),
    }
  },
  markdown: (report) => {
    const text = renderMarkdownReport(report)
    const registrations = /^\| Registrations \| (.*) \|$/m.exec(text)?.[1] ?? ''
    const severities = SEVERITIES.map((severity) => find(text, `^\\| Findings .*?(\\d+) ${severity}`))
    return {
      verdict: /^## ([A-Za-z ]+) [✅❔❌🚨]/mu.exec(text)?.[1]?.toLowerCase().replace(' ', '-'),
      exitCode: find(text, 'Exit code (\\d+):'),
      counts: withoutNone(COUNTED.map(([cell, { word }]) => [cell, find(registrations, `(\\d+) ${word}`)] as const)),
      findings: find(text, '^\\| Findings \\| (\\d+): '),
      severities: bySeverity(severities),
    }
  },
  html: (report) => {
    const page = renderHtmlReport(report).replace(/\n/g, '')
    const items = new Map(
      Array.from(
        page.matchAll(/<li><b>([\d,]+)<\/b><span><span class="mark ([\w-]+)">/g),
        ([, number = '', kind = '']) => [kind, Number(number.replaceAll(',', ''))],
      ),
    )
    return {
      verdict: /<p class="verdict ([\w-]+)">/.exec(page)?.[1],
      exitCode: find(page, '<dt>Exit code</dt><dd>(\\d+)</dd>'),
      counts: withoutNone(COUNTED.map(([cell]) => [cell, items.get(cell) ?? 0] as const)),
      findings: find(page, 'Findings \\((\\d+)\\)'),
      severities: bySeverity(SEVERITIES.map((severity) => items.get(severity) ?? 0)),
    }
  },
  junit: (report) => {
    const { children } = readXml(renderJunitReport(report))
    const properties = new Map(
      (children[0]?.children[0]?.children ?? []).map(({ attributes }) => [attributes['name'], attributes['value']]),
    )
    // Each member has at least the test of what it told; a report without any has nowhere to say anything.
    if (children.length === 0) return { findings: 0 }
    return {
      verdict: properties.get('verdict'),
      exitCode: Number(properties.get('exit code')),
      findings: Number(properties.get('findings')),
    }
  },
  sarif: (report) => {
    const { runs } = JSON.parse(renderSarifReport(report)) as { readonly runs: readonly [SarifRun] }
    const [{ properties, invocations, results }] = runs
    const grades = { error: 'error', warning: 'warning', note: 'info' } as const
    return {
      verdict: properties.verdict,
      exitCode: invocations[0].exitCode,
      counts: properties.counts,
      ...countFindings(results.map(({ level }) => ({ severity: grades[level] }))),
    }
  },
  gitlab: (report) => {
    const issues = JSON.parse(renderGitlabReport(report)) as readonly { readonly severity: keyof typeof grades }[]
    const grades = { critical: 'error', major: 'warning', info: 'info' } as const
    return countFindings(issues.map(({ severity }) => ({ severity: grades[severity] })))
  },
  prometheus: (report) => {
    const text = renderPrometheusReport(report)
    const read = (name: string, label: string): readonly (readonly [string, number])[] =>
      Array.from(
        text.matchAll(new RegExp(`^fbm_gitops_report_${name}\\{.*?${label}="([^"]*)"\\} (\\d+)$`, 'gm')),
        ([, value = '', number]) => [value, Number(number)] as const,
      )
    const severities = read('findings', 'severity')
    return {
      verdict: read('verdict', 'verdict').find(([, number]) => number === 1)?.[0],
      exitCode: find(text, '^fbm_gitops_report_exit_code\\{.*\\} (\\d+)$'),
      counts: withoutNone(read('registrations', 'state')),
      findings: sum(read('rule_findings', 'rule').map(([, number]) => number)),
      severities: Object.fromEntries(severities),
    }
  },
}

const REPORTS: Readonly<Record<string, () => DriftReport>> = {
  'that is in sync': () => aQuiet(3),
  'without a member': () => aQuiet(0),
  'that has drifted': aDriftReport,
  'that is an alarm, against a baseline': aVariedReport,
  'of a star': () => aStar(12),
  'of a large star': () => aStar(60),
  'of many of whom nothing is known': () => anUnknown(45),
  'of more than a table takes': () => aLargeReport(60),
  'that no form shows whole': () => aHalved(40),
}

suite('the forms of one report', (test) => {
  for (const [name, make] of Object.entries(REPORTS)) {
    test(`tell the same of one ${name}`, () => {
      const { counts, ...report } = make()
      assertAgreement({ ...report, counts: countAll(report) })
      assert.equal(counts, countAll(report))
    })
  }

  test('tell the same of any that follows from facts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        assertAgreement(makeDriftReport(facts))
      }),
      { numRuns: 25 },
    )
  })

  test('tell the same of any on one component alone', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        assertAgreement(makeDriftReport({ ...facts, scope: anId('a') }))
      }),
      { numRuns: 15 },
    )
  })

  test('fail a test of JUnit wherever something is wrong or not known', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const report = makeDriftReport(facts)
        const isGrave = report.findings.some(({ severity }) => severity !== 'info') || report.verdict !== 'in-sync'

        assert.is(failuresOf(readXml(renderJunitReport(report))) > 0, isGrave)
      }),
      { numRuns: 60 },
    )
  })
})

function assertAgreement(report: DriftReport): void {
  const expected: Required<Told> = {
    verdict: report.verdict,
    exitCode: report.exitCode,
    counts: report.counts,
    ...countFindings(report.findings),
  }
  for (const [form, read] of Object.entries(FORMS)) {
    const told = read(report)
    const asked = Object.fromEntries(Object.entries(expected).filter(([key]) => key in told))
    if (form !== 'junit' || report.members.length > 0) assert.equal(told, asked, form)
  }
}

interface SarifRun {
  readonly properties: { readonly verdict: string; readonly counts: Record<string, number> }
  readonly invocations: readonly [{ readonly exitCode: number }]
  readonly results: readonly { readonly level: 'error' | 'warning' | 'note' }[]
}

function failuresOf({ children }: ReadElement): number {
  return sum(children.map(({ attributes }) => Number(attributes['failures']) + Number(attributes['errors'])))
}

function escapeRegExp(text: string): string {
  return text.replace(/[+?!]/g, '[$&]')
}

/** The number behind the only match of a pattern; 0 where there is none. */
function find(text: string, pattern: string): number {
  return Number(new RegExp(pattern, 'mu').exec(text)?.[1] ?? 0)
}

function countFindings(
  findings: readonly Pick<DriftFinding, 'severity'>[],
): Required<Pick<Told, 'findings' | 'severities'>> {
  const numbers = SEVERITIES.map((severity) => findings.filter((finding) => finding.severity === severity).length)
  return { findings: findings.length, severities: bySeverity(numbers) }
}

function bySeverity(numbers: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(SEVERITIES.map((severity, index) => [severity, numbers[index] ?? 0]))
}

function withoutNone(counts: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.filter(([, number]) => number > 0))
}

function countAll({ cells }: Pick<DriftReport, 'cells'>): Readonly<Partial<Record<Cell, number>>> {
  const all = cells.flat()
  return withoutNone(COUNTED.map(([cell]) => [cell, all.filter((each) => each === cell).length]))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
