import { COUNTED_CELLS, countCells } from '../../domain/report/count-cells.ts'
import { listReported, VERDICTS, type Cell, type DriftReport, type Member } from '../../domain/report/drift-report.ts'
import { FINDING_RULES } from '../../domain/report/rules.ts'
import { escapeText } from '../../domain/quote.ts'

type Labels = Readonly<Record<string, string>>

/** A family of samples. Names and labels are promises: dashboards and alerts rest on them. */
interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: readonly (readonly [labels: Labels, value: number])[]
}

/** Every state has its sample, so that an alert sees it go back to none. */
const NONE = Object.fromEntries(COUNTED_CELLS.map((cell) => [cell, 0]))
const STATES = ['fresh', 'stale', 'refused', 'missing']

/** Renders a report in Prometheus' text format, for a file that node_exporter's textfile collector reads. */
export function renderPrometheusReport(report: DriftReport): string {
  const metrics = [...describeReport(report), ...describeMembers(report)]
  return metrics.map((metric) => renderMetric(metric, report.federation)).join('')
}

function describeReport(report: DriftReport): readonly Metric[] {
  const { madeAt, verdict, exitCode, members, counts, findings, baseline } = report
  const by = (key: 'severity' | 'rule', values: readonly string[]): Metric['samples'] =>
    values.map((value) => [{ [key]: value }, findings.filter((finding) => finding[key] === value).length])
  return [
    ...describeSubject(report),
    metric('report_timestamp_seconds', 'When the report was made.', [[{}, toSeconds(madeAt)]]),
    metric(
      'report_verdict',
      'The answer in one word: 1 for the one that holds, 0 for the others.',
      Object.keys(VERDICTS).map((each) => [{ verdict: each }, each === verdict ? 1 : 0]),
    ),
    metric('report_exit_code', 'The exit code of the report.', [[{}, exitCode]]),
    metric('report_parties', 'How many parties are declared.', [[{}, members.length]]),
    metric(
      'report_registrations',
      'How many registrations that one party should hold of another are in each state.',
      Object.entries({ ...NONE, ...counts }).map(([state, number]) => [{ state }, number]),
    ),
    metric(
      'report_findings',
      'How many findings there are of each severity.',
      by('severity', ['error', 'warning', 'info']),
    ),
    metric('report_rule_findings', 'How many findings there are of each rule.', by('rule', Object.keys(FINDING_RULES))),
    metric(
      'report_baseline_findings',
      'How many findings are new, known or gone against the baseline.',
      baseline === undefined
        ? []
        : [
            [{ change: 'new' }, baseline.new],
            [{ change: 'known' }, baseline.known],
            [{ change: 'gone' }, baseline.gone.length],
          ],
    ),
  ]
}

function describeSubject({ profile, revision, scope }: DriftReport): readonly Metric[] {
  return [
    metric('report_info', 'What the report is about; always 1.', [[{ profile, revision: revision.id }, 1]]),
    metric(
      'report_component',
      'The one component that the report is about; absent where it is about all of them.',
      scope.kind === 'federation' ? [] : [[{ party: scope.party.id, name: scope.party.name }, 1]],
    ),
  ]
}

function describeMembers(report: DriftReport): readonly Metric[] {
  const { members, cells } = report
  const times = (value: (member: Member) => number | undefined): Metric['samples'] =>
    members.flatMap((member) => {
      const time = value(member)
      return time === undefined ? [] : [[labelsOf(member), toSeconds(time)] as const]
    })
  return [
    metric(
      'party_certificate_not_after_timestamp_seconds',
      "When the party's declared certificate ends; absent where there is none that is valid.",
      times(({ certificate }) => certificate?.notAfter),
    ),
    metric(
      'party_observation_timestamp_seconds',
      'When the party last told what it holds.',
      times(({ observation }) => observation.observedAt),
    ),
    metric(
      'party_observation_valid_until_timestamp_seconds',
      'Until when that may be believed.',
      times(({ observation }) => observation.validUntil),
    ),
    metric(
      'party_observation_state',
      'What is known of the party: 1 for the state that holds, 0 for the others.',
      listReported(report).flatMap((member) =>
        STATES.map((state) => sampleOf(member, state, member.observation.state === state)),
      ),
    ),
    metric(
      'party_registrations',
      'How many registrations that the party should hold are in each state.',
      members.flatMap((member, index) => sampleRow(member, cells[index] ?? [])),
    ),
  ]
}

/** None of a component that was not asked. */
function sampleRow(member: Member, row: readonly Cell[]): Metric['samples'] {
  if (member.observation.state === 'not-asked') return []
  const counts = countCells(row)
  return COUNTED_CELLS.map((state) => sampleOf(member, state, counts[state] ?? 0))
}

function metric(name: string, help: string, samples: Metric['samples']): Metric {
  return { name: `fbm_gitops_${name}`, help, samples }
}

function sampleOf(member: Member, state: string, value: number | boolean): Metric['samples'][number] {
  return [{ ...labelsOf(member), state }, Number(value)]
}

function labelsOf({ id, name, role }: Member): Labels {
  return { party: id, name, role }
}

function toSeconds(milliseconds: number): number {
  return milliseconds / 1000
}

/** A family without samples is left out. */
function renderMetric({ name, help, samples }: Metric, federation: string): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => `${name}{${renderLabels({ federation, ...labels })}} ${value}\n`)
  return [`# HELP ${name} ${help}\n`, `# TYPE ${name} gauge\n`, ...lines].join('')
}

function renderLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escapeText(value).replace(/["\\]/g, '\\$&')}"`)
    .join(',')
}
