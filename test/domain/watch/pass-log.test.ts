import * as assert from 'uvu/assert'
import type { PassRecord } from '../../../src/domain/pass/pass-record.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import type { LogEntry } from '../../../src/domain/watch/log-entry.ts'
import { logPass, NOTHING_LOGGED } from '../../../src/domain/watch/pass-log.ts'
import { aFingerprint, anId, NOW } from '../../helpers/builders.ts'
import { aChange, aFailedRecord, aRecord } from '../../helpers/pass-records.ts'
import { suite } from '../../helpers/suite.ts'

const MINUTE_MS = 60_000

suite('the log of passes', (test) => {
  test('has a line for the pass, and one for each change with its fingerprints and addresses', () => {
    const change = aChange({
      kind: 'replace',
      cause: 'outdated',
      before: aFingerprint('x'),
      after: aFingerprint('y'),
      addressBefore: '10.221.0.2:14000',
      addressAfter: '10.221.0.2:14001',
    })
    const [first, second, ...others] = logged([aRecord({ endedAt: NOW + 40, changes: [change] })])

    assert.equal(others, [])
    assert.equal(first, {
      level: 'info',
      message: 'change',
      fields: {
        component: anId('a'),
        directory: '/fbm-node',
        party: anId('b'),
        kind: 'replace',
        result: 'done',
        cause: 'outdated',
        before: aFingerprint('x'),
        after: aFingerprint('y'),
        addressBefore: '10.221.0.2:14000',
        addressAfter: '10.221.0.2:14001',
      },
    })
    assert.is(second?.message, 'pass')
    assert.is(second?.fields['done'], 1)
    assert.is(second?.fields['durationMs'], 40)
    assert.is(second?.fields['trigger'], 'commit')
  })

  test('is silent about passes with nothing to do, but for a line an hour', () => {
    const passes = Array.from({ length: 150 }, (_, minute) => aRecord({ endedAt: NOW + minute * MINUTE_MS }))

    const shown = logged(passes).filter(({ level }) => level !== 'debug')

    assert.equal(
      shown.map(({ message }) => message),
      ['pass', 'still in sync', 'still in sync'],
    )
  })

  test('tells a problem once for as long as nothing changes', () => {
    const problem = makeProblem('REGISTRY_UNREADABLE', { file: '/db.json' }, { file: '/db.json', reason: 'EIO' })
    const entries = logged([aFailedRecord([problem], 25), aFailedRecord([problem], 25), aRecord()])

    assert.is(entries[0]?.fields['file'], '/db.json')
    assert.equal(
      entries.map(({ level, message }) => [level, message]),
      [
        ['error', 'problem'],
        ['error', 'pass failed'],
        ['debug', 'pass failed'],
        ['info', 'pass'],
      ],
    )
  })

  test('says of what stays refused or undone no more than once an hour, and of each attempt', () => {
    for (const [result, exitCode, shown] of [
      ['refused', 20, 3],
      ['pending', 2, 3],
      ['failed', 1, 150],
      ['done', 0, 150],
    ] as const) {
      const changes = [aChange({ result })]
      const passes = Array.from({ length: 150 }, (_, minute) =>
        aRecord({ endedAt: NOW + minute * MINUTE_MS, changes, exitCode }),
      )

      const entries = logged(passes).filter(({ level }) => level !== 'debug')

      assert.is(entries.filter(({ message }) => message === 'change').length, shown)
      assert.is(entries.filter(({ message }) => message === 'pass').length, shown)
    }
  })

  test('calls a lock that another holds no fault', () => {
    const entries = logged([aFailedRecord([makeProblem('LOCK_HELD', {}, { holder: 'process 7' })], 24)])

    assert.equal(
      entries.map(({ level }) => level),
      ['info', 'info'],
    )
  })
})

function logged(passes: readonly PassRecord[]): readonly LogEntry[] {
  let state = NOTHING_LOGGED
  return passes.flatMap((record) => {
    const { state: after, entries } = logPass(state, record, 'commit')
    state = after
    return entries
  })
}
