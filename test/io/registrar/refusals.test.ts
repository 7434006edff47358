import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import { readRegistryFile } from '../../../src/io/registry/registry-file.ts'
import { readLocalState, readState } from '../../../src/io/state/local-state.ts'
import type { FileSystem } from '../../../src/io/world/file-system.ts'
import type { World } from '../../../src/io/world/world.ts'
import { aPartyId } from '../../helpers/certificates.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf } from '../../helpers/world-in.ts'
import { applyAt, declare, messageOf, register, REGISTRY, resultsOf, withSite, type Site } from './helpers/site.ts'

const bob = declare('bob')

function enter(
  site: Site,
  world: World = site.world,
  component: Component = site.component,
): Promise<string | undefined> {
  return codeOf(() => withSession(world, { component, mode: 'offline' }, () => Promise.resolve()))
}

function read(site: Site, component: Component = site.component): Promise<string | undefined> {
  return codeOf(() => readRegistryFile(site.world, component))
}

/** Files that all seem to belong to this user. */
function ownedBy(uid: number, files: FileSystem): FileSystem {
  return {
    ...files,
    lstat: (path) => {
      const status = files.lstat(path)
      return status === undefined ? undefined : { ...status, uid }
    },
  }
}

suite('registry file', (test) => {
  const refused: readonly {
    readonly name: string
    readonly code: string
    readonly arrange: (file: string) => void
  }[] = [
    {
      name: 'a symbolic link',
      code: 'REGISTRY_SYMLINK',
      arrange: (file) => {
        writeFileSync(`${file}.real`, REGISTRY)
        rmSync(file)
        symlinkSync(`${file}.real`, file)
      },
    },
    {
      name: 'a dangling symbolic link',
      code: 'REGISTRY_SYMLINK',
      arrange: (file) => {
        rmSync(file)
        symlinkSync('/nowhere', file)
      },
    },
    {
      name: 'a directory',
      code: 'REGISTRY_NOT_FILE',
      arrange: (file) => {
        rmSync(file)
        mkdirSync(file)
      },
    },
    {
      name: 'a file with two names',
      code: 'REGISTRY_LINKED',
      arrange: (file) => {
        linkSync(file, `${file}.other`)
      },
    },
    {
      name: 'a file of more than 64 MiB',
      code: 'REGISTRY_TOO_BIG',
      arrange: (file) => {
        truncateSync(file, 64 * 1_048_576 + 1)
      },
    },
    {
      name: 'a file that everybody may write',
      code: 'REGISTRY_WORLD_WRITABLE',
      arrange: (file) => {
        chmodSync(file, 0o666)
      },
    },
    {
      name: 'a file whose directory is gone',
      code: 'REGISTRY_DIRECTORY_MISSING',
      arrange: (file) => {
        rmSync(dirname(file), { recursive: true })
      },
    },
    {
      name: 'an absent file beside the registry of another id',
      code: 'REGISTRY_ID_MISMATCH',
      arrange: (file) => {
        rmSync(file)
        writeFileSync(join(dirname(file), 'db_NODE_other.json'), '{}')
      },
    },
    {
      name: 'a torn file, once nothing has changed for ten seconds',
      code: 'REGISTRY_TORN',
      arrange: (file) => {
        writeFileSync(file, REGISTRY.slice(0, 100))
      },
    },
    {
      name: 'a row of an unknown layout',
      code: 'REGISTRY_LAYOUT',
      arrange: (file) => {
        writeFileSync(file, '{"Certificates": {"1": {"certificate": "x"}}}')
      },
    },
  ]
  for (const { name, code, arrange } of refused) {
    test(`refuses ${name}, whether it is read or written`, () =>
      withSite(REGISTRY, async (site) => {
        arrange(site.registryFile)

        assert.is(await read(site), code)
        assert.is(await enter(site), code)
      }))
  }

  test('takes an absent file for empty beside the registry of another configuration, and that of the GUI', () =>
    withSite(undefined, async (site) => {
      const sibling = join(dirname(site.registryFile), 'db_NODE_sibling.json')
      writeFileSync(sibling, '{}')
      writeFileSync(join(dirname(site.registryFile), 'gui_db_NODE_self.json'), '{}')

      const reading = await readRegistryFile(site.world, { ...site.component, siblingRegistries: [sibling] })

      assert.is(reading.status, undefined)
      assert.equal(reading.observed.registrations, [])
    }))

  test('is read again for as long as a live writer leaves it torn', () =>
    withSite(REGISTRY.slice(0, 100), async (site) => {
      let slept = 0
      site.clock.onSleep(() => {
        slept += 1
        if (slept === 100) writeFileSync(site.registryFile, REGISTRY)
      })

      const { observed } = await readRegistryFile(site.world, site.component)

      assert.equal(
        observed.registrations.map(({ partyId }) => partyId),
        ['NODE_foreign'],
      )
    }))

  test('is called torn after ten seconds without a change', () =>
    withSite(REGISTRY.slice(0, 100), async (site) => {
      assert.is(await read(site), 'REGISTRY_TORN')
      assert.ok(site.clock.monotonic() >= 9_000 && site.clock.monotonic() < 11_000)
    }))

  test('is called busy when it is torn in another way each time', () =>
    withSite(REGISTRY, async (site) => {
      let slept = 0
      writeFileSync(site.registryFile, '{')
      site.clock.onSleep(() => {
        slept += 1
        writeFileSync(site.registryFile, '{'.repeat(1 + (slept % 5)))
      })

      assert.is(await read(site), 'REGISTRY_BUSY')
    }))

  test('that cannot be read says why', () =>
    withSite(REGISTRY, async (site) => {
      const refuse = (): never => {
        throw systemError('EACCES', 'open')
      }
      const world = { ...site.world, files: { ...site.world.files, open: refuse } }

      assert.match(
        await messageOf(readRegistryFile(world, site.component)),
        /REGISTRY_UNREADABLE: .*permission denied \(EACCES, open\)/,
      )
    }))
})

suite('state directory', (test) => {
  test('is private, beside the registry, and named after it', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])

      for (const path of [site.stateDirectory, dirname(site.stateDirectory)])
        assert.is(statSync(path).mode & 0o777, 0o700)
      for (const name of site.stateNames().filter((each) => each !== 'backups')) {
        assert.is(statSync(join(site.stateDirectory, name)).mode & 0o777, 0o600, name)
      }
    }))

  test('is refused where others may write it', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      chmodSync(site.stateDirectory, 0o777)

      assert.is(await enter(site), 'STATE_DIRECTORY_PERMS')
      assert.is(await codeOf(() => readState(site.world, site.component)), 'STATE_DIRECTORY_PERMS')
    }))

  test('is refused where it is a link to somewhere else', () =>
    withSite(REGISTRY, async (site) => {
      mkdirSync(join(site.component.directory, 'elsewhere'), { mode: 0o700 })
      symlinkSync(join(site.component.directory, 'elsewhere'), dirname(site.stateDirectory))

      assert.is(await enter(site), 'STATE_DIRECTORY_PERMS')
    }))

  const damaged: readonly { readonly name: string; readonly text: string; readonly code: string }[] = [
    { name: 'inventory.json', text: '', code: 'INVENTORY_UNREADABLE' },
    { name: 'inventory.json', text: '{"schemaVersion": 1, "revision": "none"}', code: 'INVENTORY_UNREADABLE' },
    {
      name: 'inventory.json',
      text: '{"schemaVersion": 1, "revision": "none", "entries": [{}]}',
      code: 'INVENTORY_UNREADABLE',
    },
    { name: 'inventory.json', text: '{"schemaVersion": 2}', code: 'STATE_NEWER' },
    { name: 'denied.json', text: '[]', code: 'DENY_LIST_UNREADABLE' },
    { name: 'denied.json', text: '{"schemaVersion": 1, "denied": [1]}', code: 'DENY_LIST_UNREADABLE' },
    { name: 'denied.json', text: '{"schemaVersion": 9, "denied": []}', code: 'STATE_NEWER' },
  ]
  for (const { name, text, code } of damaged) {
    test(`never takes ${name} for empty when it holds '${text}'`, () =>
      withSite(REGISTRY, async (site) => {
        await applyAt(site, [register(bob)])
        writeFileSync(join(site.stateDirectory, name), text)

        assert.is(await codeOf(() => readState(site.world, site.component)), code)
        assert.is(await enter(site), code)
      }))
  }

  test('that cannot be read says so', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      rmSync(join(site.stateDirectory, 'inventory.json'))
      mkdirSync(join(site.stateDirectory, 'inventory.json'))

      assert.is(await codeOf(() => readState(site.world, site.component)), 'STATE_UNREADABLE')
    }))

  test('that cannot be written stops the session before anything is done', () =>
    withSite(REGISTRY, async (site) => {
      writeFileSync(dirname(site.stateDirectory), '')

      assert.is(await enter(site), 'STATE_NOT_WRITTEN')
    }))

  test('keeps the deny list, which is read again without a lock', () =>
    withSite(REGISTRY, async (site) => {
      await withSession(site.world, { component: site.component, mode: 'offline' }, (session) => {
        session.writeDenied(['NODE_b', 'NODE_a'])
        assert.equal([...session.denied], ['NODE_b', 'NODE_a'])
        return Promise.resolve()
      })

      assert.equal([...readState(site.world, site.component).denied], ['NODE_a', 'NODE_b'])
    }))

  test('is not made by a command that only reads', () =>
    withSite(REGISTRY, async (site) => {
      const local = await readLocalState(site.world, site.component)

      assert.equal(
        local.problems.map(({ code }) => code),
        ['SELF_CERTIFICATE_UNREADABLE'],
      )
      assert.equal(local.inventory.entries.size, 0)
      assert.equal(site.stateNames(), [])
    }))

  test('remembers bookkeeping once, and writes nothing where nothing is new', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      const audit = site.readState('audit.jsonl')

      await withSession(site.world, { component: site.component, mode: 'offline' }, (session) => {
        session.recordBookkeeping(session.inventory, [])
        session.recordBookkeeping({ ...session.inventory, revision: 'def' }, [{ party: 'NODE_bob', kind: 'adopt' }])
        return Promise.resolve()
      })

      assert.is(readState(site.world, site.component).inventory.revision, 'def')
      const [line] = site.readState('audit.jsonl').slice(audit.length).split('\n')
      assert.match(line ?? '', /"kind":"adopt","outcome":"done"/)
    }))

  test('is refused to a component of another id, which may not even look', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      const registry = site.registryText()
      const inventory = site.readState('inventory.json')
      const other = { ...site.component, id: aPartyId('NODE_other') }

      assert.is(await enter(site, site.world, other), 'INVENTORY_OF_ANOTHER')
      assert.is(await codeOf(() => readState(site.world, other)), 'INVENTORY_OF_ANOTHER')
      assert.match(
        await messageOf(readLocalState(site.world, other)),
        /db_NODE_self\.json was reconciled for NODE_self until now, but this component is NODE_other/,
      )
      assert.equal([site.registryText(), site.readState('inventory.json')], [registry, inventory])
    }))

  test('whose inventory does not say whose it is gets its name at the next write', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      const named = site.readState('inventory.json')
      const old = named.replace(' "component": "NODE_self",\n', '')
      assert.is.not(old, named)
      writeFileSync(join(site.stateDirectory, 'inventory.json'), old)

      await withSession(site.world, { component: site.component, mode: 'offline' }, (session) => {
        assert.is(session.inventory.entries.size, 1)
        session.recordBookkeeping(session.inventory, [])
        return Promise.resolve()
      })

      assert.is(site.readState('inventory.json'), named)
    }))

  test('demands that the inventory knows the federation before anything is applied', () =>
    withSite(REGISTRY, async (site) => {
      assert.match(
        await messageOf(
          withSession(site.world, { component: site.component, mode: 'offline' }, (session) =>
            session.apply([register(bob)]),
          ),
        ),
        'recordBookkeeping comes before apply',
      )
    }))
})

suite('identity', (test) => {
  const asUser = (site: Site, uid: number): World => ({
    ...site.world,
    host: { ...site.world.host, userId: () => uid },
  })

  test('of another user than the owner is refused, save root', () =>
    withSite(REGISTRY, async (site) => {
      const owner = statSync(site.registryFile).uid
      const became: number[] = []
      const root: World = {
        ...site.world,
        host: {
          ...site.world.host,
          userId: () => 0,
          actAs: (uid, gid) => {
            became.push(uid, gid)
            return () => became.push(-1)
          },
        },
      }

      assert.is(await enter(site, asUser(site, owner + 4321)), 'REGISTRY_OTHER_OWNER')
      if (owner !== 0) {
        assert.is(await enter(site, root), undefined)
        assert.equal(became, [owner, statSync(site.registryFile).gid, -1])
      }
    }))

  test('that a rootless container does not know has a message of its own', () =>
    withSite(REGISTRY, async (site) => {
      const world: World = { ...site.world, files: ownedBy(65_534, site.world.files) }

      assert.is(await enter(site, world), 'REGISTRY_UNMAPPED_OWNER')
    }))

  test('that root cannot take is told', () =>
    withSite(REGISTRY, async (site) => {
      const { files, host } = site.world
      const world: World = {
        ...site.world,
        files: ownedBy(4321, files),
        host: {
          ...host,
          userId: () => 0,
          actAs: () => {
            throw systemError('EPERM', 'seteuid')
          },
        },
      }

      assert.is(await enter(site, world), 'USER_NOT_TAKEN')
    }))

  test('matters on Linux only, where registries are written', () =>
    withSite(REGISTRY, async (site) => {
      assert.is(await enter(site, { ...site.world, platform: 'darwin' }), 'PLATFORM_UNSUPPORTED')
    }))

  if (process.getuid?.() === 0) {
    for (const registry of [REGISTRY, undefined]) {
      test(`is the owner's for every file that root makes, where ${registry === undefined ? 'the .ini tells it' : 'the registry tells it'}`, () =>
        withSite(registry, async (site) => {
          for (const path of [site.component.directory, dirname(site.registryFile), site.component.configurationFile]) {
            chownSync(path, 54_321, 54_322)
          }
          if (registry !== undefined) chownSync(site.registryFile, 54_321, 54_322)

          const outcomes = await applyAt(site, [register(bob)])

          assert.equal(resultsOf(outcomes), ['done'])
          const made = site.stateNames().map((name) => join(site.stateDirectory, name))
          for (const path of [site.registryFile, site.stateDirectory, ...made]) {
            const { uid, gid } = statSync(path)
            assert.equal([uid, gid], [54_321, 54_322], path)
          }
          assert.equal([process.geteuid?.(), process.getegid?.()], [0, 0])
        }))
    }
  } else announceSkipOutsideCi()
})

function announceSkipOutsideCi(): void {
  if (process.env['CI'] !== 'true') announceSkip('identity: root', 'only root can act as another user')
}
