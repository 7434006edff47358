import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { pollDelay, withJitter } from '../../../src/domain/watch/pace.ts'
import { suite } from '../../helpers/suite.ts'

const MINUTE_MS = 60_000
const delays = [
  { failures: 0, interval: MINUTE_MS, delay: MINUTE_MS },
  { failures: 1, interval: MINUTE_MS, delay: 2 * MINUTE_MS },
  { failures: 4, interval: MINUTE_MS, delay: 16 * MINUTE_MS },
  { failures: 5, interval: MINUTE_MS, delay: 30 * MINUTE_MS },
  { failures: 5000, interval: MINUTE_MS, delay: 30 * MINUTE_MS },
  { failures: 0, interval: 60 * MINUTE_MS, delay: 60 * MINUTE_MS },
  { failures: 3, interval: 60 * MINUTE_MS, delay: 60 * MINUTE_MS },
]

suite('the pace of a daemon', (test) => {
  for (const { failures, interval, delay } of delays) {
    test(`asks again after ${delay / MINUTE_MS} min when ${failures} attempts failed at ${interval / MINUTE_MS} min`, () => {
      assert.is(pollDelay(interval, failures), delay)
    })
  }

  test('never waits for less than the interval, nor less after one failure more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e9 }), fc.nat(200), (interval, failures) => {
        assert.ok(pollDelay(interval, failures) >= interval)
        assert.ok(pollDelay(interval, failures + 1) >= pollDelay(interval, failures))
      }),
    )
  })

  test('spreads a time by a tenth in both directions', () => {
    assert.equal([withJitter(1000, 0), withJitter(1000, 0.5), withJitter(1000, 1)], [900, 1000, 1100])
  })
})
