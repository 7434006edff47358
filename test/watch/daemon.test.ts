import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as assert from 'uvu/assert'
import type { Contact } from '../../src/domain/contact.ts'
import type { PassRecord } from '../../src/domain/pass/pass-record.ts'
import { makeProblem } from '../../src/domain/problem.ts'
import { runDaemon } from '../../src/watch/daemon.ts'
import type { Parts } from '../../src/watch/parts.ts'
import { NOW } from '../helpers/builders.ts'
import { aChange, aFailedRecord, aRecord } from '../helpers/pass-records.ts'
import { aRepositorySource } from '../helpers/remote-source.ts'
import { suite } from '../helpers/suite.ts'
import { codeOf } from '../helpers/world-in.ts'
import { A_SINK, aComponentOrder, anOrder, makeSurroundings, type FakeSurroundings } from './helpers/fake-parts.ts'

const MINUTE_MS = 60_000
const locked = makeProblem('LOCK_HELD', {}, { holder: 'process 7' })
const unreachable = makeProblem('FETCH_FAILED', {}, { url: 'https://git.example/x', reason: 'no route' })
const remote = aRepositorySource('https://git.example/x')

const faultsOfOrder: readonly (readonly [PassRecord['problems'][number], PassRecord['exitCode']])[] = [
  [makeProblem('SECRET_IN_URL', {}, { url: 'https://git.example/x' }), 26],
  [makeProblem('USAGE', {}, { message: 'No.', remedy: 'Do.' }), 64],
]

suite('the daemon', (test) => {
  test('passes at its start and at each interval, and ends when it is told to', async () => {
    const triggers: string[] = []
    const around = makeSurroundings()
    const ended = runDaemon(around.world, anOrder(), { ...around.parts, log: (entry) => triggers.push(...told(entry)) })

    await around.clock.advance(3 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(triggers, ['start', 'interval', 'interval', 'interval'])
    assert.is(around.clock.waiting(), 0)
    assert.is(around.listeners(), 0)
  })

  test('passes once more after a hint that comes in during a pass, and once only', async () => {
    const gate = makeGate()
    const around = makeSurroundings({ pass: gate.pass })
    const ended = runDaemon(around.world, anOrder(), around.parts)
    await turn()

    for (let count = 0; count < 100; count += 1) around.hints.get('/a')?.('commit')
    await gate.open()
    assert.is(gate.begun(), 2)
    await gate.open()
    await gate.open()
    assert.is(gate.begun(), 2)

    around.signal('SIGTERM')
    await ended
  })

  test('never runs two passes at once, and never cuts one', async () => {
    const gate = makeGate()
    const around = makeSurroundings({ pass: gate.pass })
    const state = { ended: false }
    const ended = runDaemon(around.world, anOrder(['/a', '/b', '/c']), around.parts).then(() => (state.ended = true))
    await turn()
    assert.is(gate.begun(), 1)

    around.signal('SIGTERM')
    around.signal('SIGTERM')
    around.signal('SIGINT')
    await around.clock.advance(10 * MINUTE_MS)
    assert.is(state.ended, false)

    await gate.open()
    await ended
    assert.is(gate.begun(), 1)
  })

  test('stops writing after three flips, tells it once, and writes again after a new commit', async () => {
    const modes: string[] = []
    const given = { revision: 'c' }
    const around = makeSurroundings({
      pass: (_order, { mode }) => {
        modes.push(mode)
        const revision = { id: given.revision.repeat(40), subject: undefined, author: undefined, time: undefined }
        const changes = mode === 'apply' ? [aChange()] : []
        return Promise.resolve(
          aRecord({ mode, revision, changes, startedAt: around.clock.now(), endedAt: around.clock.now() }),
        )
      },
    })
    const ended = runDaemon(around.world, anOrder(['/a'], { notify: [A_SINK] }), around.parts)

    await around.clock.advance(5 * MINUTE_MS)
    assert.equal(modes, ['apply', 'apply', 'apply', 'report', 'report', 'report'])
    given.revision = 'd'
    await around.clock.advance(MINUTE_MS)
    assert.equal(modes.slice(6), ['report', 'apply'])

    around.signal('SIGTERM')
    await ended
    const fights = around.sent.filter(({ findings }) => findings[0]?.code === 'FIGHT')
    assert.is(fights.length, 1)
    assert.is(around.entries.filter(({ level }) => level === 'error').length, 1)
  })

  test('tries again soon where the lock is held, and tells nobody before ten minutes', async () => {
    const around = makeSurroundings({
      pass: () => {
        const now = around.clock.now()
        return Promise.resolve({ ...aFailedRecord([locked], 24), startedAt: now, endedAt: now })
      },
    })
    const ended = runDaemon(around.world, anOrder(['/a'], { notify: [A_SINK] }), around.parts)

    await around.clock.advance(9 * MINUTE_MS)
    assert.is(around.sent.length, 0)
    assert.ok(around.entries.filter(({ message }) => message === 'pass failed').length > 100)
    assert.ok(around.entries.every(({ level }) => level === 'info' || level === 'debug'))
    await around.clock.advance(2 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(
      around.sent.map(({ kind }) => kind),
      ['failure'],
    )
  })

  test('ends where the first pass finds that the order cannot be carried out, and not later', async () => {
    const missing = makeProblem('COMPONENT_MISSING', {}, { directory: '/a', isThere: false })
    const first = makeSurroundings({ pass: () => Promise.resolve(aFailedRecord([missing], 64)) })
    assert.is(await codeOf(() => runDaemon(first.world, anOrder(), first.parts)), 'COMPONENT_MISSING')
    assert.is(first.clock.waiting(), 0)

    const records = [aRecord(), aFailedRecord([missing], 64), aRecord()]
    const later = makeSurroundings({ pass: () => Promise.resolve(records.shift() ?? aRecord()) })
    const ended = runDaemon(later.world, anOrder(), later.parts)
    await later.clock.advance(5 * MINUTE_MS)
    later.signal('SIGTERM')
    await ended
    assert.is(records.length, 0)
  })

  test('goes on with the others where one component of several is not there, and takes it in when it comes', async () => {
    const missing = makeProblem('COMPONENT_MISSING', {}, { directory: '/b', isThere: false })
    const passes: string[] = []
    const around = makeSurroundings({
      pass: ({ component: { directory } }) => {
        passes.push(directory)
        const isGone = directory === '/b' && passes.filter((each) => each === '/b').length < 3
        return Promise.resolve(isGone ? aFailedRecord([missing], 64) : aRecord({ directory }))
      },
    })
    const ended = runDaemon(around.world, anOrder(['/a', '/b']), around.parts)
    await around.clock.advance(3 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(passes, ['/a', '/b', '/a', '/b', '/a', '/b', '/a', '/b'])
  })

  for (const [problem, exitCode] of faultsOfOrder) {
    test(`ends with ${problem.code}, however many components there are`, async () => {
      const around = makeSurroundings({ pass: () => Promise.resolve(aFailedRecord([problem], exitCode)) })
      assert.is(await codeOf(() => runDaemon(around.world, anOrder(['/a', '/b']), around.parts)), problem.code)
      assert.is(around.clock.waiting(), 0)
    })
  }

  test('ends with the error where a part of it is broken', async () => {
    const around = makeSurroundings({ pass: () => Promise.reject(new Error('a defect')) })
    const failure = await runDaemon(around.world, anOrder(['/a', '/b']), around.parts).catch((error: unknown) => error)

    assert.match(String(failure), 'a defect')
    assert.is(around.clock.waiting(), 0)
  })

  test('tries again what a sink did not take, and keeps what was told only once it was taken', async () => {
    const state = { isDown: true, kept: 0 }
    const around = makeSurroundings({
      pass: () => Promise.resolve(aRecord({ problems: [unreachable], exitCode: 22, endedAt: around.clock.now() })),
      deliver: ({ notification }) => {
        if (state.isDown) return Promise.resolve('no connection')
        around.sent.push(notification)
        return Promise.resolve(undefined)
      },
      told: {
        read: () => Promise.resolve({}),
        write: () => {
          state.kept += 1
          return Promise.resolve()
        },
      },
    })
    const ended = runDaemon(around.world, anOrder(['/a'], { notify: [A_SINK] }), around.parts)

    await around.clock.advance(3 * MINUTE_MS)
    assert.equal([around.sent.length, state.kept], [0, 0])
    assert.is(around.entries.filter(({ message }) => message === 'notification failed').length, 3)
    state.isDown = false
    await around.clock.advance(3 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal([around.sent.length, state.kept], [1, 1])
  })
})

suite('SIGHUP', (test) => {
  test('puts another order in force when the pass under way has ended', async () => {
    const directories: string[] = []
    const around = makeSurroundings({
      pass: ({ component }) => {
        directories.push(component.directory)
        return Promise.resolve(aRecord())
      },
      reload: () => Promise.resolve(anOrder(['/b', '/c'])),
    })
    const ended = runDaemon(around.world, anOrder(), around.parts)

    await around.clock.advance(MINUTE_MS / 2)
    around.signal('SIGHUP')
    await around.clock.advance(MINUTE_MS / 2)
    around.signal('SIGTERM')
    await ended

    assert.equal(directories, ['/a', '/b', '/c'])
    assert.is(around.clock.waiting(), 0)
  })

  test('changes nothing, and is told of, where the settings are bad', async () => {
    const problem = makeProblem('USAGE', {}, { message: 'No.', remedy: 'Do.' })
    const around = makeSurroundings({ reload: () => Promise.resolve([problem]) })
    const ended = runDaemon(around.world, anOrder(['/a'], { notify: [A_SINK] }), around.parts)

    await around.clock.advance(1)
    around.signal('SIGHUP')
    await around.clock.advance(2 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(
      around.sent.map(({ kind, about }) => [kind, about]),
      [['failure', undefined]],
    )
    assert.equal(
      around.entries.filter(({ level }) => level === 'error').map(({ fields }) => fields['code']),
      ['USAGE'],
    )
  })

  test('tells that it is over once the settings are mended, and once only', async () => {
    const problem = makeProblem('USAGE', {}, { message: 'No.', remedy: 'Do.' })
    const settings = { areBad: true }
    const order = anOrder(['/a'], { notify: [A_SINK] })
    const around = makeSurroundings({ reload: () => Promise.resolve(settings.areBad ? [problem] : order) })
    const ended = runDaemon(around.world, order, around.parts)

    for (const areBad of [false, true, true, false, false]) {
      settings.areBad = areBad
      await around.clock.advance(1000)
      around.signal('SIGHUP')
      await around.clock.advance(1000)
    }
    around.signal('SIGTERM')
    await ended

    assert.equal(
      around.sent.map(({ kind, over }) => [kind, over]),
      [
        ['failure', []],
        ['failure', []],
        ['recovery', ['failure']],
      ],
    )
  })

  test('is not lost while the settings are being read', async () => {
    const state = { reads: 0 }
    const around = makeSurroundings({
      reload: async () => {
        state.reads += 1
        await around.clock.sleep(1000)
        return anOrder()
      },
    })
    const ended = runDaemon(around.world, anOrder(), around.parts)

    await around.clock.advance(1)
    around.signal('SIGHUP')
    await around.clock.advance(500)
    around.signal('SIGHUP')
    around.signal('SIGHUP')
    await around.clock.advance(5000)
    around.signal('SIGTERM')
    await ended

    assert.is(state.reads, 2)
  })
})

suite('a repository elsewhere', (test) => {
  test('is asked before the first pass, and a new commit makes one at once', async () => {
    const passes: string[] = []
    const state = { head: 'a' }
    const around = makeSurroundings({
      reach: () => Promise.resolve(aContact(state.head)),
      pass: (_order, { contact }) => {
        passes.push(contact?.head ?? 'none')
        return Promise.resolve(aRecord())
      },
    })
    const order = anOrder([], { components: [aComponentOrder('/a', { source: remote })] })
    const ended = runDaemon(around.world, order, around.parts)

    await around.clock.advance(MINUTE_MS / 2)
    assert.equal(passes, ['a'])
    state.head = 'b'
    await around.clock.advance(MINUTE_MS / 2)
    around.signal('SIGTERM')
    await ended

    assert.ok(passes.includes('b'))
  })

  test('is asked less and less often while it is out of reach; the passes go on with what is known of it', async () => {
    const asked: number[] = []
    const heads: (string | undefined)[] = []
    const around = makeSurroundings({
      reach: () => {
        asked.push((around.clock.now() - NOW) / MINUTE_MS)
        // What could not even be attempted knows nothing.
        const failed = { reachedAt: undefined, head: undefined, fault: unreachable, mirror: '' }
        return Promise.resolve(asked.length === 1 ? aContact('a') : failed)
      },
      pass: (_order, { contact }) => {
        heads.push(contact?.head)
        return Promise.resolve(aRecord({ startedAt: around.clock.now(), endedAt: around.clock.now() }))
      },
    })
    const order = anOrder([], { components: [aComponentOrder('/a', { source: remote })] })
    const ended = runDaemon(around.world, order, around.parts)

    await around.clock.advance(120 * MINUTE_MS)
    around.signal('SIGTERM')
    await ended

    assert.equal(asked, [0, 1, 3, 7, 15, 31, 61, 91])
    assert.ok(heads.length > 100 && heads.every((head) => head === 'a'))
    const warnings = around.entries.filter(
      ({ level, message }) => level === 'warn' && message === 'repository out of reach',
    )
    assert.is(warnings.length, 1)
  })

  test('is asked no more where the watch over its component has failed', async () => {
    const around = makeSurroundings({
      reach: () => Promise.resolve(aContact('a')),
      pass: () =>
        Promise.resolve(aFailedRecord([makeProblem('COMPONENT_MISSING', {}, { directory: '/a', isThere: false })], 64)),
    })
    const order = anOrder([], { components: [aComponentOrder('/a', { source: remote })] })

    assert.is(await codeOf(() => runDaemon(around.world, order, around.parts)), 'COMPONENT_MISSING')
    assert.is(around.clock.waiting(), 0)
  })

  test('that does not answer keeps nobody from ending', async () => {
    const around = makeSurroundings({
      reach: (_errand, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(aContact('a'))
          })
        }),
    })
    const order = anOrder([], { components: [aComponentOrder('/a', { source: remote }), aComponentOrder('/b')] })
    const ended = runDaemon(around.world, order, around.parts)

    await around.clock.advance(10 * MINUTE_MS)
    assert.ok(around.entries.some(({ message }) => message === 'nothing to do'))
    around.signal('SIGTERM')
    await ended
  })
})

suite('a daemon that runs for long', (test) => {
  test('holds no more after ten thousand passes than after a hundred', async () => {
    const state = { passes: 0 }
    const around = makeSurroundings({
      reach: () => Promise.resolve(aContact(String(state.passes))),
      log: () => undefined,
      deliver: () => Promise.resolve(undefined),
      pass: () => {
        state.passes += 1
        const problems = state.passes % 3 === 0 ? [unreachable] : []
        const changes = state.passes % 5 === 0 ? [aChange({ partyId: `NODE_${state.passes}` })] : []
        return Promise.resolve(aRecord({ problems, changes, endedAt: around.clock.now() }))
      },
    })
    const order = anOrder([], { components: [aComponentOrder('/a', { source: remote })], notify: [A_SINK] })
    const ended = runDaemon(around.world, order, around.parts)
    await around.clock.advance(50 * MINUTE_MS)
    const before = { heap: heapUsed(), waiting: around.clock.waiting() }

    while (state.passes < 10_000) await around.clock.advance(100 * MINUTE_MS)
    const grown = heapUsed() - before.heap
    assert.is(around.clock.waiting(), before.waiting)
    around.signal('SIGTERM')
    await ended

    assert.ok(grown < 4 * 1024 * 1024, `${grown} bytes more`)
    assert.is(around.clock.waiting(), 0)
    assert.is(around.listeners(), 0)
  })
})

function told({ message, fields }: FakeSurroundings['entries'][number]): readonly string[] {
  return message === 'pass' || message === 'nothing to do' ? [String(fields['trigger'])] : []
}

function aContact(head: string): Contact {
  return { reachedAt: NOW, head, fault: undefined, mirror: '/mirror' }
}

/** Passes that each last until they are let go. */
function makeGate(): {
  readonly pass: Parts['pass']
  readonly open: () => Promise<void>
  readonly begun: () => number
} {
  const waiting: ((record: PassRecord) => void)[] = []
  const state = { begun: 0 }
  return {
    pass: () => {
      state.begun += 1
      return new Promise((resolve) => waiting.push(resolve))
    },
    open: async () => {
      waiting.shift()?.(aRecord())
      await turn()
      await turn()
    },
    begun: () => state.begun,
  }
}

/** After everything that nobody holds any more was collected. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}
