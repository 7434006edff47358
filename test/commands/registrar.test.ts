import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { installStandIn, type StandIn } from '../io/registrar/helpers/official-command.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { MEMBERS, manifestOf, readRegistrations, withFederation, type TestFederation } from '../helpers/federation.ts'
import { runProgram } from '../helpers/program.ts'
import { withPython } from '../helpers/python.ts'
import { suite } from '../helpers/suite.ts'
import { codes, pass, type DriftJson } from './helpers/pass.ts'

const CLI = ['--offline', '--registrar', 'cli']
interface StatusJson {
  readonly components: readonly { readonly lastPass?: { readonly changes: readonly { readonly result: string }[] } }[]
}

const PEERS = [MEMBERS.b.id, MEMBERS.server.id].sort()

suite('--registrar cli', (test) => {
  test('registers every peer, and nothing a second time', () =>
    withStandIn(async (federation, standIn) => {
      const first = await pass(federation, 'reconcile', ...CLI)
      const trace = statSync(federation.trees.a.registryFile, { bigint: true }).mtimeNs
      const second = await pass(federation, 'reconcile', ...CLI)
      const planned = await pass(federation, 'plan')

      assert.equal([first.exitCode, second.exitCode, planned.exitCode], [0, 0, 0])
      assert.equal(
        first.json.outcomes?.map(({ result }) => result),
        ['done', 'done'],
      )
      assert.equal(Object.keys(readRegistrations(federation.trees.a)).sort(), PEERS)
      assert.is(standIn.calls().length, 2)
      assert.is(statSync(federation.trees.a.registryFile, { bigint: true }).mtimeNs, trace)
    }))

  test('deletes what was removed, and leaves by itself', () =>
    withStandIn(async (federation, standIn) => {
      await pass(federation, 'reconcile', ...CLI)
      await removeB(federation)

      const removal = await pass(federation, 'reconcile', ...CLI)
      const left = await capture(['leave', '--component', federation.trees.a.directory, ...CLI])

      assert.equal([removal.exitCode, left.exitCode], [0, 0])
      assert.equal(readRegistrations(federation.trees.a), {})
      assert.equal(
        standIn.calls().map(({ argv }) => argv[2]),
        ['register', 'register', 'delete', 'delete'],
      )
    }))

  test('is applied in part where a command fails', () =>
    withStandIn(async (federation, standIn) => {
      standIn.misbehave('no-row')
      const { exitCode, json } = await pass(federation, 'reconcile', ...CLI)

      assert.is(exitCode, 1)
      assert.equal(
        json.outcomes?.map(({ result }) => result),
        ['failed', 'failed'],
      )
    }))

  test('ends with 1 and names the backup where something else was lost', () =>
    withStandIn(async (federation, standIn) => {
      await pass(federation, 'reconcile', '--offline')
      await removeB(federation)
      standIn.misbehave('table-lost')

      const { exitCode, stderr } = await capture(['reconcile', ...federation.locate('a'), ...CLI])
      const again = await pass(federation, 'plan')

      assert.is(exitCode, 1)
      assert.match(stderr, /COMMAND_DAMAGED/)
      assert.match(stderr, /\n1 of 1 done when the pass ended:\n\n +deleted +NODE_/)
      assert.match(stderr, /fbm-gitops restore --component \S+ .*backups\S+ --offline/)
      // It is remembered that the row of b is gone.
      assert.equal(
        again.json.drift.filter(({ party }) => party === MEMBERS.b.id),
        [],
      )
    }))

  test('tells that a component was started meanwhile, whose writes may be lost', () =>
    withStandIn(async (federation, standIn) => {
      standIn.misbehave('opened')

      const { exitCode, json } = await pass(federation, 'reconcile', ...CLI)

      // The second one is not called any more.
      assert.is(exitCode, 24)
      assert.equal(
        codes(json)
          .filter((code) => /IN_USE|ALONE/.test(code))
          .sort(),
        ['COMMAND_NOT_ALONE', 'REGISTRY_IN_USE'],
      )
      assert.is(standIn.calls().length, 1)
      assert.equal(
        json.outcomes?.map(({ result, reason }) => [result, reason]),
        [
          ['done', undefined],
          ['failed', 'not tried, since the pass ended before it: REGISTRY_IN_USE'],
        ],
      )
      const status = await captureJson(['status', '--component', federation.trees.a.directory])
      assert.equal(
        (status.json as unknown as StatusJson).components[0]?.lastPass?.changes.map(({ result }) => result),
        ['done', 'failed'],
      )
      const audit = readFileSync(locateState(federation.trees.a.registryFile).audit, 'utf8')
      assert.match(audit, '"outcome":"failed","reason":"not tried')
    }))

  test('forgets no row that comes back by what a command has left running', () =>
    withStandIn(async (federation, standIn) => {
      await pass(federation, 'reconcile', '--offline')
      await removeB(federation)
      const { registryFile } = federation.trees.a
      standIn.misbehave('late-child')

      const { exitCode } = await pass(federation, 'reconcile', ...CLI)

      assert.is(exitCode, 1)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)).sort(), PEERS)
      assert.match(readFileSync(locateState(registryFile).inventory, 'utf8'), MEMBERS.b.id)
    }))

  for (const fault of ['caller-killed-after', 'caller-killed-before'] as const) {
    test(`is recovered where fbm-gitops itself was killed while it ran: ${fault}`, () =>
      withStandIn(async (federation, standIn) => {
        standIn.misbehave(fault)
        const { directory, registryFile } = federation.trees.a
        const killed = await runProgram(['reconcile', ...federation.locate('a'), ...CLI], directory)
        standIn.misbehave(undefined)

        const { exitCode, json } = await pass(federation, 'reconcile', ...CLI)

        assert.is(killed.exitCode, null)
        assert.is(exitCode, 0)
        assert.ok(codes(json).includes('APPLY_RECOVERED'))
        assert.equal(Object.keys(readRegistrations(federation.trees.a)).sort(), PEERS)
        assert.is(standIn.calls().length, 2)
        const audit = readFileSync(locateState(registryFile).audit, 'utf8')
        assert.is(audit.match(/"kind":"register"/g)?.length, 2)
        assert.not.match(audit, '"kind":"adopt"')
      }))
  }

  const contradictions: readonly { readonly flags: readonly string[]; readonly says: RegExp }[] = [
    { flags: ['--registrar', 'cli'], says: /--registrar cli needs --offline/ },
    { flags: ['--registrar', 'cli', '--freeze'], says: /--registrar cli needs --offline/ },
    { flags: [...CLI, '--registry', 'x.json'], says: /--registry and --registrar cli contradict/ },
    { flags: [...CLI, '--component-inside', '/x'], says: /--component-inside needs --registrar-prefix/ },
    { flags: [...CLI, '--registrar-prefix', 'env', '--component-inside', 'x'], says: /takes an absolute path/ },
    { flags: ['--registrar-prefix', 'env'], says: /--registrar-prefix needs --registrar cli/ },
    { flags: ['--component-inside', '/x'], says: /--component-inside needs --registrar cli/ },
    { flags: ['--registrar', 'csv'], says: /must be one of tinydb, cli/ },
    { flags: [...CLI, '--registrar-timeout', '5'], says: /takes a duration/ },
  ]
  for (const { flags, says } of contradictions) {
    test(`refuses ${flags.join(' ')}`, () =>
      withFederation(async (federation) => {
        const before = readFileSync(federation.trees.a.registryFile)

        const { exitCode, stderr } = await capture(['reconcile', ...federation.locate('a'), ...flags])

        assert.is(exitCode, 64)
        assert.match(stderr, says)
        assert.ok(readFileSync(federation.trees.a.registryFile).equals(before))
      }))
  }

  test('is not run by a daemon, which only reports with it', () =>
    withFederation(async (federation) => {
      const { exitCode, stderr } = await capture(['watch', ...federation.locate('a'), ...CLI])

      assert.is(exitCode, 64)
      assert.match(stderr, /watch does not let Fed-BioMed's own command write[^]*watch --mode report/)
      assert.equal(readRegistrations(federation.trees.a), {})
    }))

  test('is taken from the settings', () =>
    withStandIn(async (federation, standIn) => {
      const { directory } = federation.trees.a
      const settings = join(directory, 'fbm-gitops.yaml')
      writeFileSync(
        settings,
        [
          'apiVersion: fbm-gitops/v1',
          `source: { federation: ${federation.directory} }`,
          'components:',
          `  - directory: ${directory}`,
          '    writing: offline',
          `    registrar: { kind: cli, prefix: [env, A=b], inside: ${directory}, timeout: 90s }`,
          '',
        ].join('\n'),
        { mode: 0o600 },
      )

      const { exitCode, json } = await captureJson(['reconcile', '--settings', settings])
      const shown = await capture(['config', 'show', '--settings', settings])

      assert.is(exitCode, 0)
      assert.is((json as unknown as DriftJson).outcomes?.length, 2)
      assert.is(standIn.calls()[0]?.env['A'], 'b')
      assert.match(shown.stdout, /registrar +line 6 +cli/)
      assert.match(shown.stdout, /registrar-prefix +line 6 +env with 1 argument/)
      assert.match(shown.stdout, /registrar-timeout +line 6 +90s/)
    }))
})

async function removeB({ directory, repository }: TestFederation): Promise<void> {
  writeFileSync(join(directory, 'federation.yaml'), manifestOf(['server', 'a'], { removed: [MEMBERS.b.id] }))
  await repository.commit('Remove b')
}

/** Lends the test federation with the stand-in of Fed-BioMed's own command in the component of `a`. */
async function withStandIn(body: (federation: TestFederation, standIn: StandIn) => Promise<void>): Promise<void> {
  await withPython("the stand-in of Fed-BioMed's own command", () =>
    withFederation(async (federation) => {
      const { directory } = federation.trees.a
      const executable = join(directory, 'scripts/fedbiomed_run')
      await body(federation, await installStandIn({ family: 'A', root: directory, executable }))
    }),
  )
}
