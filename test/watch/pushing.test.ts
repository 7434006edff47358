import * as assert from 'uvu/assert'
import { makeProblem, type Problem } from '../../src/domain/problem.ts'
import { runDaemon } from '../../src/watch/daemon.ts'
import type { WatchOrder } from '../../src/domain/watch/watch-order.ts'
import { anAssessmentInSync } from '../helpers/assessments.ts'
import { aComponent, NOW } from '../helpers/builders.ts'
import { aRecord } from '../helpers/pass-records.ts'
import { aRepositorySource } from '../helpers/remote-source.ts'
import { suite } from '../helpers/suite.ts'
import { aComponentOrder, anOrder, makeSurroundings, type FakeSurroundings } from './helpers/fake-parts.ts'

const SECOND_MS = 1000
const refused: Problem = makeProblem(
  'OBSERVATION_NOT_PUSHED',
  {},
  { url: 'https://git.example/x', branch: 'b', id: 'NODE_a', cause: 'denied', reason: 'no', remedy: '' },
)
const source = aRepositorySource('https://git.example/x')
const ORDER: WatchOrder = anOrder([], { components: [aComponentOrder('/a', { source })], intervalMs: 10 * SECOND_MS })

suite('the push of an observation by the daemon', (test) => {
  test('is tried less and less often while it fails, and at each pass again once it succeeded', async () => {
    const { around, pushed, state } = makePasses()
    const ended = runDaemon(around.world, ORDER, around.parts)

    await around.clock.advance(3 * 3600 * SECOND_MS)
    assert.equal(pushed.slice(0, 5), [0, 30, 90, 210, 450])
    const pauses = pushed.map((time, index) => time - (pushed[index - 1] ?? 0)).slice(7)
    assert.ok(pauses.length > 0)
    for (const pause of pauses) assert.ok(pause >= 1800 && pause < 1820, String(pause))
    state.fault = undefined
    await around.clock.advance(1900 * SECOND_MS)
    const again = pushed.length
    await around.clock.advance(100 * SECOND_MS)
    assert.is(pushed.length, again + 10)
    state.fault = refused
    await around.clock.advance(70 * SECOND_MS)
    around.signal('SIGTERM')
    await ended

    assert.is(pushed.slice(again + 10).length, 2)
  })

  test('is kept for status also while it is left alone, and told once, with when it is tried again', async () => {
    const { around, pushed, kept } = makePasses()
    const ended = runDaemon(around.world, ORDER, around.parts)

    await around.clock.advance(85 * SECOND_MS)
    around.signal('SIGTERM')
    await ended

    assert.is(pushed.length, 2)
    assert.equal(kept(), Array<string>(9).fill('OBSERVATION_NOT_PUSHED'))
    const told = around.entries.filter(({ message }) => message === 'observation not pushed')
    assert.equal(
      told.map(({ level, fields }) => [level, fields['retryMs']]),
      [
        ['warn', 30_000],
        ['debug', 60_000],
      ],
    )
  })

  test('is told nothing of, and not kept, where the end of the daemon cut it off', async () => {
    const { around, pushed, kept } = makePasses()
    const push: typeof around.parts.push = (...given) => {
      around.signal('SIGTERM')
      return around.parts.push(...given)
    }
    const ended = runDaemon(around.world, ORDER, { ...around.parts, push })

    await around.clock.advance(SECOND_MS)
    await ended

    assert.equal([pushed, kept()], [[0], ['']])
    assert.not.ok(around.entries.some(({ message }) => message === 'observation not pushed'))
  })

  test('is tried at once after a reload', async () => {
    const { around, pushed } = makePasses()
    const ended = runDaemon(around.world, ORDER, { ...around.parts, reload: () => Promise.resolve(ORDER) })

    await around.clock.advance(95 * SECOND_MS)
    around.signal('SIGHUP')
    await around.clock.advance(20 * SECOND_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(pushed, [0, 30, 90, 95])
  })
})

interface Passes {
  readonly around: FakeSurroundings
  /** When a push was tried, in seconds. */
  readonly pushed: readonly number[]
  /** What was kept last of each pass, the codes joined. */
  readonly kept: () => readonly string[]
  readonly state: { fault: Problem | undefined }
}

/** Passes that each leave something to be pushed; at first nobody may. */
function makePasses(): Passes {
  const pushed: number[] = []
  const kept = new Map<number, string>()
  const state: Passes['state'] = { fault: refused }
  const applied = { assessment: anAssessmentInSync(), outcomes: [], notices: [] }
  const around: FakeSurroundings = makeSurroundings({
    reach: () => Promise.resolve({ reachedAt: NOW, head: 'a', fault: undefined, mirror: '/mirror' }),
    pass: () => Promise.resolve({ ...aRecord({ endedAt: around.clock.now() }), applied }),
    observe: () => Promise.resolve({ warnings: [], due: { source, component: aComponent(), text: '{}' } }),
    push: () => {
      pushed.push((around.clock.now() - NOW) / SECOND_MS)
      return Promise.resolve(state.fault)
    },
    remember: (_order, { record }) => {
      kept.set(record.endedAt, record.problems.map(({ code }) => code).join())
      return Promise.resolve(undefined)
    },
  })
  return {
    around,
    pushed,
    state,
    kept: () => [...kept.values()],
  }
}
