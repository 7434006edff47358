import { ftruncateSync, openSync, closeSync, readFileSync, writeSync, writeFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withSession } from '../../../src/io/registrar/session.ts'
import { makeFileSystem } from '../../../src/io/world/file-system.ts'
import { makeFakeOutput } from '../../helpers/capture.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf } from '../../helpers/world-in.ts'
import { withoutSync } from './helpers/faults.ts'
import { withHolder } from './helpers/holder.ts'
import { interpose, type FileCall } from './helpers/interpose.ts'
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
} from './helpers/site.ts'

const bob = declare('bob')
const carol = declare('carol')

/** Whole images that a live writer makes of the registry: longer and shorter than what was there. */
const LONGER = REGISTRY.replace('"Last"', `"Added": {"1": "${'x'.repeat(3000)}"}, "Last"`)
const SHORTER = REGISTRY.replace(', "Last": {"1": NaN}', '')

/** Writes as TinyDB does: over the old content, cut only afterwards. */
function writeLive(file: string, text: string, options: { readonly cuts?: boolean } = {}): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, text, 0)
  if (options.cuts !== false) ftruncateSync(descriptor, Buffer.byteLength(text))
  closeSync(descriptor)
}

function cutLive(file: string, length: number): void {
  const descriptor = openSync(file, 'r+')
  ftruncateSync(descriptor, length)
  closeSync(descriptor)
}

/** Acts once, while we look after our write at a registry that names this party; tells whether it has acted. */
function onceWritten(site: Site, party: string, act: () => void): () => boolean {
  let acted = false
  site.clock.onSleep(() => {
    if (acted || !site.registryText().includes(party)) return
    acted = true
    act()
  })
  return () => acted
}

/** Writes another image whenever we wait, for so many waits: with no number, it never rests. */
function writeAtEachSleep(site: Site, turns = Infinity): void {
  let turn = 0
  site.clock.onSleep(() => {
    turn += 1
    if (turn < turns) writeLive(site.registryFile, turn % 2 === 0 ? LONGER : SHORTER)
  })
}

/** Recovers beside a running component; gives the parties that the inventory then knows. */
function recoverLive(site: Site): Promise<readonly string[]> {
  return withSession(site.world, { component: site.component, mode: 'beside' }, (session) =>
    Promise.resolve([...session.inventory.entries.keys()]),
  )
}

/** Applies beside a running component, with a live writer that acts just before the calls that it chooses. */
async function applyBeside(
  site: Site,
  act: (call: FileCall, count: number) => void,
  changes = [register(bob), register(carol)],
) {
  const counts = new Map<string, number>()
  const files = interpose(withoutSync(makeFileSystem()), (call, proceed) => {
    const key = `${call.name} ${call.path}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    act(call, counts.get(key) ?? 0)
    return proceed()
  })
  return withJoined(site.worldWith(files, { showsProcesses: true }), site, {
    mode: 'beside',
    body: async (session) => {
      const outcomes = await session.apply(changes)
      return { outcomes, notices: session.notices().map(({ code }) => code), backup: session.lastBackup() }
    },
  })
}

function isWrite(site: Site, call: FileCall): boolean {
  return call.name === 'pwrite' && call.path === site.registryFile
}

const partiesAt = (site: Site): readonly string[] => site.registrations().map(({ partyId }) => partyId)

suite('registrar: beside a live writer', (test) => {
  test('waits until the registry has been quiet for two seconds', () =>
    withSite(REGISTRY, async (site) => {
      const begin = site.clock.monotonic()
      let written = Infinity

      await applyBeside(site, (call) => {
        if (isWrite(site, call)) written = Math.min(written, site.clock.monotonic() - begin)
      })

      assert.ok(written >= 2_000 + 250, `it wrote after ${written} ms`)
    }))

  for (const [name, text] of [
    ['longer', LONGER],
    ['shorter', SHORTER],
  ] as const) {
    test(`begins again when a ${name} registry was written during the second wait`, () =>
      withSite(REGISTRY, async (site) => {
        const { outcomes, notices } = await applyBeside(site, (call, count) => {
          // The first fsync of the registry is that of the reserved room.
          if (call.name === 'fsync' && call.path === site.registryFile && count === 1)
            writeLive(site.registryFile, text)
        })

        assert.equal(resultsOf(outcomes), ['done', 'done'])
        assert.equal(notices, [])
        assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
        assert.is(site.registryText().includes('"Added"'), text === LONGER)
      }))
  }

  test('writes its rows again when a stale write has undone them', () =>
    withSite(REGISTRY, async (site) => {
      let undone = 0
      site.clock.onSleep(() => {
        if (undone === 0 && site.registryText().includes('NODE_bob')) {
          undone += 1
          writeLive(site.registryFile, LONGER)
        }
      })

      const { outcomes } = await applyBeside(site, () => undefined)

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
      assert.ok(site.registryText().includes('"Added"'))
      assert.is(undone, 1)
    }))

  test('looks late: writes its rows again also when they were undone at the end of the quiet time', () =>
    withSite(REGISTRY, async (site) => {
      let written = Infinity
      let undone = false
      site.clock.onSleep(() => {
        if (undone || !site.registryText().includes('NODE_bob')) return
        written = Math.min(written, site.clock.monotonic())
        if (site.clock.monotonic() - written < 1_900) return
        undone = true
        writeLive(site.registryFile, LONGER)
      })

      const { outcomes } = await applyBeside(site, () => undefined)

      assert.ok(undone)
      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
    }))

  test('gives up a change that was undone three times', () =>
    withSite(REGISTRY, async (site) => {
      let undone = 0
      site.clock.onSleep(() => {
        if (!site.registryText().includes('NODE_carol')) return
        undone += 1
        writeLive(site.registryFile, REGISTRY)
      })

      const { outcomes } = await applyBeside(site, () => undefined)

      assert.equal(resultsOf(outcomes), ['contended', 'contended'])
      assert.is(undone, 3)
      assert.is(site.registryText().trimEnd(), REGISTRY)
      assert.match(site.readState('audit.jsonl'), /"outcome":"contended"/)
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('puts back what a live writer cut off after our write', () =>
    withSite(REGISTRY, async (site) => {
      onceWritten(site, 'NODE_bob', () => {
        cutLive(site.registryFile, REGISTRY.length)
      })

      const { outcomes, notices } = await applyBeside(site, () => undefined)

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.equal(notices, ['REGISTRY_MENDED'])
      assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
    }))

  for (const code of ['EIO', 'EMFILE', 'EACCES']) {
    test(`keeps the journal when the lock cannot be read after our write (${code}), and recovery finishes it`, () =>
      withSite(REGISTRY, async (site) => {
        const isCut = onceWritten(site, 'NODE_bob', () => {
          cutLive(site.registryFile, REGISTRY.length)
        })
        const { files } = site.world
        const world = site.worldWith({
          ...files,
          open: (path, mode, permissions) => {
            if (!isCut() || path !== join(site.stateDirectory, 'lock')) return files.open(path, mode, permissions)
            throw systemError(code, 'open')
          },
        })

        const act = applyAt(site, [register(bob), register(carol)], { world, mode: 'beside' })

        assert.match(await messageOf(act), new RegExp(`STATE_NOT_WRITTEN: .*lock cannot be written: .*${code}, open`))
        assert.ok(isCut())
        assert.ok(site.stateNames().includes('journal'))
        rmSync(join(site.stateDirectory, 'lock'), { force: true })
        assert.equal(await recoverLive(site), ['NODE_bob', 'NODE_carol'])
        assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
        assert.not.ok(site.stateNames().includes('journal'))
      }))
  }

  const failures = [
    { moment: 'reads the registry', target: 'registry', nth: 1 },
    { moment: 'saves anything', target: 'lock', nth: 1 },
    { moment: 'writes the registry', target: 'lock', nth: 2 },
  ] as const
  for (const { moment, target, nth } of failures) {
    test(`remembers what a first attempt has written when a second one fails before it ${moment}`, () =>
      withSite(REGISTRY, async (site) => {
        const isUndone = onceWritten(site, 'NODE_carol', () => {
          writeLive(site.registryFile, site.registryText().trimEnd().replace('"NODE_carol"', '"NODE_other"'))
        })
        const { files } = site.world
        let count = 0
        const world = site.worldWith({
          ...files,
          open: (path, mode, permissions) => {
            const isTarget = target === 'lock' ? path.endsWith('/lock') : mode === 'readwrite'
            if (isUndone() && isTarget) count += 1
            if (isUndone() && isTarget && count >= nth) throw systemError('EMFILE', 'open')
            return files.open(path, mode, permissions)
          },
        })

        const act = applyAt(site, [register(bob), register(carol)], { world, mode: 'beside' })

        assert.match(await messageOf(act), 'EMFILE')
        assert.ok(site.stateNames().includes('journal'))
        rmSync(join(site.stateDirectory, 'lock'), { force: true })
        assert.equal(await recoverLive(site), ['NODE_bob'])
        assert.match(site.readState('audit.jsonl'), /NODE_bob.*"outcome":"done"/)
        assert.not.ok(site.stateNames().includes('journal'))
      }))
  }

  test('puts back what was cut off after the pass had ended', () =>
    withSite(REGISTRY, async (site) => {
      await applyBeside(site, () => undefined)
      const whole = site.registryText()
      cutLive(site.registryFile, REGISTRY.length)

      const notices = await withSession(site.world, { component: site.component, mode: 'beside' }, (session) =>
        Promise.resolve(session.notices().map(({ code }) => code)),
      )

      assert.equal(notices, ['REGISTRY_MENDED'])
      assert.is(site.registryText(), whole)
    }))

  test('puts back what was cut off of a later image of the live writer', () =>
    withSite(REGISTRY, async (site) => {
      const later = { text: '' }
      onceWritten(site, 'NODE_bob', () => {
        later.text = site.registryText().trimEnd().replace('"Last"', '"Later": {}, "Last"')
        writeLive(site.registryFile, later.text)
      })
      await applyBeside(site, () => undefined)
      cutLive(site.registryFile, REGISTRY.length)

      await withSession(site.world, { component: site.component, mode: 'beside' }, () => Promise.resolve())

      assert.is(site.registryText(), later.text)
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('puts back what is cut off just before room is reserved behind it', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)], { mode: 'beside' })
      const whole = site.registryText().trimEnd()

      const { outcomes, notices } = await applyBeside(
        site,
        (call, count) => {
          if (call.name === 'append' && call.path === site.registryFile && count === 1)
            cutLive(site.registryFile, REGISTRY.length)
        },
        [register(carol)],
      )

      assert.ok(whole.length > REGISTRY.length)
      assert.equal(resultsOf(outcomes), ['done'])
      assert.equal(notices, ['REGISTRY_MENDED'])
      assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
      assert.ok(site.registryText().includes('"Last": {"1": NaN}'))
    }))

  test('tells loudly when somebody wrote between comparison and write', () =>
    withSite(REGISTRY, async (site) => {
      const { outcomes, notices, backup } = await applyBeside(site, (call, count) => {
        if (isWrite(site, call) && count === 1) writeLive(site.registryFile, LONGER)
      })

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.equal(notices, ['REGISTRY_OVERTAKEN'])
      assert.equal(partiesAt(site), ['NODE_foreign', 'NODE_bob', 'NODE_carol'])
      assert.is(readFileSync(backup ?? '', 'utf8'), REGISTRY)
    }))

  test('tells loudly when a cut has another length than the registry had', () =>
    withSite(REGISTRY, async (site) => {
      onceWritten(site, 'NODE_bob', () => {
        cutLive(site.registryFile, REGISTRY.length + 10)
      })

      const { notices } = await applyBeside(site, () => undefined)

      assert.equal(notices, ['REGISTRY_MENDED', 'REGISTRY_OVERTAKEN'])
    }))

  test('waits for a writer that has not cut yet, and keeps what it wrote', () =>
    withSite(REGISTRY, async (site) => {
      writeLive(site.registryFile, SHORTER, { cuts: false })
      let slept = 0
      site.clock.onSleep(() => {
        slept += 1
        if (slept === 30) cutLive(site.registryFile, SHORTER.length)
      })

      const { outcomes } = await applyBeside(site, () => undefined)

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.not.ok(site.registryText().includes('"Last"'))
    }))

  test('keeps the first insert that came between while room was reserved in an empty registry', () =>
    withSite('', async (site) => {
      const inserted = '{"Datasets": {"1": {}}}'
      const { outcomes } = await applyBeside(site, (call, count) => {
        if (call.name === 'append' && call.path === site.registryFile && count === 1)
          writeLive(site.registryFile, inserted)
      })

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.ok(site.registryText().startsWith(inserted.slice(0, -1)))
      assert.equal(partiesAt(site), ['NODE_bob', 'NODE_carol'])
    }))

  test('follows a writer that replaces the file, and never touches the one it replaced', () =>
    withSite(REGISTRY, async (site) => {
      const { outcomes } = await applyBeside(site, (call, count) => {
        if (call.name !== 'fsync' || call.path !== site.registryFile || count !== 1) return
        writeFileSync(`${site.registryFile}.new`, LONGER)
        renameSync(`${site.registryFile}.new`, site.registryFile)
      })

      assert.equal(resultsOf(outcomes), ['done', 'done'])
      assert.ok(site.registryText().includes('"Added"'))
    }))

  test('gives up after ten minutes beside a writer that never rests', () =>
    withSite(REGISTRY, async (site) => {
      writeAtEachSleep(site)

      assert.is(await codeOf(() => applyBeside(site, () => undefined)), 'REGISTRY_BUSY')
      assert.ok(site.clock.monotonic() >= 600_000)
      assert.not.ok(site.registryText().includes('NODE_bob'))
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('tells somebody at a terminal, once, what it waits for', () =>
    withSite(REGISTRY, async (site) => {
      writeAtEachSleep(site, 200)
      const told: string[] = []
      const stderr = makeFakeOutput((text) => told.push(text), { isTTY: true, columns: 80 })

      await applyAt(site, [register(bob)], { world: { ...site.world, stderr }, mode: 'beside' })

      assert.equal(told, ['Waiting until db_NODE_self.json rests: somebody writes it, or it is not whole …\n'])
    }))

  test('names who has a registry open that never rests, and never says that nobody has', () =>
    withSite(REGISTRY, async (site) => {
      writeAtEachSleep(site)
      assert.match(await messageOf(applyBeside(site, () => undefined)), 'Who does so cannot be seen from here.')

      await withHolder(site, async ({ pid }) => {
        const message = await messageOf(applyBeside(site, () => undefined))

        assert.match(message, `It is open in sleep (process ${pid}).`)
      })
    }))

  test('calls a registry damaged that somebody broke after our write, and keeps the journal', () =>
    withSite(REGISTRY, async (site) => {
      onceWritten(site, 'NODE_bob', () => {
        writeFileSync(site.registryFile, '{"Broken": ')
      })

      assert.is(await codeOf(() => applyBeside(site, () => undefined)), 'REGISTRY_DAMAGED')
      assert.ok(site.stateNames().includes('journal'))
      assert.is(site.registryText(), '{"Broken": ')
      assert.is(await codeOf(() => applyAt(site, [register(bob)])), 'REGISTRY_DAMAGED')
    }))
})
