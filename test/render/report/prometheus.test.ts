import * as assert from 'uvu/assert'
import { escapeText } from '../../../src/domain/quote.ts'
import { renderPrometheusReport } from '../../../src/render/report/prometheus.ts'
import { NOW } from '../../helpers/builders.ts'
import { aDriftReport, aFinding, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { aHostileReport, HOSTILE_TEXTS } from '../../helpers/hostile.ts'
import { withPython } from '../../helpers/python.ts'
import { suite } from '../../helpers/suite.ts'

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly type: string
  readonly help: string
}

suite('renderPrometheusReport', (test) => {
  test("is read by Prometheus' own client as what was meant, whatever names there are", async () => {
    const reports = [aDriftReport(), aLargeReport(20), ...HOSTILE_TEXTS.map(aHostileReport)]
    const texts = reports.map(renderPrometheusReport)
    await withPython("Prometheus' text format", async (python) => {
      const read = (await python.ask('read_metrics.py', texts)) as readonly (readonly Sample[])[]

      for (const [index, samples] of read.entries()) {
        const report = reports[index] ?? aDriftReport()
        assert.is(samples.length, texts[index]?.split('\n').filter((line) => /^fbm_/.test(line)).length)
        for (const sample of samples) assertSample(sample, escapeText(report.federation))
        const names = samples.filter(({ name }) => name === 'fbm_gitops_party_observation_timestamp_seconds')
        assert.equal(
          names.map(({ labels }) => [labels['party'], labels['name']]),
          report.members.map(({ id, name }) => [escapeText(id), escapeText(name)]),
        )
      }
    })
  })

  test('has the samples that are promised', () => {
    const text = renderPrometheusReport(
      aDriftReport({ findings: [aFinding(), aFinding({ severity: 'info', rule: 'foreign' })] }),
    )
    const federation = 'federation="oncology-network"'
    const party = `${federation},party="NODE_b",name="name-b",role="node"`
    const expected = [
      `fbm_gitops_report_info{${federation},profile="party",revision="3f2c1a9b5d0e4f6a7b8c9d0e1f2a3b4c5d6e7f80"} 1`,
      `fbm_gitops_report_timestamp_seconds{${federation}} ${NOW / 1000}`,
      `fbm_gitops_report_verdict{${federation},verdict="drifted"} 1`,
      `fbm_gitops_report_verdict{${federation},verdict="in-sync"} 0`,
      `fbm_gitops_report_exit_code{${federation}} 2`,
      `fbm_gitops_report_parties{${federation}} 3`,
      `fbm_gitops_report_registrations{${federation},state="declared"} 5`,
      `fbm_gitops_report_registrations{${federation},state="stale"} 0`,
      `fbm_gitops_report_findings{${federation},severity="error"} 1`,
      `fbm_gitops_report_findings{${federation},severity="warning"} 0`,
      `fbm_gitops_report_rule_findings{${federation},rule="foreign"} 1`,
      `fbm_gitops_party_certificate_not_after_timestamp_seconds{${party}} ${NOW / 1000 + 5 * 365 * 86_400}`,
      `fbm_gitops_party_observation_timestamp_seconds{${party}} ${NOW / 1000 - 3600}`,
      `fbm_gitops_party_observation_valid_until_timestamp_seconds{${party}} ${NOW / 1000 + 86_400}`,
      `fbm_gitops_party_observation_state{${party},state="fresh"} 1`,
      `fbm_gitops_party_observation_state{${party},state="stale"} 0`,
      `fbm_gitops_party_registrations{${party},state="missing"} 1`,
    ]
    const lines = text.split('\n')
    for (const line of expected) assert.ok(lines.includes(line), line)
    assert.not.match(text, 'baseline')
  })

  test('leaves out what is not known, and tells of a baseline where there is one', () => {
    const member = aMember('a', { certificate: undefined })
    const observation = {
      ...member.observation,
      state: 'missing',
      observedAt: undefined,
      validUntil: undefined,
    } as const
    const baseline = { file: 'old.json', madeAt: NOW, new: 3, known: 2, gone: [] }
    const text = renderPrometheusReport(
      aDriftReport({ members: [{ ...member, observation }], cells: [['self']], baseline }),
    )

    assert.not.match(text, /not_after|observation_timestamp|valid_until/)
    assert.match(text, 'fbm_gitops_report_baseline_findings{federation="oncology-network",change="new"} 3\n')
    assert.match(
      text,
      'fbm_gitops_party_observation_state{federation="oncology-network",party="NODE_a",name="name-a",role="node",state="missing"} 1\n',
    )
  })

  test('has one head for each family, ends with a line feed, and repeats no sample', () => {
    for (const report of [aDriftReport(), ...HOSTILE_TEXTS.map(aHostileReport)]) {
      const text = renderPrometheusReport(report)
      const lines = text.split('\n')
      assert.is(lines.pop(), '')
      assert.is(new Set(lines.map((line) => line.replace(/ \S+$/, ''))).size, lines.length)
      for (const kind of ['HELP', 'TYPE']) {
        const heads = lines.flatMap((line) => new RegExp(`^# ${kind} (\\S+)`).exec(line)?.[1] ?? [])
        const families = lines.flatMap((line) => /^(fbm_\w+)\{/.exec(line)?.[1] ?? [])
        assert.equal([...new Set(families)], heads)
        assert.equal(
          families,
          heads.flatMap((head) => families.filter((family) => family === head)),
        )
      }
    }
  })
})

function assertSample({ name, labels, type, help, value }: Sample, federation: string): void {
  assert.match(name, /^fbm_gitops_[a-z_]+$/)
  assert.is(type, 'gauge')
  assert.ok(help.length > 10)
  assert.ok(Number.isFinite(value))
  assert.is(labels['federation'], federation)
}
