import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withPython } from '../../helpers/python.ts'
import { suite } from '../../helpers/suite.ts'
import {
  applyAt,
  declare,
  OTHER_TABLES,
  register,
  registrationsIn,
  REGISTRY,
  remove,
  replace,
  resultsOf,
  traceOf,
  withJoined,
  withSite,
} from './helpers/site.ts'

const bob = declare('bob')
const carol = declare('carol')

suite('session: applying', (test) => {
  const empties = [
    { name: 'there is no registry yet', registry: undefined },
    { name: 'the registry has no byte', registry: '' },
    { name: 'the registry is an empty object', registry: '{}' },
    { name: 'the registry holds other tables only', registry: `${OTHER_TABLES}}` },
  ]
  for (const { name, registry } of empties) {
    for (const mode of ['offline', 'beside'] as const) {
      test(`registers two parties where ${name}, ${mode}`, () =>
        withSite(registry, async (site) => {
          const outcomes = await applyAt(site, [register(bob), register(carol)], { mode })

          assert.equal(resultsOf(outcomes), ['done', 'done'])
          assert.equal(
            site.registrations().map(({ partyId }) => partyId),
            ['NODE_bob', 'NODE_carol'],
          )
          assert.ok(site.registryText().startsWith((registry ?? '').replace(/\}$/, '')))
        }))
    }
  }

  test('keeps owner, group, mode, inode and extended attributes', () =>
    withSite(REGISTRY, async (site) => {
      await withPython('the attributes of a registry', async (python) => {
        const { registryFile: path } = site
        chmodSync(path, 0o640)
        const before = await python.ask('attributes.py', { path, set: 'kept' })

        await applyAt(site, [register(bob)])
        await applyAt(site, [remove(bob)], { mode: 'beside' })

        assert.equal(await python.ask('attributes.py', { path }), before)
        assert.match(JSON.stringify(before), '"user.fbm_gitops_test":"kept"')
      })
    }))

  test('adds, replaces and deletes in one write, and leaves every other byte', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob), register(carol)])
      const before = site.registryText()
      const rotated = declare('bob', 2)
      const dave = declare('dave')

      const outcomes = await applyAt(site, [replace(bob, rotated), remove(carol), register(dave)])

      assert.equal(resultsOf(outcomes), ['done', 'done', 'done'])
      assert.equal(
        site.registrations().map(({ partyId, fingerprint }) => [partyId, fingerprint]),
        [
          ['NODE_foreign', registrationsIn(before)[0]?.fingerprint],
          ['NODE_bob', rotated.certificate.fingerprint],
          ['NODE_dave', dave.certificate.fingerprint],
        ],
      )
      assert.ok(site.registryText().includes('"Last": {"1": NaN}'))
      assert.ok(site.registryText().startsWith(OTHER_TABLES))
      assert.ok(site.registryText().length >= before.length)
    }))

  test('keeps inode, owner and mode of the registry', () =>
    withSite(REGISTRY, async (site) => {
      const { ino, mode, uid, gid } = statSync(site.registryFile)

      await applyAt(site, [register(bob)])

      const after = statSync(site.registryFile)
      assert.equal([after.ino, after.mode, after.uid, after.gid], [ino, mode, uid, gid])
    }))

  test('writes nothing into the registry when there is nothing to do', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      const registry = traceOf(site.registryFile)
      const state = site
        .stateNames()
        .filter((name) => name !== 'backups')
        .map((name) => site.readState(name))

      await applyAt(site, [])

      assert.equal(traceOf(site.registryFile), registry)
      assert.equal(
        site
          .stateNames()
          .filter((name) => name !== 'backups')
          .map((name) => site.readState(name)),
        state,
      )
    }))

  test('remembers what it wrote, and where the registry as it was lies', () =>
    withSite(REGISTRY, async (site) => {
      const backup = await withJoined(site.world, site, {
        body: async (session) => {
          await session.apply([register(bob)])
          assert.ok(session.inventory.entries.has('NODE_bob'))
          return session.lastBackup()
        },
      })

      assert.equal(readFileSync(backup ?? '', 'utf8'), REGISTRY)
      assert.equal(statSync(backup ?? '').mode & 0o777, 0o600)
      assert.equal(site.stateNames(), ['audit.jsonl', 'backups', 'committed', 'inventory.json'])
      const line: unknown = JSON.parse(site.readState('audit.jsonl'))
      assert.match(JSON.stringify(line), /"party":"NODE_bob","kind":"register".*"outcome":"done"/)
    }))

  test('gives no backup of a registry that held nothing', () =>
    withSite(undefined, async (site) => {
      const backup = await withJoined(site.world, site, {
        body: async (session) => {
          await session.apply([register(bob)])
          return session.lastBackup()
        },
      })

      assert.is(backup, undefined)
      assert.ok(existsSync(site.registryFile))
      writeFileSync(join(site.stateDirectory, 'like'), '', { mode: 0o644 })
      assert.is(statSync(site.registryFile).mode, statSync(join(site.stateDirectory, 'like')).mode)
    }))

  test('leaves a change whose row is no longer as the plan saw it, and makes the others', () =>
    withSite(REGISTRY, async (site) => {
      await applyAt(site, [register(bob)])
      const changes = [
        register(bob),
        replace(carol, declare('carol', 2)),
        remove(declare('bob', 3)),
        register(declare('dave')),
      ]

      const outcomes = await applyAt(site, changes)

      assert.equal(resultsOf(outcomes), ['contended', 'contended', 'contended', 'done'])
      assert.is(outcomes[0]?.reason, 'changed since the plan')
      assert.equal(
        site.registrations().map(({ partyId }) => partyId),
        ['NODE_foreign', 'NODE_bob', 'NODE_dave'],
      )
    }))
})
