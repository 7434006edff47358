import * as assert from 'uvu/assert'
import type { Assessment } from '../../../src/domain/pass/assessment.ts'
import type { Outcome } from '../../../src/domain/pass/outcome.ts'
import { recordPass } from '../../../src/domain/pass/record-pass.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import { problemsOf } from '../../../src/errors.ts'
import { aPlannedAssessment, anAssessmentInSync } from '../../helpers/assessments.ts'
import { aCertificate, anId, NOW } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const circumstances = { directory: '/fbm-node', startedAt: NOW - 40, endedAt: NOW, mode: 'apply' } as const

suite('the record of a pass', (test) => {
  test('tells of a pass that found nothing to do', () => {
    const assessment = anAssessmentInSync()

    const record = recordPass({ kind: 'applied', assessment, outcomes: [], notices: [] }, circumstances)

    assert.equal(record, {
      ...circumstances,
      componentId: anId('a'),
      name: 'hospital-a',
      failed: false,
      exitCode: 0,
      federation: 'oncology-network',
      revision: assessment.declaration.revision,
      accepted: true,
      planDigest: assessment.plan.digest,
      drift: { matching: 2 },
      remaining: { matching: 2 },
      changes: [],
      problems: [],
      expiring: [],
      nextEnding: { partyId: anId('a'), name: 'hospital-a', notAfter: aCertificate('a').notAfter },
    })
  })

  test('counts what was done as matching, and what was not as what it was', () => {
    const assessment = aPlannedAssessment()
    const outcomes = outcomesOf(assessment, ['done', 'contended'])

    const record = recordPass({ kind: 'applied', assessment, outcomes, notices: [] }, circumstances)

    assert.is(record.exitCode, 23)
    assert.equal(record.drift, { unverified: 1, outdated: 1, conflicting: 1, unrecorded: 1, missing: 1, foreign: 1 })
    assert.equal(record.remaining, { unverified: 1, matching: 2, conflicting: 1, missing: 1, foreign: 1 })
    assert.equal(
      record.changes.map(({ partyId, kind, result }) => [partyId, kind, result]),
      [
        [anId('b'), 'replace', 'done'],
        [anId('r'), 'register', 'contended'],
      ],
    )
    assert.equal(
      record.changes.map(({ addressBefore, addressAfter }) => [addressBefore, addressAfter]),
      [
        ['10.221.0.2:14001', '10.221.0.2:14001'],
        [undefined, '10.221.0.1:14001'],
      ],
    )
  })

  test('accepts no commit in a pass that only reported, and calls its changes pending', () => {
    const record = recordPass(
      { kind: 'reported', assessment: aPlannedAssessment() },
      { ...circumstances, mode: 'report' },
    )

    assert.not(record.accepted)
    assert.equal(record.drift, record.remaining)
    assert.equal(new Set(record.changes.map(({ result }) => result)), new Set(['pending']))
  })

  test('accepts no commit, and calls every change refused, where another plan was reviewed', () => {
    const reviewed = aPlannedAssessment()
    const verdict = { ...reviewed.verdict, isReviewed: false, changes: [], refused: reviewed.plan.changes }

    const record = recordPass(
      { kind: 'applied', assessment: { ...reviewed, verdict }, outcomes: [], notices: [] },
      circumstances,
    )

    assert.not(record.accepted)
    assert.equal(record.drift, record.remaining)
    assert.equal(new Set(record.changes.map(({ result }) => result)), new Set(['refused']))
  })

  test('accepts no commit that is none', () => {
    const base = anAssessmentInSync()
    const revision = { ...base.declaration.revision, id: 'none' }

    const assessment = { ...base, declaration: { ...base.declaration, revision } }

    assert.not(recordPass({ kind: 'applied', assessment, outcomes: [], notices: [] }, circumstances).accepted)
  })

  test('holds the problems of a pass that failed, and its exit code', () => {
    const problem = makeProblem('LOCK_HELD', {}, { holder: 'process 7' })

    const record = recordPass({ kind: 'failed', problems: [problem] }, { ...circumstances, componentId: anId('a') })

    assert.ok(record.failed)
    assert.is(record.exitCode, 24)
    assert.is(record.componentId, anId('a'))
    assert.equal(record.problems, [problem])
    assert.is(record.revision, undefined)
  })

  test('calls whatever is no error of ours a defect', () => {
    const record = recordPass({ kind: 'failed', problems: problemsOf(new TypeError('x is undefined')) }, circumstances)

    assert.is(record.exitCode, 1)
    assert.equal(
      record.problems.map(({ code }) => code),
      ['UNEXPECTED'],
    )
  })

  test('names the certificates that end within 30 days, the first to end first, and the next one', () => {
    const base = anAssessmentInSync()
    const ending = (label: string, days: number): ReturnType<typeof aCertificate> => ({
      ...aCertificate(label),
      notAfter: NOW + days * DAY_MS,
    })
    const drift = base.drift.map((item) =>
      item.desired === undefined
        ? item
        : { ...item, desired: { ...item.desired, certificate: ending('b', item.partyId === anId('b') ? 30 : 3) } },
    )
    const self = base.self === undefined ? undefined : { ...base.self, certificate: ending('a', 29) }

    const record = recordPass(
      { kind: 'applied', assessment: { ...base, self, drift }, outcomes: [], notices: [] },
      circumstances,
    )

    assert.equal(
      record.expiring.map(({ name }) => name),
      ['hospital-e', 'hospital-a'],
    )
    assert.is(record.nextEnding?.name, 'hospital-b')
  })
})

function outcomesOf({ verdict }: Assessment, results: readonly Outcome['result'][]): readonly Outcome[] {
  return verdict.changes.map((change, index) => {
    return { change, result: results[index] ?? 'done', reason: undefined }
  })
}
