import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { takeLock, type Lock } from '../../../src/io/lock/lock.ts'
import { readProcessFacts, type ProcessFacts } from '../../../src/io/processes/process-facts.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import type { World } from '../../../src/io/world/world.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf } from '../../helpers/world-in.ts'
import { interpose } from '../registrar/helpers/interpose.ts'
import { messageOf, withSite, type Site } from '../registrar/helpers/site.ts'

/** A pid above the highest that Linux gives. */
const NOBODY = 2 ** 22 + 1

interface Place {
  readonly world: World
  readonly path: string
  readonly facts: ProcessFacts
  readonly clock: Site['clock']
  readonly take: (facts?: Partial<ProcessFacts>) => Promise<Lock>
}

function withLockPlace(body: (place: Place) => Promise<void>): Promise<void> {
  return withSite('{}', async ({ world, clock, registryFile }) => {
    const path = join(registryFile, '..', 'lock')
    const facts = readProcessFacts(world)
    await body({ world, path, facts, clock, take: (other) => takeLock(world, path, { ...facts, ...other }) })
  })
}

suite('lock', (test) => {
  test('is refused at once while its holder lives, and names it', () =>
    withLockPlace(async ({ take, clock, facts }) => {
      await take()
      const begin = clock.monotonic()

      assert.match(
        await messageOf(take()),
        `LOCK_HELD: Another fbm-gitops works on this registry: process ${facts.pid}`,
      )
      assert.is(clock.monotonic(), begin)
    }))

  test('can be taken again once it was released, and leaves nothing behind', () =>
    withLockPlace(async ({ take, path }) => {
      const first = await take()
      first.release()
      const second = await take()
      second.check()
      second.release()

      assert.equal(
        readdirSync(join(path, '..')).filter((name) => name.startsWith('lock')),
        [],
      )
    }))

  const gone: readonly { readonly name: string; readonly holder: Partial<ProcessFacts> }[] = [
    { name: 'whose process has ended', holder: { pid: NOBODY } },
    { name: 'whose pid belongs to a later process', holder: { startTime: '1' } },
  ]
  for (const { name, holder } of gone) {
    test(`is taken over at once from a holder ${name}`, () =>
      withLockPlace(async ({ take, clock }) => {
        await take(holder)
        clock.stopTimers()

        const lock = await take()

        lock.check()
        assert.is(clock.monotonic(), 0)
      }))
  }

  const unknown: readonly { readonly name: string; readonly holder: Partial<ProcessFacts> }[] = [
    { name: 'of another container', holder: { pid: NOBODY, pidNamespace: '1' } },
    { name: 'of another boot', holder: { pid: NOBODY, bootId: 'other' } },
    { name: 'that could not read /proc', holder: { pid: NOBODY, pidNamespace: undefined, bootId: undefined } },
  ]
  for (const { name, holder } of unknown) {
    test(`is held by a holder ${name} until its heartbeat is two minutes old`, () =>
      withLockPlace(async ({ take, clock, path }) => {
        await take(holder)
        clock.stopTimers()
        readFileSync(path)

        assert.is(await codeOf(() => take()), 'LOCK_HELD')
        clock.skip(119_000)
        assert.is(await codeOf(() => take()), 'LOCK_HELD')
        clock.skip(2_000)
        const lock = await take()
        lock.check()
      }))
  }

  test('stays with a holder whose machine was suspended: its heart beats again', () =>
    withLockPlace(async ({ take, clock }) => {
      const lock = await take({ pidNamespace: '1' })
      assert.is(await codeOf(() => take()), 'LOCK_HELD')
      clock.skip(3_600_000)

      assert.is(await codeOf(() => take()), 'LOCK_HELD')

      lock.check()
    }))

  test('stays fresh for as long as its holder works', () =>
    withLockPlace(async ({ take, clock }) => {
      const lock = await take({ pidNamespace: '1' })
      await clock.sleep(600_000)

      assert.is(await codeOf(() => take()), 'LOCK_HELD')
      lock.check()
    }))

  test('that cannot be understood is held until it is old', () =>
    withLockPlace(async ({ take, clock, path }) => {
      writeFileSync(path, '')

      assert.is(await codeOf(() => take()), 'LOCK_HELD')
      clock.skip(130_000)
      const lock = await take()
      lock.check()
    }))

  test('is lost by a holder that stood still too long, and not removed by it', () =>
    withLockPlace(async ({ take, clock, path }) => {
      const first = await take({ pidNamespace: '1' })
      clock.stopTimers()
      assert.is(await codeOf(() => take()), 'LOCK_HELD')
      clock.skip(130_000)
      const second = await take()

      assert.is(
        await codeOf(() => {
          first.check()
        }),
        'LOCK_LOST',
      )
      first.release()
      assert.ok(existsSync(path))
      second.check()
    }))

  test('is taken over by one only, of two who find it stale', () =>
    withLockPlace(async ({ take, world, path, facts, clock }) => {
      await take({ pid: NOBODY })
      clock.stopTimers()
      let rival: Promise<Lock> | undefined
      const files = interpose(world.files, (call, proceed) => {
        // At the moment in which the first is about to take it over, the second has found it stale, too.
        if (call.name === 'rename' && rival === undefined) rival = take()
        return proceed()
      })

      const first = await takeLock({ ...world, files }, path, facts)

      assert.is(await codeOf(() => rival), 'LOCK_HELD')
      first.check()
    }))

  test('is not taken over where it has changed hands meanwhile', () =>
    withLockPlace(async ({ take, world, path, facts, clock }) => {
      const stale = await take({ pid: NOBODY })
      clock.stopTimers()
      let other: Promise<Lock> | undefined
      const files = interpose(world.files, (call, proceed) => {
        if (call.name === 'link' && call.path.includes('takeover') && other === undefined) {
          stale.release()
          other = take()
        }
        return proceed()
      })

      assert.is(await codeOf(() => takeLock({ ...world, files }, path, facts)), 'LOCK_HELD')
      const holder = await other
      holder?.check()
    }))

  test('is free again for the next but one where a takeover was killed', () =>
    withLockPlace(async ({ take, world, path, facts, clock }) => {
      await take({ pid: NOBODY })
      clock.stopTimers()
      const files = interpose(world.files, (call, proceed) => {
        if (call.name === 'rename' || call.name === 'unlink') throw new Error('killed')
        return proceed()
      })
      await takeLock({ ...world, files }, path, { ...facts, pid: NOBODY }).catch(() => undefined)

      assert.is(await codeOf(() => take()), 'LOCK_HELD')
      const lock = await take()
      lock.check()
    }))

  test('lets one of twenty sessions in that begin together', () =>
    withSite('{}', async (site) => {
      const begin = (): Promise<string | undefined> =>
        codeOf(() => withSession(site.world, { component: site.component, mode: 'offline' }, () => pauseOnce()))
      const codes = await Promise.all(Array.from({ length: 20 }, begin))

      assert.is(codes.filter((code) => code === undefined).length, 1)
      assert.is(codes.filter((code) => code === 'LOCK_HELD').length, 19)
      assert.is(await begin(), undefined)
    }))
})

/** Lets all others run that wait now. */
function pauseOnce(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
