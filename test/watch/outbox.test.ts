import { setImmediate as turn } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import type { NotificationSink } from '../../src/domain/settings.ts'
import type { Notification } from '../../src/domain/watch/notification.ts'
import { makeOutbox } from '../../src/watch/outbox.ts'
import { NOW } from '../helpers/builders.ts'
import { suite } from '../helpers/suite.ts'
import { A_SINK } from './helpers/fake-parts.ts'

suite('the outbox', (test) => {
  test('gives each sink what it wants, and a recovery only of what it wants', async () => {
    const sinks = [sinkFor('drift', 'recovery'), sinkFor('failure', 'recovery'), sinkFor('stale')]
    const sent: [number, string][] = []
    const outbox = makeOutbox(sinks, {
      send: (sink, { kind }) => {
        sent.push([sinks.indexOf(sink), kind])
        return Promise.resolve(undefined)
      },
      ...NEVER_FAILS,
    })

    outbox.put([aNotification('drift'), aNotification('failure'), aNotification('recovery', ['drift'])])
    await outbox.settle()

    assert.equal(
      sent.sort(([a], [b]) => a - b),
      [
        [0, 'drift'],
        [0, 'recovery'],
        [1, 'failure'],
      ],
    )
    assert.ok(outbox.isEmpty())
  })

  test('keeps the order, and stops at what cannot be delivered', async () => {
    const state = { isDown: true, now: 0 }
    const sent: number[] = []
    const outbox = makeOutbox([A_SINK], {
      send: (_sink, { time }) => {
        if (state.isDown) return Promise.resolve('down')
        sent.push(time)
        return Promise.resolve(undefined)
      },
      ...STANDING,
      now: () => state.now,
    })

    outbox.put([1, 2].map((time) => ({ ...aNotification('drift'), time })))
    await outbox.settle()
    assert.equal([sent.length, outbox.isEmpty()], [0, false])
    state.isDown = false
    state.now = 30_000
    outbox.put([{ ...aNotification('drift'), time: 3 }])
    await outbox.settle()

    assert.equal(sent, [1, 2, 3])
  })

  test('lets no sink wait for another, and never waits itself', async () => {
    const [slow, fast] = [sinkFor('drift'), sinkFor('drift')]
    const sent: NotificationSink[] = []
    const outbox = makeOutbox([slow, fast], {
      send: (sink) => {
        sent.push(sink)
        return sink === slow ? new Promise(() => undefined) : Promise.resolve(undefined)
      },
      ...NEVER_FAILS,
    })

    outbox.put([aNotification('drift'), aNotification('drift')])
    await turn()

    assert.is(sent.filter((sink) => sink === slow).length, 1)
    assert.is(sent.filter((sink) => sink === fast).length, 2)
  })

  test('holds a hundred for a sink that is down, and says so', async () => {
    const reasons = new Map<string, number>()
    const times: number[] = []
    const state = { isDown: true, now: 0 }
    const outbox = makeOutbox([A_SINK], {
      send: (_sink, { time }) => {
        if (!state.isDown) times.push(time)
        return Promise.resolve(state.isDown ? 'down' : undefined)
      },
      ...STANDING,
      now: () => state.now,
      failed: (_sink, reason) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1),
    })

    for (let time = 0; time < 1000; time += 1) {
      outbox.put([{ ...aNotification('drift'), time }])
      await outbox.settle()
    }
    state.isDown = false
    state.now = 30_000
    outbox.retry()
    await outbox.settle()

    assert.is(reasons.get('too many wait; the oldest was dropped'), 900)
    assert.equal([times.length, times[0], times.at(-1)], [100, 900, 999])
  })

  test('tries again less and less often, gives up after ten attempts, and goes on with the next', async () => {
    const state = { now: 0 }
    const attempts: number[] = []
    const given: string[] = []
    const sent: number[] = []
    const outbox = makeOutbox([A_SINK], {
      send: (_sink, { time }) => {
        if (time !== 1) return Promise.resolve(void sent.push(time))
        attempts.push(state.now / 1000)
        return Promise.resolve('exit code 1')
      },
      failed: () => undefined,
      givenUp: (_sink, reason) => given.push(reason),
      now: () => state.now,
    })

    outbox.put([1, 2].map((time) => ({ ...aNotification('drift'), time })))
    for (; !outbox.isEmpty() && state.now < 86_400_000; state.now += 10_000) {
      outbox.retry()
      await outbox.settle()
    }

    assert.equal(attempts, [0, 30, 90, 210, 450, 930, 1890, 3690, 5490, 7290])
    assert.equal([given, sent], [['exit code 1'], [2]])
  })

  for (const status of [400, 404, 410, 413]) {
    test(`gives up at once what a server answers with ${status}`, async () => {
      const given: string[] = []
      const sent: number[] = []
      const outbox = makeOutbox([A_SINK], {
        ...NEVER_FAILS,
        send: (_sink, { time }) => Promise.resolve(time === 1 ? `the server answered ${status}` : void sent.push(time)),
        givenUp: (_sink, reason) => given.push(reason),
      })

      outbox.put([1, 2].map((time) => ({ ...aNotification('drift'), time })))
      await outbox.settle()

      assert.equal([given.length, sent], [1, [2]])
    })
  }
})

const STANDING = { failed: () => undefined, givenUp: () => undefined, now: () => 0 }

const NEVER_FAILS = {
  ...STANDING,
  failed: () => {
    assert.unreachable()
  },
}

function sinkFor(...on: NotificationSink['on']): NotificationSink {
  return { ...A_SINK, on }
}

function aNotification(kind: Notification['kind'], over: Notification['over'] = []): Notification {
  return { kind, time: NOW, about: undefined, revision: undefined, findings: [], over }
}
