import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { NO_REVISION } from '../../../src/domain/federation.ts'
import type { PassRecord } from '../../../src/domain/pass/pass-record.ts'
import { AT_PEACE, judgeFight, type FightState } from '../../../src/domain/watch/fight.ts'
import { anId, NOW } from '../../helpers/builders.ts'
import { aChange, aFailedRecord, aRecord } from '../../helpers/pass-records.ts'
import { suite } from '../../helpers/suite.ts'

const MINUTE_MS = 60_000
const b = anId('b')
const healed = aChange()
const contended = aChange({ cause: 'missing', result: 'contended' })

/** Passes by the minute in which they end. */
const cases: readonly {
  readonly name: string
  readonly passes: readonly (readonly [minute: number, ...changes: PassRecord['changes']])[]
  readonly parties: readonly string[]
}[] = [
  { name: 'sees none in two flips', passes: [[0, healed], [1, healed], [2]], parties: [] },
  {
    name: 'sees one in three flips',
    passes: [
      [0, healed],
      [1, healed],
      [2, healed],
    ],
    parties: [b],
  },
  {
    name: 'counts what was undone while it was written',
    passes: [
      [0, contended],
      [1, healed],
      [2, contended],
    ],
    parties: [b],
  },
  {
    name: 'forgets after ten minutes',
    passes: [
      [0, healed],
      [1, healed],
      [10, healed],
    ],
    parties: [],
  },
  {
    name: 'counts each party for itself',
    passes: [
      [0, healed],
      [1, aChange({ partyId: anId('r') })],
      [2, healed],
    ],
    parties: [],
  },
  {
    name: 'takes no notice of registrations that were made for the first time',
    passes: [0, 1, 2, 3].map((minute) => [minute, aChange({ cause: 'missing' })]),
    parties: [],
  },
  {
    name: 'takes no notice of what was refused or only reported',
    passes: [
      [0, aChange({ result: 'refused' })],
      [1, aChange({ result: 'pending' })],
      [2, aChange({ result: 'failed' })],
    ],
    parties: [],
  },
  {
    name: 'counts one party once in one pass',
    passes: [
      [0, healed, contended],
      [1, healed],
    ],
    parties: [],
  },
  {
    name: 'goes on while nothing is written',
    passes: [[0, healed], [1, healed], [2, healed], [30], [60]],
    parties: [b],
  },
]

suite('a fight', (test) => {
  for (const { name, passes, parties } of cases) {
    test(name, () => {
      assert.equal(follow(passes.map(([minute, ...changes]) => at(minute, { changes }))).parties, parties)
    })
  }

  test('ends with the first pass that works from another commit', () => {
    const state = follow([0, 1, 2].map((minute) => at(minute, { changes: [healed] })))
    const revision = { ...NO_REVISION, id: 'd'.repeat(40) }

    assert.equal(judgeFight(state, at(3, { revision })).parties, [])
    assert.equal(judgeFight(state, at(3, { revision, changes: [healed] })).flips.get(b)?.length, 1)
  })

  test('does not end because a pass failed', () => {
    const state = follow([0, 1, 2].map((minute) => at(minute, { changes: [healed] })))

    assert.equal(judgeFight(state, aFailedRecord([], 26)).parties, [b])
  })

  test('remembers little, whatever happens', () => {
    const party = fc.constantFrom('a', 'b', 'c')
    const step = fc.record({ minute: fc.nat(3), party, isFlip: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let minute = 0
        const passes = steps.map((each) => {
          minute += each.minute
          return at(minute, { changes: each.isFlip ? [aChange({ partyId: each.party })] : [] })
        })
        const { flips } = follow(passes)
        assert.ok(flips.size <= 3)
        for (const times of flips.values()) assert.ok(times.length > 0 && times.length <= 3)
      }),
    )
  })
})

function at(minute: number, overrides: Partial<PassRecord> = {}): PassRecord {
  return aRecord({ endedAt: NOW + minute * MINUTE_MS, ...overrides })
}

function follow(passes: readonly PassRecord[]): FightState {
  let state = AT_PEACE
  for (const pass of passes) state = judgeFight(state, pass)
  return state
}
