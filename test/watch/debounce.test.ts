import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeDebounce } from '../../src/watch/debounce.ts'
import { makeFakeClock } from '../helpers/fake-clock.ts'
import { suite } from '../helpers/suite.ts'

const never = new AbortController().signal

suite('a burst of events', (test) => {
  test('is acted upon once, when it has been quiet for 0.2 s', async () => {
    assert.equal(await actionsOf([0, 100, 150, 320]), [520])
  })

  test('is acted upon although it does not end', async () => {
    const events = Array.from({ length: 60 }, (_, index) => index * 100)
    assert.equal(await actionsOf(events), [2000, 4000, 6000])
  })

  test('is never left without an action after its last event', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3000), { minLength: 1, maxLength: 40 }), async (times) => {
        const sorted = [...times].sort((a, b) => a - b)
        const actions = await actionsOf(sorted)
        assert.ok((actions.at(-1) ?? -1) >= (sorted.at(-1) ?? 0))
        assert.ok(actions.length <= sorted.length)
      }),
      { numRuns: 30 },
    ))

  test('is forgotten at the end', async () => {
    const clock = makeFakeClock()
    const end = new AbortController()
    const hint = makeDebounce(clock, end.signal, assert.unreachable)
    hint()
    end.abort()
    await clock.advance(5000)
    assert.is(clock.waiting(), 0)
  })
})

/** The times of the actions that follow from events at these times. */
async function actionsOf(events: readonly number[]): Promise<readonly number[]> {
  const clock = makeFakeClock()
  const actions: number[] = []
  const hint = makeDebounce(clock, never, () => actions.push(clock.monotonic()))
  for (const event of events) {
    await clock.advance(event - clock.monotonic())
    hint()
  }
  await clock.advance(5000)
  return actions
}
