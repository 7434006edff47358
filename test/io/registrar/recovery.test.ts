import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { WritingMode } from '../../../src/domain/writing-mode.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import { readLocalState, readState } from '../../../src/io/state/local-state.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf } from '../../helpers/world-in.ts'
import { filesWithFault, Killed } from './helpers/faults.ts'
import { applyAt, declare, register, REGISTRY, traceOf, withJoined, withSite, type Site } from './helpers/site.ts'

const bob = declare('bob')
const carol = declare('carol')

/** Lends a site whose pass was killed at the write of the registry, once its room was reserved and the journal written. */
function withInterrupted(
  body: (site: Site, intended: { before: string; after: string }) => Promise<void>,
): Promise<void> {
  return withSite(REGISTRY, async (site) => {
    await withJoined(site.world, site, { body: () => Promise.resolve() })
    const before = await interrupt(site)
    const journal = site.readState('journal')
    const after = journal.slice(journal.lastIndexOf('{"Datasets"'))
    await body(site, { before, after })
  })
}

/** Kills a pass at its first write of the registry in place; gives what the registry holds then. */
async function interrupt(site: Site): Promise<string> {
  const counted = filesWithFault({
    fault: 'kill',
    at: ({ name, path }) => name === 'pwrite' && path === site.registryFile,
  })
  const world = { ...site.worldWith(counted.files), host: { ...site.world.host, pid: 2 ** 22 + 1 } }
  try {
    await applyAt(site, [register(bob), register(carol)], { world })
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  } finally {
    counted.closeAll()
    site.clock.stopTimers()
  }
  return site.registryText()
}

async function recoverAt(site: Site, mode: WritingMode = 'offline'): Promise<readonly string[]> {
  return withSession(site.world, { component: site.component, mode }, (session) =>
    Promise.resolve(session.notices().map(({ code, message }) => `${code}: ${message}`)),
  )
}

const recordedAt = (site: Site): readonly string[] => [
  ...readState(site.world, site.component).inventory.entries.keys(),
]

suite('registrar: recovery', (test) => {
  for (const [how, spoil] of [
    [
      'deleted',
      (file: string): void => {
        unlinkSync(file)
      },
    ],
    [
      'emptied by another file in its place',
      (file: string): void => {
        unlinkSync(file)
        writeFileSync(file, '{}')
      },
    ],
  ] as const) {
    test(`begins no registry anew that was ${how} before the first pass was over`, () =>
      withInterrupted(async (site) => {
        spoil(site.registryFile)

        const refused = await codeOf(() => recoverAt(site))
        const again = await codeOf(() => recoverAt(site))

        assert.equal([refused, again], ['REGISTRY_EMPTIED', 'REGISTRY_EMPTIED'])
        assert.is(existsSync(site.registryFile), how !== 'deleted')
      }))
  }

  test('is announced by a command that only reads', () =>
    withInterrupted((site) => {
      const codes = readState(site.world, site.component).problems.map(({ code }) => code)

      assert.equal(codes, ['APPLY_INTERRUPTED'])
      return Promise.resolve()
    }))

  const cases: readonly {
    readonly name: string
    readonly registry: (intended: { before: string; after: string }) => string
    readonly found: string
    readonly recorded: readonly string[]
    /** What a command that only reads says: the end of its warning, or that nothing is planned from such a registry. */
    readonly told: string
  }[] = [
    {
      name: 'nothing was written',
      registry: ({ before }) => before,
      found: 'had not begun',
      recorded: [],
      told: 'it had not begun to write the registry',
    },
    {
      name: 'not even room was reserved',
      registry: () => REGISTRY,
      found: 'had not begun',
      recorded: [],
      told: 'it had not begun to write the registry',
    },
    {
      name: 'everything was written',
      registry: ({ after }) => after,
      found: 'written everything',
      recorded: ['NODE_bob', 'NODE_carol'],
      told: 'it had written everything',
    },
    {
      name: 'the write was cut short',
      registry: ({ before, after }) => after.slice(0, -300) + before.slice(-300),
      found: 'the rest was written now',
      recorded: ['NODE_bob', 'NODE_carol'],
      told: 'REGISTRY_INCOMPLETE',
    },
    {
      name: 'a live writer cut the new image off',
      registry: ({ after }) => after.slice(0, REGISTRY.length),
      found: 'the rest was written now',
      recorded: ['NODE_bob', 'NODE_carol'],
      told: 'REGISTRY_INCOMPLETE',
    },
    {
      name: 'a live writer cut the old image off just before room was reserved',
      registry: ({ before }) => REGISTRY.slice(0, -40) + before.slice(REGISTRY.length),
      found: 'the rest was written now',
      recorded: ['NODE_bob', 'NODE_carol'],
      told: 'REGISTRY_INCOMPLETE',
    },
    {
      name: 'a live writer had written a longer image under it',
      registry: ({ after }) => `${after}, "Tail": {}}`,
      found: 'at the same moment',
      recorded: ['NODE_bob', 'NODE_carol'],
      told: 'REGISTRY_INCOMPLETE',
    },
    {
      name: 'somebody wrote since, and kept one of our rows',
      registry: ({ after }) => after.trimEnd().replace('"NODE_carol"', '"NODE_other"'),
      found: 'somebody else has written',
      recorded: ['NODE_bob'],
      told: 'somebody else has written the registry since',
    },
    {
      name: 'somebody emptied the registry since',
      registry: () => '',
      found: 'somebody else has written',
      recorded: [],
      told: 'somebody else has written the registry since',
    },
  ]
  for (const { name, registry, told } of cases) {
    test(`is foretold by a command that only reads, and changes nothing, where ${name}`, () =>
      withInterrupted(async (site, intended) => {
        writeFileSync(site.registryFile, registry(intended))
        const before = traceOf(site.registryFile)

        const read = readLocalState(site.world, site.component).then(({ problems }) =>
          problems.map(({ code, message }) => `${code}: ${message}`).join('\n'),
        )

        assert.match(await read.catch(String), told)
        assert.is(traceOf(site.registryFile), before)
        assert.ok(site.stateNames().includes('journal'))
      }))
  }

  test('is foretold also where the end of a later image was cut off', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      writeFileSync(site.registryFile, site.registryText().slice(0, REGISTRY.length))

      assert.is(await codeOf(() => readLocalState(site.world, site.component)), 'REGISTRY_INCOMPLETE')
    }))

  for (const { name, registry, found, recorded } of cases) {
    for (const mode of ['offline', 'beside'] as const) {
      test(`settles where ${name}, ${mode}`, () =>
        withInterrupted(async (site, intended) => {
          const text = registry(intended)
          writeFileSync(site.registryFile, text)

          const notices = await recoverAt(site, mode)

          assert.match(notices.join('\n'), 'APPLY_RECOVERED: An interrupted reconcile was recovered: ')
          assert.match(notices.join('\n'), found)
          assert.equal(recordedAt(site), recorded)
          assert.not.ok(site.stateNames().includes('journal'))
          const parties = site.registrations().map(({ partyId }) => partyId)
          for (const party of recorded) assert.ok(parties.includes(party))
          if (recorded.length < 2) assert.is(site.registryText(), text)
        }))
    }
  }

  test('tells of the write that may be lost, with the backup to compare', () =>
    withInterrupted(async (site, { after }) => {
      writeFileSync(site.registryFile, `${after}, "Tail": {}}`)

      const notices = await recoverAt(site)

      assert.match(notices.join('\n'), 'REGISTRY_OVERTAKEN')
    }))

  for (const told of ['the rest was written now', 'had not begun']) {
    test(`knows a copy of the registry by its bytes, whatever its inode: ${told}`, () =>
      withInterrupted(async (site, { before, after }) => {
        const text = told === 'had not begun' ? before : after.slice(0, -300) + before.slice(-300)
        writeFileSync(`${site.registryFile}.copy`, text)
        renameSync(`${site.registryFile}.copy`, site.registryFile)

        const notices = await recoverAt(site)

        assert.match(notices.join('\n'), told)
        assert.is(site.registryText(), told === 'had not begun' ? before : after)
      }))
  }

  test('leaves a registry that was replaced by another file', () =>
    withInterrupted(async (site) => {
      writeFileSync(`${site.registryFile}.new`, '{"Other": {}}')
      renameSync(`${site.registryFile}.new`, site.registryFile)

      const notices = await recoverAt(site)

      assert.match(notices.join('\n'), 'replaced by another file')
      assert.is(site.registryText(), '{"Other": {}}')
    }))

  test('forgets a journal that is damaged: the registry was never touched then', () =>
    withInterrupted(async (site) => {
      const path = join(site.stateDirectory, 'journal')
      const bytes = readFileSync(path)
      bytes[bytes.length - 5] = 0
      writeFileSync(path, bytes)
      const registry = site.registryText()

      await recoverAt(site)

      assert.is(site.registryText(), registry)
      assert.not.ok(site.stateNames().includes('journal'))
    }))

  test('refuses a journal of a newer version', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [])
      const header = '{"schemaVersion":2}'
      const { createHash } = await import('node:crypto')
      const hash = createHash('sha256').update(header).digest('hex')
      writeFileSync(join(site.stateDirectory, 'journal'), `${hash}\n${header}\n`)

      assert.is(await codeOf(() => recoverAt(site)), 'STATE_NEWER')
    }))

  for (const mode of ['offline', 'beside'] as const) {
    test(`keeps journal and backups where somebody else damaged the registry, ${mode}`, () =>
      withInterrupted(async (site) => {
        writeFileSync(site.registryFile, '{"Broken": ')

        assert.is(await codeOf(() => recoverAt(site, mode)), 'REGISTRY_DAMAGED')

        assert.is(site.registryText(), '{"Broken": ')
        assert.ok(site.stateNames().includes('journal'))
        assert.is(readdirSync(join(site.stateDirectory, 'backups')).length, 1)
      }))
  }

  test('removes what a crash left behind, but not what another reconciler waits with', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [])
      for (const name of ['inventory.json.tmp', 'lock.abc.tmp']) writeFileSync(join(site.stateDirectory, name), '')

      await recoverAt(site)

      assert.equal(site.stateNames(), ['backups', 'inventory.json', 'lock.abc.tmp'])
      site.clock.skip(4_000_000)
      await recoverAt(site)
      assert.equal(site.stateNames(), ['backups', 'inventory.json'])
    }))
})

suite('registrar: a fault in the write itself', (test) => {
  test('says that nobody knows when fsync fails, and writes everything once more at recovery', () =>
    withSite(REGISTRY, async (site) => {
      await withJoined(site.world, site, { body: () => Promise.resolve() })
      const files = failingSyncOf(site)

      const code = await codeOf(() => applyAt(site, [register(bob)], { world: site.worldWith(files) }))

      assert.is(code, 'REGISTRY_WRITE_UNCERTAIN')
      assert.ok(site.stateNames().includes('journal'))
      assert.ok(site.stateNames().includes('uncertain'))
      const written: number[] = []
      const world = site.worldWith({
        ...site.world.files,
        pwrite: (descriptor, bytes, position) => {
          if (position === 0) written.push(bytes.length)
          return site.world.files.pwrite(descriptor, bytes, position)
        },
      })
      await withSession(world, { component: site.component, mode: 'offline' }, () => Promise.resolve())
      assert.ok(written.includes(site.registryText().length))
      assert.equal(recordedAt(site), ['NODE_bob'])
      assert.not.ok(site.stateNames().includes('uncertain'))
    }))

  test('takes a half-written image back when the write fails', () =>
    withSite(REGISTRY, async (site) => {
      const { files } = site.world
      let count = 0
      const world = site.worldWith({
        ...files,
        pwrite: (descriptor, bytes, position) => {
          if (bytes.length < REGISTRY.length) return files.pwrite(descriptor, bytes, position)
          count += 1
          if (count === 1) return files.pwrite(descriptor, bytes.subarray(0, bytes.length - 100), position)
          return files.pwrite(descriptor, bytes, position)
        },
      })
      const broken = site.worldWith({
        ...world.files,
        pwrite: (descriptor, bytes, position) => {
          if (count === 1 && position > 0) {
            count = 2
            throw systemError('EIO', 'pwrite')
          }
          return world.files.pwrite(descriptor, bytes, position)
        },
      })

      const outcomes = await applyAt(site, [register(bob)], { world: broken })

      assert.equal(
        outcomes.map(({ result, reason }) => [result, reason]),
        [['failed', 'the disk reported an error (EIO, pwrite)']],
      )
      assert.is(site.registryText().trimEnd(), REGISTRY)
      assert.not.ok(site.stateNames().includes('journal'))
    }))
})

function failingSyncOf(site: Site): Site['world']['files'] {
  const { files } = site.world
  const registries = new Set<number>()
  let armed = false
  return {
    ...files,
    open: (path, mode, permissions) => {
      const descriptor = files.open(path, mode, permissions)
      if (path === site.registryFile) registries.add(descriptor)
      else registries.delete(descriptor)
      return descriptor
    },
    pwrite: (descriptor, bytes, position) => {
      armed ||= registries.has(descriptor)
      return files.pwrite(descriptor, bytes, position)
    },
    fsync: (descriptor) => {
      if (armed && registries.has(descriptor)) {
        armed = false
        throw systemError('EIO', 'fsync')
      }
      files.fsync(descriptor)
    },
  }
}
