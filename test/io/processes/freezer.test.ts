import type { ChildProcess } from 'node:child_process'
import { chownSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Problem } from '../../../src/domain/problem.ts'
import { actAsOwner } from '../../../src/io/lock/identity.ts'
import { makeFreezer, type Freezer } from '../../../src/io/processes/freezer.ts'
import { findHolders } from '../../../src/io/processes/holders.ts'
import { makeFileSystem, type FileStatus, type FileSystem } from '../../../src/io/world/file-system.ts'
import type { Processes } from '../../../src/io/world/processes.ts'
import { realWorld, type World } from '../../../src/io/world/world.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { startHolder, withHolder } from '../registrar/helpers/holder.ts'
import {
  applyAt,
  declare,
  messageOf,
  register,
  REGISTRY,
  resultsOf,
  withJoined,
  withSite,
  type Site,
} from '../registrar/helpers/site.ts'

const STRANGER = 12_345
const MOST_ATTEMPTS = 30

interface Frozen {
  readonly freezer: Freezer
  readonly status: FileStatus
  readonly codes: () => readonly string[]
}

/** A freezer of the real world, parts of whose processes may be replaced. */
function makeFrozen(site: Site, processes: Partial<Processes> = {}): Frozen {
  const world = withProcesses(processes)
  const notes: Problem[] = []
  const status = statusOf(world, site)
  const freezer = makeFreezer(world, site.registryFile, (problem) => notes.push(problem))
  return { freezer, status, codes: () => notes.map(({ code }) => code) }
}

/** Runs a step while the holders stand still: tried again where a busy machine was too late for it, which is no fault. */
async function freezeAtLast(site: Site, step: () => boolean): Promise<Frozen> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const frozen = makeFrozen(site)
    assert.ok(frozen.freezer.isReady(frozen.status))
    if (await frozen.freezer.whileStopped(frozen.status, step)) return frozen
  }
  throw new Error(`They were not brought to a stand in ${MOST_ATTEMPTS} attempts.`)
}

function showProcesses(site: Site, files: FileSystem = makeFileSystem()): World {
  return site.worldWith(files, { showsProcesses: true })
}

function statusOf(world: World, { registryFile }: Site): FileStatus {
  const status = world.files.lstat(registryFile)
  if (status === undefined) throw new Error('There is no registry.')
  return status
}

function withProcesses(processes: Partial<Processes>): World {
  const world = realWorld()
  return { ...world, host: { ...world.host, processes: { ...world.host.processes, ...processes } } }
}

const refuseControl = (): never => {
  throw systemError('EPERM', 'kill')
}

suite('freezer', (test) => {
  test('stops who has the registry open for the step alone', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        let during = ''

        const { codes } = await freezeAtLast(site, () => {
          during = holder.state()
          return true
        })

        assert.is(during, 'T')
        assert.is.not(holder.state(), 'T')
        assert.equal(codes(), ['FREEZE_DONE'])
      }),
    ))

  test('lets everybody run again where the step fails', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        const step = (): never => {
          throw new Error('the disk is gone')
        }

        const message = await messageOf(freezeAtLast(site, step))

        assert.match(message, 'the disk is gone')
        assert.is.not(holder.state(), 'T')
      }),
    ))

  test('leaves a process stopped that somebody else had stopped', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        holder.stop()

        await freezeAtLast(site, () => true)

        assert.is(holder.state(), 'T')
      }),
    ))

  test('is of no use where nobody is seen to have the registry open, and says so', () =>
    withSite(REGISTRY, (site) => {
      const { freezer, status, codes } = makeFrozen(site)

      assert.not.ok(freezer.isReady(status))
      assert.equal(codes(), ['FREEZE_IDLE'])
    }))

  test('is refused for good where one of them may not be stopped', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, () => {
        const { freezer, status, codes } = makeFrozen(site, { checkControl: refuseControl })

        assert.not.ok(freezer.isReady(status))
        assert.not.ok(freezer.isReady(status))
        assert.equal(codes(), ['FREEZE_REFUSED'])
        return Promise.resolve()
      }),
    ))

  test('does not run the step where one can no longer be stopped, nor leaves the others stopped', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, (first) =>
        withHolder(site, async (second) => {
          const { processes } = realWorld().host
          const { freezer, status } = makeFrozen(site, {
            stop: (pid) => {
              if (pid === second.pid) refuseControl()
              processes.stop(pid)
            },
          })

          assert.not.ok(await freezer.whileStopped(status, () => true))

          assert.is.not(first.state(), 'T')
        }),
      ),
    ))

  test('does not run the step where somebody else opens the registry meanwhile', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (first) => {
        const { processes } = realWorld().host
        const late: ChildProcess[] = []
        const { freezer, status } = makeFrozen(site, {
          stop: (pid) => {
            processes.stop(pid)
            late.push(startHolder(site))
          },
        })

        const done = await freezer.whileStopped(status, () => true)

        for (const child of late) child.kill('SIGKILL')
        assert.not.ok(done)
        assert.is.not(first.state(), 'T')
      }),
    ))

  test('does not run the step once the guard may have let the others run again', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        const world = realWorld()
        const status = statusOf(world, site)
        let step = 10
        let passed = 0
        const clock = { ...world.clock, monotonic: () => (passed += step) }
        const freezer = makeFreezer({ ...world, clock }, site.registryFile, () => undefined)
        holder.stop()

        assert.ok(await freezer.whileStopped(status, () => true))
        step = 400
        assert.not.ok(await freezer.whileStopped(status, () => true))
      }),
    ))

  for (const [what, processes] of [
    ['cannot be stopped', { stop: () => undefined }],
    ['have no guard', { guard: () => Promise.reject(new Error('there is none')) }],
  ] as const) {
    test(`gives up for good after three attempts where the processes ${what}`, () =>
      withSite(REGISTRY, (site) =>
        withHolder(site, async (holder) => {
          const { freezer, status, codes } = makeFrozen(site, processes)
          for (const refusals of [[], [], ['FREEZE_REFUSED']]) {
            assert.ok(freezer.isReady(status))
            assert.not.ok(await freezer.whileStopped(status, () => true))
            assert.equal(codes(), refusals)
          }

          assert.not.ok(freezer.isReady(status))
          assert.is.not(holder.state(), 'T')
        }),
      ))
  }

  test('is refused where a holder may be signalled but not looked at', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, (holder) => {
        const world = realWorld()
        const { files } = world
        const list = (path: string): readonly string[] => {
          if (path === `/proc/${holder.pid}/task`) refuseControl()
          return files.list(path)
        }
        const notes: string[] = []
        const freezer = makeFreezer({ ...world, files: { ...files, list } }, site.registryFile, ({ message }) =>
          notes.push(message),
        )

        assert.not.ok(freezer.isReady(statusOf(world, site)))
        assert.match(notes.join(), `sleep (process ${holder.pid}) may not be looked at`)
        return Promise.resolve()
      }),
    ))

  test('is refused where the holder is the first process of its namespace', () =>
    withSite(REGISTRY, (site) => {
      const world = realWorld()
      const { files } = world
      const status = statusOf(world, site)
      const notes: string[] = []
      const list = (path: string): readonly string[] => (path === '/proc/1/fd' ? ['3'] : files.list(path))
      const stat = (path: string): FileStatus | undefined => (path === '/proc/1/fd/3' ? status : files.stat(path))
      const freezer = makeFreezer({ ...world, files: { ...files, list, stat } }, site.registryFile, ({ message }) =>
        notes.push(message),
      )

      assert.not.ok(freezer.isReady(status))
      assert.match(notes.join(), '(process 1) is the first of its container, which nobody in it can stop')
    }))

  test('finds also the processes of root while it acts as the owner of the registry', () =>
    withSite(REGISTRY, async (site) => {
      const world = realWorld()
      if (world.host.userId() !== 0) {
        announceSkip('processes of other users', 'only root can start them')
        return
      }
      chownSync(site.registryFile, STRANGER, STRANGER)
      const owner = { uid: STRANGER, gid: STRANGER }
      await withHolder(site, (ofRoot) =>
        withHolder(
          site,
          async (ofOwner) => {
            const status = statusOf(world, site)
            const found = await actAsOwner(world, { file: site.registryFile, owner }, () =>
              Promise.resolve(findHolders(world, status).map(({ pid }) => pid)),
            )

            assert.equal(new Set(found), new Set([ofRoot.pid, ofOwner.pid]))
          },
          { uid: STRANGER },
        ),
      )
    }))
})

suite('session: with --offline', (test) => {
  test('writes nothing where a process has the registry open, and names it', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        const message = await messageOf(applyAt(site, [register(declare('bob'))], { world: showProcesses(site) }))

        assert.match(message, 'REGISTRY_IN_USE')
        assert.match(message, `is open in sleep (process ${holder.pid})`)
        assert.is(site.registryText(), REGISTRY)
        assert.not.ok(site.stateNames().includes('journal'))
      }),
    ))
})

suite('session: with --freeze', (test) => {
  const bob = declare('bob')

  /** Applies in freeze mode; gives after how many milliseconds of the fake clock the registry was written. */
  async function applyFreezing(site: Site): Promise<{ readonly after: number; readonly notices: readonly string[] }> {
    const begin = site.clock.monotonic()
    let after = 0
    // Who is told to stop takes real time for it, while the clock only waits for our sleeps.
    site.clock.onSleep(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1))
    const files = makeFileSystem()
    const world = showProcesses(site, {
      ...files,
      pwrite: (descriptor, bytes, position) => {
        if (after === 0 && Buffer.from(bytes).includes('NODE_bob')) after = site.clock.monotonic() - begin
        return files.pwrite(descriptor, bytes, position)
      },
    })
    return withJoined(world, site, {
      mode: 'freeze',
      body: async (session) => {
        assert.equal(resultsOf(await session.apply([register(bob)])), ['done'])
        return { after, notices: session.notices().map(({ code }) => code) }
      },
    })
  }

  test('waits for a shorter time where every holder can be stopped', () =>
    withSite(REGISTRY, (site) =>
      withHolder(site, async (holder) => {
        const { after, notices } = await applyFreezing(site)

        assert.ok(after >= 250 + 50 && after < 2_000, `it wrote after ${after} ms`)
        assert.equal(notices, ['FREEZE_DONE'])
        assert.is.not(holder.state(), 'T')
      }),
    ))

  test('waits as beside a running component where it sees no holder', () =>
    withSite(REGISTRY, async (site) => {
      const { after, notices } = await applyFreezing(site)

      assert.ok(after >= 2_000 + 250, `it wrote after ${after} ms`)
      assert.equal(notices, ['FREEZE_IDLE'])
    }))
})
