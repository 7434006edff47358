import { Ajv } from 'ajv'
import * as assert from 'uvu/assert'
import { renderGitlabReport } from '../../../src/render/report/gitlab.ts'
import { aDriftReport, aFinding, aLargeReport } from '../../helpers/drift-report.ts'
import { HOSTILE_TEXTS, aHostileReport } from '../../helpers/hostile.ts'
import { suite } from '../../helpers/suite.ts'

/** What GitLab's documentation demands of a Code Quality report, in our words: no package ships a schema of it. */
const validate = new Ajv({ allErrors: true }).compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // Relative to the repository, without a leading `./`.
          path: { type: 'string', minLength: 1, not: { pattern: '^\\./' } },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
})

suite('renderGitlabReport', (test) => {
  test('is what GitLab demands', () => {
    const reports = [
      aDriftReport(),
      aDriftReport({ findings: [] }),
      aLargeReport(40),
      ...HOSTILE_TEXTS.map(aHostileReport),
    ]
    for (const report of reports) {
      const text = renderGitlabReport(report)
      assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors))
      // GitLab takes no file that begins with a byte order mark.
      assert.is(text[0], '[')
    }
  })

  test('has each finding with its place and its grade', () => {
    const findings = (['error', 'warning', 'info'] as const).map((severity) => aFinding({ severity }))
    const issues = JSON.parse(renderGitlabReport(aDriftReport({ findings }))) as readonly {
      readonly severity: string
    }[]

    assert.equal(
      issues.map(({ severity }) => severity),
      ['critical', 'major', 'info'],
    )
    assert.equal(issues[0], {
      description: 'name-b has not registered name-r. In name-b: fbm-gitops reconcile',
      check_name: 'missing',
      fingerprint: 'ab'.repeat(32),
      severity: 'critical',
      location: { path: 'federation/certificates/RESEARCHER_r.pem', lines: { begin: 1 } },
    })
  })
})
