import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import addFormats from 'ajv-formats'
import { Ajv } from 'ajv'
import * as assert from 'uvu/assert'
import { FINDING_RULES } from '../../../src/domain/report/rules.ts'
import { MOST_RESULTS, renderSarifReport } from '../../../src/render/report/sarif.ts'
import { aDriftReport, aFinding, aLargeReport } from '../../helpers/drift-report.ts'
import { HOSTILE_TEXTS, aHostileReport } from '../../helpers/hostile.ts'
import { suite } from '../../helpers/suite.ts'

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: { readonly version?: string; readonly rules: readonly { readonly id: string }[] }
      }
      readonly invocations: readonly [{ readonly exitCode: number; readonly toolExecutionNotifications?: unknown }]
      readonly results: readonly {
        readonly ruleId: string
        readonly ruleIndex: number
        readonly level: string
        readonly baselineState?: string
        readonly partialFingerprints: Readonly<Record<string, string>>
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
        }[]
      }[]
    },
  ]
}

const validate = loadSchema()

suite('renderSarifReport', (test) => {
  test('is what the schema of SARIF 2.1.0 asks for', () => {
    const reports = [
      aDriftReport(),
      aDriftReport({ findings: [] }),
      aLargeReport(40),
      aDriftReport({ findings: [aFinding({ place: { file: '/srv/a b/ü%.pem', line: 1, column: 1 } })] }),
      ...HOSTILE_TEXTS.map(aHostileReport),
    ]
    for (const report of reports) {
      assert.ok(validate(read(renderSarifReport(report, '0.1.0'))), JSON.stringify(validate.errors))
    }
  })

  test('is refused by the schema where it is not', () => {
    assert.not(validate(JSON.parse(renderSarifReport(aDriftReport()).replace('"level": "error"', '"level": "fatal"'))))
  })

  test('has every rule, and points each result at its own', () => {
    const [{ tool, results }] = read(renderSarifReport(aLargeReport(40))).runs

    assert.equal(
      tool.driver.rules.map(({ id }) => id),
      Object.keys(FINDING_RULES),
    )
    for (const { ruleId, ruleIndex } of results) assert.is(tool.driver.rules[ruleIndex]?.id, ruleId)
  })

  test('grades as the findings are graded, and gives the exit code of the report', () => {
    const findings = (['error', 'warning', 'info'] as const).map((severity) => aFinding({ severity }))
    const [{ results, invocations }] = read(renderSarifReport(aDriftReport({ findings, exitCode: 22 }))).runs

    assert.equal(
      results.map(({ level }) => level),
      ['error', 'warning', 'note'],
    )
    assert.is(invocations[0].exitCode, 22)
  })

  test('lets a finding be recognised in the next report', () => {
    const [{ results }] = read(renderSarifReport(aDriftReport())).runs

    assert.equal(results[0]?.partialFingerprints, {
      primaryLocationLineHash: `${'ab'.repeat(32)}:1`,
      'fbmGitopsFinding/v1': 'ab'.repeat(32),
    })
  })

  test('tells new findings from known ones, where there is a baseline', () => {
    const findings = [true, false, undefined].map((isNew) => aFinding({ isNew }))
    const [{ results }] = read(renderSarifReport(aDriftReport({ findings }))).runs

    assert.equal(
      results.map(({ baselineState }) => baselineState),
      ['new', 'unchanged', undefined],
    )
  })

  test('locates findings relative to the repository, by URIs', () => {
    const files = ['federation/a b.yaml', '/srv/federation.yaml', 'x:y/ü#?.pem']
    const findings = files.map((file) => aFinding({ place: { file, line: 1, column: 1 } }))
    const [{ results }] = read(renderSarifReport(aDriftReport({ findings }))).runs

    assert.equal(
      results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri),
      ['federation/a%20b.yaml', 'file:///srv/federation.yaml', 'x%3Ay/%C3%BC%23%3F.pem'],
    )
  })

  test('says how many results are left out where GitHub would refuse them all', () => {
    const findings = Array.from({ length: MOST_RESULTS + 3 }, () => aFinding())
    const [{ results, invocations }] = read(renderSarifReport(aDriftReport({ findings }))).runs

    assert.is(results.length, MOST_RESULTS)
    assert.match(JSON.stringify(invocations[0].toolExecutionNotifications), '3 findings of 25003 are not in this file')
  })
})

function read(text: string): Log {
  return JSON.parse(text) as Log
}

function loadSchema(): ReturnType<Ajv['compile']> {
  const packageFile = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json')
  const schema: unknown = JSON.parse(
    readFileSync(join(dirname(packageFile), 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  )
  // It names draft 4, and uses nothing that later drafts understand otherwise; one of its patterns is none in Unicode mode.
  const rest = Object.entries(schema as object).filter(([key]) => key !== '$schema' && key !== 'id')
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(Object.fromEntries(rest))
}
