import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { outcomesOf } from '../../../src/errors.ts'
import { until } from '../../helpers/daemon.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'
import { HERE, withOfficialSite, type CommandFault, type OfficialSite } from './helpers/official-command.ts'
import {
  applyAt,
  declare,
  errorOf,
  messageOf,
  register,
  registrationsIn,
  REGISTRY,
  remove,
  removeRow,
  replace,
  resultsOf,
  TLS_REGISTRY,
  withSite,
} from './helpers/site.ts'

const bob = declare('bob')
const carol = declare('carol')
const researcher = declare('researcher')

suite("the registrar by Fed-BioMed's own command", (test) => {
  for (const family of ['A', 'B', 'C', 'D'] as const) {
    const registry = family === 'D' ? TLS_REGISTRY : REGISTRY
    const layout = family === 'D' ? 'component' : 'address'
    test(`registers, replaces and deletes, family ${family}`, () =>
      withOfficialSite(registry, family, async (site) => {
        site = family === 'D' ? asResearcher(site) : site
        const desired = [bob, carol].map((each) => (family === 'A' ? each : { ...each, address: undefined }))
        const [first = bob, second = carol] = desired
        const rotated = { ...declare('bob', 2), address: first.address }

        const registered = await applyAt(site, [register(first), register(second)], { mode: HERE })
        const changed = await applyAt(site, [replace(first, rotated), remove(second)], { mode: HERE })

        assert.equal([...resultsOf(registered), ...resultsOf(changed)], ['done', 'done', 'done', 'done'])
        const rows = registrationsIn(site.registryText(), layout)
        assert.equal(
          rows.map(({ partyId, fingerprint }) => [partyId, fingerprint]),
          [
            ['NODE_foreign', registrationsIn(registry, layout)[0]?.fingerprint],
            ['NODE_bob', rotated.certificate.fingerprint],
          ],
        )
        assert.equal(rows[1]?.address, first.address)
        assert.ok(site.registryText().includes('"Last": {"1": NaN}'))
        const inventory = JSON.parse(site.readState('inventory.json')) as { readonly entries: readonly unknown[] }
        assert.is(inventory.entries.length, 1)
        const lines = site.readState('audit.jsonl').trimEnd().split('\n')
        assert.is(lines.filter((line) => line.includes('"registrar":"cli"')).length, 4)
        assertClean(site)
      }))
  }

  test('calls with checked arguments and an environment of its own', () =>
    withOfficialSite('{}', 'A', async (site) => {
      await applyAt(site, [register(bob)], { mode: HERE })

      const [call] = site.standIn.calls()
      assert.equal(call?.argv, [
        'node',
        'certificate',
        'register',
        '-pk',
        join(site.stateDirectory, 'certificate.tmp'),
        '-pi',
        'NODE_bob',
        '--ip',
        '10.221.0.3',
        '--port',
        '14001',
      ])
      const { GITOPS_REGISTRAR_CALL, PATH, ...env } = call?.env ?? {}
      assert.is(GITOPS_REGISTRAR_CALL, site.stateDirectory)
      assert.is(PATH, site.world.env['PATH'])
      assert.equal(withoutShell(env), {
        CONFIG_FILE: 'config_other.ini',
        HOME: '/nowhere',
        LANG: 'C.UTF-8',
        NODE_CONFIG_FILE: 'config_other.ini',
      })
      assert.is(call?.mode, '0o600')
    }))

  test('calls a release with mutual TLS by its own words', () =>
    withOfficialSite('{}', 'D', async (site) => {
      await applyAt(site, [register({ ...researcher, address: undefined })], { mode: HERE })

      const { directory } = site.component
      const file = join(site.stateDirectory, 'certificate.tmp')
      const words = ['certificate', 'register', '-pk', file, '-ci', 'RESEARCHER_r']
      assert.equal(site.standIn.calls()[0]?.argv, ['node', '--path', directory, ...words])
    }))

  test('deletes first, since a node with mutual TLS registers one certificate only', () =>
    withOfficialSite('{}', 'D', async (site) => {
      const [before, after] = [researcher, declare('RESEARCHER_a')].map((each) => ({ ...each, address: undefined }))
      if (before === undefined || after === undefined) throw new Error('There are two.')
      await applyAt(site, [register(before)], { mode: HERE })

      const outcomes = await applyAt(site, [register(after), remove(before)], { mode: HERE })

      assert.equal(
        outcomes.map(({ change, result }) => [change.kind, result]),
        [
          ['register', 'done'],
          ['delete', 'done'],
        ],
      )
      assert.equal(
        registrationsIn(site.registryText(), 'component').map(({ partyId }) => partyId),
        [after.partyId],
      )
    }))

  test('calls nothing where rows are left of an earlier version, over which the command stumbles', () =>
    withOfficialSite(REGISTRY, 'D', async (given) => {
      const site = asResearcher(given)

      const outcomes = await applyAt(site, [register({ ...bob, address: undefined })], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['failed'])
      assert.match(outcomes[0]?.reason ?? '', /^rows of an older Fed-BioMed .* leave --registrar cli out$/)
      assert.equal(site.standIn.calls(), [])
      assert.is(site.registryText(), REGISTRY)
      assertClean(site)
    }))

  for (const fault of ['gone', 'emptied'] as const) {
    test(`lets nobody begin anew a registry that was lost: ${fault}`, () =>
      withOfficialSite(REGISTRY, 'A', async (site) => {
        site.standIn.misbehave(fault)
        const lost = await messageOf(applyAt(site, [register(bob)], { mode: HERE }))
        site.standIn.misbehave(undefined)

        const refused = await messageOf(applyAt(site, [register(carol)], { mode: HERE }))

        assert.match(lost, /COMMAND_DAMAGED: .*row 1 of table Datasets is gone/)
        assert.match(refused, /REGISTRY_EMPTIED: .*it also held Datasets, Last/)
        assert.is(site.standIn.calls().length, 1)
      }))
  }

  test('takes a registry that is another file now, and no link', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      site.standIn.misbehave('replaced')
      assert.equal(resultsOf(await applyAt(site, [register(bob)], { mode: HERE })), ['done'])
      site.standIn.misbehave('linked')

      assert.match(await messageOf(applyAt(site, [register(carol)], { mode: HERE })), /REGISTRY_SYMLINK/)
      assert.ok(site.stateNames().includes('journal'))
    }))

  test('tells somebody at a terminal how far it is, and nobody else', () =>
    withOfficialSite('{}', 'A', async (site) => {
      const told: string[] = []
      const stderr = { ...site.world.stderr, isTTY: true, write: (text: string) => void told.push(text) }

      await applyAt(site, [register(bob), register(carol)], { mode: HERE, world: { ...site.world, stderr } })

      assert.is(told.length, 2)
      assert.match(told[0] ?? '', /^Fed-BioMed's own command, 1 of 2 \(one process for each change\): bob …\n$/)
      assert.match(told[1] ?? '', /^Fed-BioMed's own command, 2 of 2 \(about \d+ s each\): carol …\n$/)
    }))

  test('calls behind a prefix, with the directory as it is seen there', () =>
    withOfficialSite('{}', 'C', async (site) => {
      const prefix = ['env', 'BEHIND=prefix', `PATH=${site.world.env['PATH'] ?? ''}`]
      const inside = join(site.component.directory, 'etc/..')

      const outcomes = await applyAt(site, [register({ ...bob, address: undefined })], {
        mode: { ...HERE, prefix, inside },
        world: { ...site.world, env: { ...site.world.env, FBM_DEFAULT_DB: `../var/db_${site.component.id}.json` } },
      })

      assert.equal(resultsOf(outcomes), ['done'])
      const [call] = site.standIn.calls()
      assert.equal(call?.argv.slice(0, 4), ['node', '--path', inside, 'certificate'])
      const { BEHIND, OTHER, FBM_DEFAULT_DB, FBM_GITOPS_TOKEN } = call?.env ?? {}
      assert.equal([BEHIND, OTHER, FBM_GITOPS_TOKEN], ['prefix', 'x', undefined])
      assert.is(FBM_DEFAULT_DB, `../var/db_${site.component.id}.json`)
    }))

  test('writes nothing into a registry that changed since the plan', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      const outcomes = await applyAt(site, [remove(bob)], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['contended'])
      assert.equal(site.standIn.calls(), [])
      assert.is(site.registryText(), REGISTRY)
    }))

  const failures: readonly { readonly fault: CommandFault; readonly says: RegExp; readonly goesOn: boolean }[] = [
    {
      fault: 'no-row',
      says: /does not hold the change, though it ended with exit code 0, and said: .*Success!/,
      goesOn: false,
    },
    { fault: 'question', says: /exit code 1.*EOFError/, goesOn: true },
    { fault: 'noise', says: /exit code 3, and said: the \\u\{1b\}\]0;end\\u\{7\} \ufffd/, goesOn: true },
  ]
  for (const { fault, says, goesOn } of failures) {
    test(`tells that it failed, and leaves the registry as it was: ${fault}`, () =>
      withOfficialSite(REGISTRY, 'A', async (site) => {
        site.standIn.misbehave(fault)

        const outcomes = await applyAt(site, [register(bob), register(carol)], { mode: HERE })

        assert.equal(resultsOf(outcomes), ['failed', 'failed'])
        assert.match(outcomes[0]?.reason ?? '', says, outcomes[0]?.reason ?? '')
        assert.ok((outcomes[0]?.reason ?? '').length < 700)
        assert.is(site.standIn.calls().length, goesOn ? 2 : 1)
        assert.is(site.registryText(), REGISTRY)
        assertClean(site)
      }))
  }

  test('kills what takes too long, with all that it has started', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      site.standIn.misbehave('hang')

      const outcomes = await applyAt(site, [register(bob), register(carol)], { mode: { ...HERE, timeoutMs: 700 } })

      assert.equal(resultsOf(outcomes), ['failed', 'failed'])
      assert.match(outcomes[0]?.reason ?? '', /it took longer than 0\.7 s and was killed/)
      assert.match(outcomes[1]?.reason ?? '', /not tried/)
      assert.is(site.registryText(), REGISTRY)
      await until(() => findMarkedProcesses(site.stateDirectory).length === 0)
      assertClean(site)
    }))

  test('does not answer a list that is not the registry', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      await applyAt(site, [register(bob)], { mode: HERE })
      const before = site.registryText()
      site.standIn.misbehave('other-order')

      const outcomes = await applyAt(site, [remove(bob)], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['failed'])
      assert.match(outcomes[0]?.reason ?? '', /it does not list what the registry holds/)
      assert.is(site.registryText(), before)
    }))

  test('takes no offence at a second instance that writes its own registry meanwhile', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      site.standIn.misbehave('second-instance-writes')

      assert.equal(resultsOf(await applyAt(site, [register(bob)], { mode: HERE })), ['done'])
    }))

  test('believes the registry, not the exit code', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      site.standIn.misbehave('complaint')

      const outcomes = await applyAt(site, [register(bob)], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['done'])
      assert.match(site.readState('inventory.json'), 'NODE_bob')
    }))

  const alarms: readonly { readonly fault: CommandFault; readonly says: RegExp; readonly isOurs: boolean }[] = [
    { fault: 'row-lost', says: /COMMAND_DAMAGED: .*row 4 of table Certificates is gone/, isOurs: true },
    { fault: 'table-lost', says: /COMMAND_DAMAGED: .*row 1 of table Datasets is gone/, isOurs: true },
    { fault: 'other-certificate', says: /COMMAND_DAMAGED: .*neither as it was nor as it should be/, isOurs: false },
    { fault: 'stray', says: /COMMAND_STRAYED: .*db_NODE_second\.json/, isOurs: true },
  ]
  for (const { fault, says, isOurs } of alarms) {
    test(`raises an alarm, with the backup, and remembers only what is ours: ${fault}`, () =>
      withOfficialSite(REGISTRY, 'A', async (site) => {
        site.standIn.misbehave(fault)

        const error = await errorOf(applyAt(site, [register(bob), register(carol)], { mode: HERE }))

        assert.match(String(error), says)
        const called = isOurs ? 'done' : 'failed'
        assert.equal(resultsOf(outcomesOf(error)), [called, 'failed'])
        assert.match(outcomesOf(error)[1]?.reason ?? '', /^not tried, since the pass ended before it: COMMAND_/)
        assert.is(site.standIn.calls().length, 1)
        assert.is(site.readState('inventory.json').includes('NODE_bob'), isOurs)
        assert.match(site.readState('audit.jsonl'), '"kind":"alarm"')
        const [backup = ''] = site.stateNames().includes('backups') ? readBackups(site) : []
        assert.is(readFileSync(backup, 'utf8'), REGISTRY)
        assertClean(site)
      }))
  }

  test('leaves a registry that was broken as it is, and keeps the journal', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      site.standIn.misbehave('broken')

      const message = await messageOf(applyAt(site, [register(bob)], { mode: HERE }))

      assert.match(message, /REGISTRY_DAMAGED/)
      assert.is(site.registryText(), '{"Certificates": {"1": {"cert')
      assert.ok(site.stateNames().includes('journal'))
    }))

  test('completes a write of its that was cut short', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      await applyAt(site, [register(bob)], { mode: HERE })
      site.standIn.misbehave('cut')

      const outcomes = await applyAt(site, [register(carol)], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['done'])
      assert.equal(
        site.registrations().map(({ partyId }) => partyId),
        ['NODE_foreign', 'NODE_bob', 'NODE_carol'],
      )
      assertClean(site)
    }))

  test('says that there is no such command, before anything is written', () =>
    withOfficialSite(REGISTRY, 'C', async (site) => {
      const world = { ...site.world, env: { PATH: '/nowhere' } }

      const message = await messageOf(applyAt(site, [register(bob)], { mode: HERE, world }))

      assert.match(message, /COMMAND_MISSING: There is no executable fedbiomed in the directories of PATH/)
      assert.is(site.registryText(), REGISTRY)
      assertClean(site)
    }))

  test('gives no script a path that it would split', () =>
    withOfficialSite(REGISTRY, 'B', async (site) => {
      const mode = { ...HERE, prefix: ['env'], inside: '/a component' }

      assert.match(await messageOf(applyAt(site, [register(bob)], { mode })), /COMMAND_PATH: .*splits/)
    }))

  if (process.getuid?.() === 0) {
    test('runs, for root, as the owner of the registry, who alone can read the certificate', () =>
      withSite(REGISTRY, async (site) => {
        const { directory, configurationFile } = site.component
        const script = join(directory, 'scripts/fedbiomed_run')
        mkdirSync(dirname(script))
        writeFileSync(script, '#!/bin/sh\necho "$(id -u):$(id -g) $(head -n 1 "$5")"\nexit 7\n', { mode: 0o755 })
        for (const path of [directory, dirname(site.registryFile), configurationFile, site.registryFile]) {
          chownSync(path, 54_321, 54_322)
        }

        const [outcome] = await applyAt(site, [register(bob)], { mode: HERE })

        assert.match(outcome?.reason ?? '', /exit code 7, and said: 54321:54322 -----BEGIN CERTIFICATE-----/)
      }))
  } else if (process.env['CI'] !== 'true') announceSkip('commands as another user', 'only root can start one')

  test('deletes a row that a person registered, where it is told to', () =>
    withOfficialSite(REGISTRY, 'A', async (site) => {
      const [foreign] = registrationsIn(REGISTRY)
      if (foreign === undefined) throw new Error('The registry holds a row.')

      const outcomes = await applyAt(site, [removeRow(foreign.partyId, foreign)], { mode: HERE })

      assert.equal(resultsOf(outcomes), ['done'])
      assert.equal(site.registrations(), [])
    }))
})

/** Without what a shell sets by itself, and Node where coverage is measured. */
function withoutShell(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = ['PWD', 'SHLVL', '_', 'OLDPWD', 'NODE_V8_COVERAGE']
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)))
}

function asResearcher(site: OfficialSite): OfficialSite {
  return { ...site, component: { ...site.component, role: 'researcher' } }
}

function assertClean(site: OfficialSite): void {
  const names = site.stateNames()
  assert.equal(
    names.filter((name) => name === 'journal' || name.endsWith('.tmp')),
    [],
  )
}

function readBackups({ stateDirectory }: OfficialSite): readonly string[] {
  const directory = join(stateDirectory, 'backups')
  return readdirSync(directory).map((name) => join(directory, name))
}

function findMarkedProcesses(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    const file = `/proc/${pid}/environ`
    try {
      return /^\d+$/.test(pid) && existsSync(file) && readFileSync(file, 'utf8').includes(mark)
    } catch {
      return false
    }
  })
}
