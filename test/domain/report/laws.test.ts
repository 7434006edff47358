import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { chooseExitCode } from '../../../src/domain/exit-code.ts'
import type { DriftReport, ReportVerdict } from '../../../src/domain/report/drift-report.ts'
import { FAIL_ON } from '../../../src/domain/report/exit-code.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { anyFacts, observationOf } from '../../helpers/any-report-facts.ts'
import { anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const VERDICTS: readonly ReportVerdict[] = ['in-sync', 'unknown', 'drifted', 'alarm']
const RUNS = { numRuns: 150 }

suite('laws of drift reports', (test) => {
  test('the order of what came in changes nothing', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (facts, numbers) => {
        const shuffled = facts.received
          .map((each) => [numbers.next().value ?? 0, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each)

        assert.equal(makeDriftReport({ ...facts, received: shuffled }), makeDriftReport(facts))
      }),
      RUNS,
    )
  })

  test('every cell that is not as declared has a finding, or belongs to a member with one', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const report = makeDriftReport(facts)
        const { findings, members } = report
        const about = (key: 'component' | 'party', id: string): boolean => findings.some((each) => each[key]?.id === id)
        const untold = report.cells.flatMap((row, holder) =>
          row.filter((cell, held) => {
            if (cell === 'declared' || cell === 'self' || cell === 'excluded') return false
            const [one, other] = [members[holder]?.id ?? '', members[held]?.id ?? '']
            return !about('component', one) && !(cell === 'unverified' && about('party', other))
          }),
        )

        assert.equal(untold, [])
      }),
      RUNS,
    )
  })

  test('of whom nothing was asked, nothing is known and nothing found', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { scope, members, cells, findings, counts } = makeDriftReport({ ...facts, scope: anId('a') })
        const isOther = (index: number): boolean => members[index]?.id !== anId('a')
        const others = cells.filter((_, index) => isOther(index)).flat()

        assert.equal(scope, { kind: 'component', party: { id: anId('a'), name: 'name-a' } })
        assert.equal(new Set(others), new Set(['not-asked', 'self']))
        assert.not(members.some(({ observation }, index) => (observation.state === 'not-asked') !== isOther(index)))
        assert.not(findings.some(({ component }) => component !== undefined && component.id !== anId('a')))
        assert.not(Object.keys(counts).includes('not-asked'))
      }),
      RUNS,
    )
  })

  test('the exit code is that of the worst finding that counts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { exitCode, findings } = makeDriftReport(facts)
        const counting = findings.filter(({ severity, isNew }) => {
          if (facts.failOn === 'new') return isNew === true && severity !== 'info'
          return FAIL_ON.indexOf(severity) <= FAIL_ON.indexOf(facts.failOn)
        })
        const codes = counting.map((finding) =>
          facts.failOn === 'info' && finding.exitCode === 0 ? 2 : finding.exitCode,
        )

        assert.is(exitCode, chooseExitCode(codes))
      }),
      RUNS,
    )
  })

  test('in sync is only what is known of everybody, and as declared', () => {
    const seen = new Set<ReportVerdict>()
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { verdict, cells, members, counts } = makeDriftReport(facts)
        seen.add(verdict)
        if (verdict !== 'in-sync') return
        assert.ok(members.every(({ observation }) => observation.state === 'fresh'))
        assert.ok(cells.flat().every((cell) => cell === 'declared' || cell === 'self' || cell === 'excluded'))
        assert.ok(Object.keys(counts).every((cell) => cell === 'declared'))
      }),
      // Few reports have drifted and are no alarm: of that many, some are.
      { numRuns: 600 },
    )
    assert.equal([...seen].sort(), [...VERDICTS].sort())
  })

  test('what is stale or forged makes nothing greener', () => {
    const worse = observationOf(['stale', 'forged', 'future', 'strange'])
    fc.assert(
      fc.property(anyFacts, worse, (facts, more) => {
        const before = makeDriftReport(facts)
        const after = makeDriftReport({ ...facts, received: [...facts.received, more] })

        assert.ok(VERDICTS.indexOf(after.verdict) >= VERDICTS.indexOf(before.verdict))
        assert.ok(after.exitCode !== 0 || before.exitCode === 0)
        assert.ok(isNoGreener(before, after))
      }),
      RUNS,
    )
  })

  test('no two findings have the same id', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const ids = makeDriftReport(facts).findings.map(({ id }) => id)

        assert.is(new Set(ids).size, ids.length)
      }),
      RUNS,
    )
  })
})

function isNoGreener(before: DriftReport, after: DriftReport): boolean {
  return after.cells.every((row, holder) =>
    row.every((cell, held) => cell !== 'declared' || before.cells[holder]?.[held] === 'declared'),
  )
}
