import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { PassRecord } from '../../../src/domain/pass/pass-record.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import type { Sight } from '../../../src/domain/watch/findings.ts'
import { decideNotifications, isSameState, type NotificationState } from '../../../src/domain/watch/notify.ts'
import { aFingerprint, anId, NOW } from '../../helpers/builders.ts'
import { aChange, aFailedRecord, aRecord } from '../../helpers/pass-records.ts'
import { suite } from '../../helpers/suite.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const edited = (fingerprint: string): PassRecord['problems'][number] => ({
  ...makeProblem('EDITED', {}, { id: anId('b'), name: 'b', held: aFingerprint(fingerprint), declared: undefined }),
  party: anId('b'),
})
const locked = makeProblem('LOCK_HELD', {}, { holder: 'process 7' })
const unreadable = makeProblem('REGISTRY_UNREADABLE', { file: '/db.json' }, { file: '/db.json', reason: 'EIO' })
const stale = makeProblem('SOURCE_STALE', {}, { url: 'u', since: 'then', allowed: '24h' })

const cases: readonly {
  readonly name: string
  readonly sight: Partial<Sight> & Pick<Sight, 'record'>
  readonly told: readonly string[]
}[] = [
  { name: 'nothing of a pass with nothing to do', sight: { record: aRecord() }, told: [] },
  {
    name: 'nothing of new registrations',
    sight: { record: aRecord({ changes: [aChange({ cause: 'missing' })] }) },
    told: [],
  },
  {
    name: 'a row that was edited',
    sight: { record: aRecord({ problems: [edited('x')], exitCode: 20 }) },
    told: ['drift'],
  },
  { name: 'a row that was healed', sight: { record: aRecord({ changes: [aChange()] }) }, told: ['drift'] },
  {
    name: 'what is only reported',
    sight: { record: aRecord({ mode: 'report', changes: [aChange({ result: 'pending' })], exitCode: 2 }) },
    told: ['drift'],
  },
  {
    name: 'what a brake refuses',
    sight: {
      record: aRecord({ problems: [makeProblem('BRAKE_DELETIONS', {}, { count: 2, flags: '--allow-delete b' })] }),
    },
    told: ['refusal'],
  },
  { name: 'a registry that cannot be read', sight: { record: aFailedRecord([unreadable], 25) }, told: ['failure'] },
  {
    name: 'a change that failed',
    sight: { record: aRecord({ changes: [aChange({ result: 'failed' })] }) },
    told: ['failure'],
  },
  { name: 'a fight', sight: { record: aRecord(), fought: [anId('b')] }, told: ['failure'] },
  {
    name: 'a source that is out of reach for too long',
    sight: { record: aFailedRecord([stale], 22) },
    told: ['stale'],
  },
  {
    name: 'a certificate that ends soon',
    sight: { record: aRecord({ expiring: [{ partyId: anId('b'), name: 'b', notAfter: NOW + 9 * DAY_MS }] }) },
    told: ['expiry'],
  },
  {
    name: 'nothing of a lock that is held for a moment',
    sight: { record: aFailedRecord([locked], 24), busyMs: 60_000 },
    told: [],
  },
  {
    name: 'a lock that is held for long',
    sight: { record: aFailedRecord([locked], 24), busyMs: 601_000 },
    told: ['failure'],
  },
]

suite('notifications', (test) => {
  for (const { name, sight, told } of cases) {
    test(`tell ${name}`, () => {
      assert.equal(kinds(decideNotifications({}, complete(sight))), told)
    })
  }

  test('are not repeated while nothing changes, but once a day', () => {
    const passes = Array.from({ length: 50 }, (_, hour) => at(hour, { problems: [edited('x')] }))

    assert.equal(follow(passes), [
      [0, 'drift'],
      [24, 'drift'],
      [48, 'drift'],
    ])
  })

  test('are repeated at once when another fingerprint is found, and not for another text', () => {
    const busyElsewhere = { ...edited('x'), message: `${edited('x').message} Seen 3 s ago.` }
    const passes = [edited('x'), busyElsewhere, edited('y')].map((problem, hour) => at(hour, { problems: [problem] }))

    assert.equal(follow(passes), [
      [0, 'drift'],
      [2, 'drift'],
    ])
  })

  test('tell when it is over, once', () => {
    assert.equal(follow([at(0, { problems: [edited('x')] }), at(1), at(2)]), [
      [0, 'drift'],
      [1, 'recovery'],
    ])
  })

  test('do not call over what a failed pass could not see', () => {
    const failed = { ...aFailedRecord([unreadable], 25), endedAt: NOW + HOUR_MS }
    assert.equal(follow([at(0, { problems: [edited('x')] }), failed, at(2)]), [
      [0, 'drift'],
      [1, 'failure'],
      [2, 'recovery'],
    ])
  })

  test('tell once a day of a row that is healed again and again, and never that it is over', () => {
    const passes = Array.from({ length: 30 }, (_, hour) => at(hour, { changes: hour % 2 === 0 ? [aChange()] : [] }))

    assert.equal(follow(passes), [
      [0, 'drift'],
      [24, 'drift'],
    ])
  })

  test('tell of a certificate as its end comes nearer', () => {
    const notAfter = NOW + 29 * DAY_MS
    const passes = Array.from({ length: 31 }, (_, day) =>
      at(24 * day, { expiring: [{ partyId: anId('b'), name: 'b', notAfter }] }),
    )
    const messages = passes.map(
      (record) => decideNotifications({}, complete({ record })).notifications[0]?.findings[0]?.message,
    )

    assert.match(messages[0] ?? '', /ends on/)
    assert.match(messages[30] ?? '', /ended on/)
  })

  test('are silent for a second time, whatever was found', () => {
    const problems = fc.subarray([edited('x'), locked, unreadable, stale])
    const changes = fc.subarray([aChange(), aChange({ result: 'failed' }), aChange({ result: 'pending' })])
    fc.assert(
      fc.property(problems, changes, fc.boolean(), (found, made, failed) => {
        const sight = complete({ record: aRecord({ problems: found, changes: made, failed }) })
        const { state } = decideNotifications({}, sight)
        const again = decideNotifications(state, sight)
        assert.equal(again.notifications, [])
        assert.ok(isSameState(state, again.state))
      }),
    )
  })
})

function complete(sight: Partial<Sight> & Pick<Sight, 'record'>): Sight {
  return { fought: [], busyMs: 0, ...sight }
}

function at(hour: number, overrides: Partial<PassRecord> = {}): PassRecord {
  return aRecord({ endedAt: NOW + hour * HOUR_MS, ...overrides })
}

function kinds({ notifications }: ReturnType<typeof decideNotifications>): readonly string[] {
  return notifications.map(({ kind }) => kind)
}

/** The hours at which something is told, with its kind. */
function follow(passes: readonly PassRecord[]): readonly (readonly [hour: number, kind: string])[] {
  let state: NotificationState = {}
  return passes.flatMap((record) => {
    const decided = decideNotifications(state, complete({ record }))
    state = decided.state
    return kinds(decided).map((kind) => [(record.endedAt - NOW) / HOUR_MS, kind] as const)
  })
}
