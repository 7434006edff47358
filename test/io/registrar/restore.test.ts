import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { WritingMode } from '../../../src/domain/writing-mode.ts'
import { FederationError } from '../../../src/errors.ts'
import type { RegistryImage } from '../../../src/fedbiomed/registry/scan.ts'
import { restoreBackup, type Restored } from '../../../src/io/registrar/restore-backup.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import { readBackups, type ComparedBackup } from '../../../src/io/state/backup-reading.ts'
import { makeFileSystem } from '../../../src/io/world/file-system.ts'
import type { World } from '../../../src/io/world/world.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf } from '../../helpers/world-in.ts'
import { filesWithFault, Killed, withoutSync, type Strike } from './helpers/faults.ts'
import { asAnotherProcess } from './helpers/scenario.ts'
import { applyAt, declare, register, REGISTRY, withSite, type Site } from './helpers/site.ts'

const bob = declare('bob')
const carol = declare('carol')

/** Lends a site with a backup from before its last registration, over which Fed-BioMed has written since. */
function withBackup(body: (site: Site, text: { before: string; after: string }) => Promise<void>): Promise<void> {
  return withSite(REGISTRY, async (site) => {
    await applyAt(site, [register(bob)])
    const before = site.registryText()
    await applyAt(site, [register(carol)])
    const after = site.registryText().trimEnd().replace('"Last"', '"Since": {"1": {}}, "Last"')
    writeFileSync(site.registryFile, after)
    await body(site, { before, after })
  })
}

/** Puts the newest backup back as a command does: reads first, then writes over exactly what was read. */
async function restoreNewest(site: Site, options: { world?: World; mode?: WritingMode } = {}): Promise<Restored> {
  const { backups, registry } = await readBackups(site.world, site.component)
  const { world = site.world, mode = 'offline' } = options
  return restoreBackup(world, { component: site.component, mode, backup: newestOf(backups), shown: registry.bytes })
}

function newestOf(backups: readonly ComparedBackup[]): { readonly name: string; readonly image: RegistryImage } {
  const newest = generationsOf(backups).find(({ reason }) => reason.restore === undefined)
  const image = newest?.load()
  if (newest === undefined || image === undefined) throw new Error('There is no whole backup.')
  return { name: newest.name, image }
}

/** All but the image that the last pass left. */
function generationsOf(backups: readonly ComparedBackup[]): readonly ComparedBackup[] {
  return backups.filter(({ name }) => name !== 'committed')
}

/** The world of a process that is killed at its first write of the registry in place. */
function killedAtWrite(site: Site): World {
  const { files } = filesWithFault({
    fault: 'kill',
    at: ({ name, path }) => name === 'pwrite' && path === site.registryFile,
  })
  return asAnotherProcess(site.worldWith(files))
}

function writeLive(file: string, text: string): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, text, 0)
  ftruncateSync(descriptor, Buffer.byteLength(text))
  closeSync(descriptor)
}

suite('backups', (test) => {
  test('are listed with what each was kept for, and how it differs', () =>
    withBackup(async (site) => {
      const { backups } = await readBackups(site.world, site.component)

      assert.equal(
        backups.map(({ reason }) => reason),
        [{ committed: 1 }, { register: 1 }, { register: 1 }],
      )
      const [newest, oldest] = generationsOf(backups)
      assert.equal(newest?.difference?.registrations, [{ partyId: 'NODE_carol', kind: 'only in the registry' }])
      assert.equal(oldest?.difference?.registrations.length, 2)
      assert.equal(
        newest?.difference?.tables.map(({ table, isSame }) => [table, isSame]),
        [
          ['Datasets', true],
          ['Certificates', false],
          ['Last', true],
          ['Since', false],
        ],
      )
      assert.equal(newest?.difference?.tables[3], {
        table: 'Since',
        inBackup: undefined,
        inRegistry: 1,
        isSame: false,
      })
    }))

  test('that are not what was kept under their name are not whole', () =>
    withBackup(async (site) => {
      const directory = join(site.stateDirectory, 'backups')
      const [name = ''] = readdirSync(directory)
      writeFileSync(join(directory, name), '{}')

      const { backups } = await readBackups(site.world, site.component)

      assert.equal(
        generationsOf(backups).map(({ difference }) => difference !== undefined),
        [true, false],
      )
    }))
})

suite('restoring a backup', (test) => {
  test('is possible from the others where one cannot be read, which is then called damaged', () =>
    withBackup(async (site, { before }) => {
      const { files } = site.world
      const [oldest = ''] = readdirSync(join(site.stateDirectory, 'backups')).sort()
      const world = site.worldWith({
        ...files,
        open: (path, mode, permissions) => {
          if (path.endsWith(oldest)) throw systemError('EIO', 'open')
          return files.open(path, mode, permissions)
        },
      })

      const { backups } = await readBackups(world, site.component)
      await restoreNewest(site, { world })

      assert.equal(
        generationsOf(backups).map(({ difference }) => difference !== undefined),
        [true, false],
      )
      assert.is(site.registryText().trimEnd(), before)
    }))

  test('is possible also where an interrupted write cannot be ended for a row of unknown layout', () =>
    withBackup(async (site, { before }) => {
      const unknown = before.replace('"party_id": "NODE_foreign"', '"component_id": "NODE_foreign"')
      await applyAt(site, [register(declare('dave'))], { world: killedAtWrite(site) }).catch((error: unknown) => {
        assert.instance(error, Killed)
      })
      site.clock.stopTimers()
      writeFileSync(site.registryFile, unknown)

      await restoreNewest(site)

      assert.ok(site.registrations().some(({ partyId }) => partyId === 'NODE_foreign'))
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('that was killed over a row of unknown layout lets every later command go on', () =>
    withBackup(async (site, { before }) => {
      writeFileSync(site.registryFile, before.replace('"party_id": "NODE_foreign"', '"note": 1'))
      await restoreNewest(site, { world: killedAtWrite(site) }).catch((error: unknown) => {
        assert.instance(error, Killed)
      })
      site.clock.stopTimers()

      await restoreNewest(site)

      assert.is(site.registryText().trimEnd(), before)
    }))

  for (const mode of ['offline', 'beside', 'freeze'] as const) {
    test(`puts back every byte, keeps what was there, and tells the audit log: ${mode}`, () =>
      withBackup(async (site, { before, after }) => {
        const { backup = '' } = await restoreNewest(site, { mode })

        assert.is(site.registryText().trimEnd(), before)
        assert.is(readFileSync(backup, 'utf8'), after)
        assert.match(backup, /-restore1\.json$/)
        assert.match(
          site.readState('audit.jsonl'),
          /"kind":"restore","backup":"[^"]+-register1\.json","outcome":"done"/,
        )
        assert.not.ok(site.stateNames().includes('journal'))
      }))
  }

  for (const [what, text] of [
    ['torn', '{"Certificates": {"1"'],
    ['followed by something else', `${REGISTRY}}{`],
    ['empty', ''],
  ] as const) {
    test(`puts one back over a registry that is ${what}`, () =>
      withBackup(async (site, { before }) => {
        writeFileSync(site.registryFile, text)

        await restoreNewest(site)

        assert.is(site.registryText().trimEnd(), before)
      }))
  }

  test('puts one back where the registry is gone', () =>
    withBackup(async (site, { before }) => {
      const { unlinkSync } = await import('node:fs')
      unlinkSync(site.registryFile)

      await restoreNewest(site)

      assert.is(site.registryText().trimEnd(), before)
    }))

  test('puts one back after a pass was interrupted and the registry damaged since', () =>
    withBackup(async (site) => {
      const counted = filesWithFault({
        fault: 'kill',
        at: ({ name, path }) => name === 'pwrite' && path === site.registryFile,
      })
      const world = asAnotherProcess(site.worldWith(counted.files))
      await applyAt(site, [register(declare('dave'))], { world }).catch((error: unknown) => {
        assert.instance(error, Killed)
      })
      counted.closeAll()
      site.clock.stopTimers()
      writeFileSync(site.registryFile, '{"Broken": ')
      assert.is(await codeOf(() => applyAt(site, [])), 'REGISTRY_DAMAGED')

      await restoreNewest(site)

      assert.ok(site.registrations().some(({ partyId }) => partyId === 'NODE_carol'))
      assert.not.ok(site.stateNames().includes('journal'))
      await applyAt(site, [])
    }))

  test('leaves a registry alone that has changed since it was shown', () =>
    withBackup(async (site, { after }) => {
      const { backups, registry } = await readBackups(site.world, site.component)
      const later = after.replace('"Since"', '"Later"')
      writeFileSync(site.registryFile, later)

      const code = await codeOf(() =>
        restoreBackup(site.world, {
          component: site.component,
          mode: 'offline',
          backup: newestOf(backups),
          shown: registry.bytes,
        }),
      )

      assert.is(code, 'RESTORE_OUTDATED')
      assert.is(site.registryText(), later)
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('says so where the running component writes its own content over it', () =>
    withBackup(async (site, { before, after }) => {
      let undone = false
      site.clock.onSleep(() => {
        if (undone || site.registryText().trimEnd() !== before) return
        undone = true
        writeLive(site.registryFile, after.replace('"Since"', '"Later"'))
      })

      assert.is(await codeOf(() => restoreNewest(site, { mode: 'beside' })), 'RESTORE_UNDONE')

      assert.ok(site.registryText().includes('"Later"'))
      assert.not.ok(site.stateNames().includes('journal'))
      assert.not.match(site.readState('audit.jsonl'), '"kind":"restore"')
    }))

  test('is done where the running component goes on from it', () =>
    withBackup(async (site, { before }) => {
      let gone = false
      site.clock.onSleep(() => {
        if (gone || site.registryText().trimEnd() !== before) return
        gone = true
        writeLive(site.registryFile, before.replace('"Last"', '"Later": {}, "Last"'))
      })

      await restoreNewest(site, { mode: 'beside' })

      assert.ok(site.registryText().includes('"Later"'))
      assert.match(site.readState('audit.jsonl'), '"kind":"restore"')
    }))

  for (const fault of ['kill', 'cut', 'EIO', 'ENOSPC', 'EROFS'] as const) {
    for (const damaged of [false, true]) {
      test(`leaves the one or the other, ${fault} at every call${damaged ? ', also over a torn registry' : ''}`, async () => {
        let calls = 0
        for (let at = 1; ; at += 1) {
          if (!(await strikeRestore({ fault, at, writesOnly: true }, damaged))) break
          calls = at
        }
        assert.ok(calls > 15, `only ${calls} calls were tried`)
      })
    }
  }
})

/** Restores with a fault, recovers, and checks what is there; tells whether the fault came. */
async function strikeRestore(strike: Strike, damaged: boolean): Promise<boolean> {
  let struck = false
  await withBackup(async (site, { before, after }) => {
    const there = damaged ? '{"Broken":' : after
    writeFileSync(site.registryFile, there)
    const counted = filesWithFault(strike)
    try {
      await restoreNewest(site, { world: asAnotherProcess(site.worldWith(counted.files)) })
      assert.is(site.registryText().trimEnd(), before)
    } catch (error) {
      if (!(error instanceof Killed || error instanceof FederationError)) throw error
    } finally {
      struck = counted.calls().length >= Number(strike.at)
      counted.closeAll()
      site.clock.stopTimers()
    }
    const world = site.worldWith(withoutSync(makeFileSystem()))
    const code = await codeOf(() =>
      withSession(world, { component: site.component, mode: 'offline' }, () => Promise.resolve()),
    )
    const text = site.registryText().trimEnd()
    const told = site.readState('audit.jsonl').split('"kind":"restore"').length - 1
    if (text === before) assert.is(told, 1, `the audit log tells of it ${told} times`)
    else assert.is(text, there)
    assert.is(code, text === before || !damaged ? undefined : 'REGISTRY_TORN')
    assert.not.ok(site.stateNames().includes('journal'))
  })
  return struck
}
