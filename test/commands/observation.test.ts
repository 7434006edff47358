import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { isSignedBy, parseObservation } from '../../src/domain/observation/parse-observation.ts'
import type { Observation } from '../../src/domain/observation/observation.ts'
import { isProblem } from '../../src/domain/problem.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { until, withDaemon } from '../helpers/daemon.ts'
import { withDirectory } from '../helpers/directory.ts'
import { certificateOf, manifestOf, MEMBERS, readRegistrations, withFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { withSettings } from '../helpers/settings.ts'
import { shareRepository } from '../helpers/shared-repository.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { recordTree } from '../helpers/untouched.ts'
import { codes, pass, type DriftJson } from './helpers/pass.ts'

const ID = MEMBERS.a.id
const DOCUMENT = readFileSync(new URL('../../docs/observations.md', import.meta.url), 'utf8')

suite('an observation', (test) => {
  test('is told by nobody unless the site says where to', () =>
    withFederation(async (federation) => {
      const before = list(dirname(federation.trees.a.directory))
      await pass(federation, 'reconcile', '--offline')

      const fresh = list(dirname(federation.trees.a.directory)).filter((name) => !before.includes(name))
      assert.ok(fresh.length > 0)
      assert.equal(
        fresh.filter((name) => !name.includes('var/fbm-gitops')),
        [],
      )
    }))

  test('is written after a pass, signed by the component, and says what the registry holds now', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const file = join(directory, 'told.json')
        assert.is((await pass(federation, 'reconcile', '--offline', '--observation-file', file)).exitCode, 0)

        assertMatchesSchema('observation', JSON.parse(readFileSync(file, 'utf8')))
        const observation = await read(file)
        assert.is(observation.component, ID)
        assert.is(observation.revision, await federation.repository.head())
        assert.is(observation.exitCode, 0)
        assert.equal(
          observation.peers.map(({ party, class: driftClass }) => [party, driftClass]),
          [MEMBERS.b.id, MEMBERS.server.id].sort().map((id) => [id, 'matching']),
        )
        assert.equal(observation.foreign, { count: 0, parties: undefined })
        const ready = observation.conditions.find(({ type }) => type === 'Ready')
        assert.is(ready?.status, 'true')
        assert.is(observation.validUntil - observation.observedAt, 86_400_000)
        assert.equal(readdirSync(directory), ['told.json'])
        assert.not.match(readFileSync(file, 'utf8'), /10\.22|PRIVATE|CERTIFICATE-|fbm-gitops-test/)
      }),
    ))

  test('is not written again by a pass that has nothing to do, until a third of its validity has passed', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const flags = ['--offline', '--observation-file', directory, '--observation-valid-for', '3h']
        const argv = ['reconcile', ...federation.locate('a'), ...flags]
        const start = realWorld().clock.now()
        const at = (ms: number): Partial<World> => ({ clock: { ...realWorld().clock, now: () => start + ms } })
        const file = join(directory, `${ID}.json`)
        await capture(argv, at(0))
        const before = recordTree(directory)

        for (const ms of [1000, 3_500_000]) {
          assert.is((await capture(argv, at(ms))).exitCode, 0)
          assert.equal(recordTree(directory), before)
        }
        await capture(argv, at(3_700_000))
        assert.is((await read(file)).observedAt, Math.floor((start + 3_700_000) / 1000) * 1000)

        // Whatever else is there is put right at once.
        writeFileSync(file, readFileSync(file, 'utf8').replace('"exitCode": 0', '"exitCode": 2'))
        await capture(argv, at(3_701_000))
        assert.is((await read(file)).exitCode, 0)
      }),
    ))

  test('says anew what has changed, and what is still to be done', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const file = join(directory, `${ID}.json`)
        await pass(federation, 'reconcile', '--offline', '--observation-file', directory)
        const before = await read(file)
        const { registryFile } = federation.trees.a
        writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace(`"${MEMBERS.b.id}"`, '"NODE_stranger"'))

        const names = ['--observation-foreign-names', '--observation-file', file]
        await pass(federation, 'reconcile', '--offline', ...names)
        const after = await read(file)
        assert.equal(after.foreign, { count: 1, parties: ['NODE_stranger'] })
        assert.equal(after.peers, before.peers)

        federation.repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
        await federation.repository.commit('b is gone')
        assert.is((await pass(federation, 'reconcile', '--offline', '--observation-file', file)).exitCode, 2)
        const last = await read(file)
        assert.equal(
          last.peers.map(({ party, class: driftClass }) => [party, driftClass]),
          [
            [MEMBERS.b.id, 'departed'],
            [MEMBERS.server.id, 'matching'],
          ],
        )
        assert.is(last.exitCode, 2)
        assert.is(last.foreign.count, 1)
      }),
    ))

  test('is refused a place that holds anything else, with a warning that changes nothing', () =>
    withFederation((federation) =>
      withDirectory({ 'note.json': '{"mine": true}\n', 'link-to.json': '' }, async (directory) => {
        const other = join(directory, 'other.json')
        await capture(['reconcile', ...federation.locate('b'), '--offline', '--observation-file', other])
        const { registryFile } = federation.trees.a
        await pass(federation, 'reconcile', '--offline')
        execFileSync('ln', ['-s', 'note.json', join(directory, 'a-link.json')])
        execFileSync('ln', [join(directory, 'link-to.json'), join(directory, 'hard.json')])
        mkdirSync(join(directory, 'directory.json'))
        const places = [
          registryFile,
          join(dirname(registryFile), 'fbm-gitops', 'x.json'),
          join(dirname(registryFile), 'db_NODE_new.json'),
          federation.trees.a.configurationFile,
          ...['note', 'a-link', 'hard', 'directory', 'other'].map((name) => join(directory, `${name}.json`)),
          join(directory, 'absent', 'x.json'),
          join(directory, 'absent'),
        ]
        const before = [...recordTree(directory), readFileSync(registryFile, 'utf8')]
        for (const place of places) {
          const { exitCode, json } = await pass(federation, 'reconcile', '--offline', '--observation-file', place)
          assert.is(exitCode, 0, place)
          assert.equal(
            codes(json).filter((code) => code.startsWith('OBSERVATION')),
            ['OBSERVATION_NOT_WRITTEN'],
            place,
          )
          assert.equal([...recordTree(directory), readFileSync(registryFile, 'utf8')], before, place)
        }
        assert.ok(!existsSync(join(dirname(registryFile), 'fbm-gitops', 'x.json')))
        const { json } = await captureJson(['status', '--component', federation.trees.a.directory])
        assert.match(JSON.stringify(json), '"code":"OBSERVATION_NOT_WRITTEN","severity":"warning"')
        const { stdout } = await capture(['status', '--component', federation.trees.a.directory])
        assert.match(stdout, /The last pass also found:\s+What was observed was not written to .*→ Name a file/s)
      }),
    ))

  test('is not told without the key of the certificate; the pass goes on, and the key is shown nowhere', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const key = federation.trees.a.certificateFile.replace(/pem$/, 'key')
        const good = readFileSync(key, 'utf8')
        const faults = [
          ['', /no private key in PEM/],
          [(await certificateOf('b')).privateKeyPem, /does not belong/],
          [good.replaceAll('A', 'B'), /no private key in PEM/],
          [undefined, /does not exist|ENOENT/],
        ] as const
        for (const [content, expected] of faults) {
          if (content === undefined) rmSync(key)
          else writeFileSync(key, content)
          const flags = ['--offline', '--observation-file', directory]
          const { exitCode, stdout, stderr } = await capture(['reconcile', ...federation.locate('a'), ...flags])
          assert.is(exitCode, 0)
          assert.match(stderr, /OBSERVATION_NOT_MADE/)
          assert.match(stderr, expected)
          assert.not.match(stdout + stderr, /PRIVATE KEY-|MII[A-Za-z0-9]{4}/)
          assert.equal(readdirSync(directory), [])
        }
        assert.is(Object.keys(readRegistrations(federation.trees.a)).length, 2)

        writeFileSync(key, good)
        await pass(federation, 'reconcile', '--offline', '--observation-file', directory)
        assert.equal(readdirSync(directory), [`${ID}.json`])
      }),
    ))

  test('is never told by a pass that only reports, nor by one that fails', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const flags = ['--observation-file', directory]
        await pass(federation, 'reconcile', '--mode', 'report', ...flags)
        federation.repository.write({ 'federation/federation.yaml': 'nothing' })
        await federation.repository.commit('broken')
        const failed = await captureJson(['reconcile', ...federation.locate('a'), '--offline', ...flags])

        assert.is(failed.exitCode, 26)
        assert.equal(readdirSync(directory), [])
      }),
    ))

  test('is switched on by the settings, and `config show` says so', () =>
    withFederation((federation) => {
      const lines = (more: string): string => `apiVersion: fbm-gitops/v1\nobservations:\n  file: told.json\n${more}`
      return withSettings({ 'fbm.yaml': lines('  validFor: 1h\n  foreignNames: true\n') }, async (directory) => {
        const settings = ['--settings', join(directory, 'fbm.yaml')]
        assert.is((await pass(federation, 'reconcile', '--offline', ...settings)).exitCode, 0)

        const observation = await read(join(directory, 'told.json'))
        assert.equal(observation.foreign, { count: 0, parties: [] })
        assert.is(observation.validUntil - observation.observedAt, 3_600_000)
        const { stdout } = await capture(['config', 'show', ...federation.locate('a'), ...settings])
        assert.match(stdout, /observation-file +line 3 +\S+told\.json/)
        assert.match(stdout, /observation-foreign-names +line 5 +yes/)

        writeFileSync(join(directory, 'fbm.yaml'), lines('  branch: true\n'))
        const refused = await capture(['reconcile', ...federation.locate('a'), '--offline', ...settings])
        assert.is(refused.exitCode, 64)
        assert.match(refused.stderr, /--observation-branch needs a repository/)
      })
    }))

  test('has flags that are refused before anything is done', () =>
    withFederation(async (federation) => {
      const wrong = [
        ['--observation-file', ''],
        ['--observation-branch'],
        ['--observation-valid-for', '30s'],
        ['--observation-valid-for', '32d'],
        ['--observation-valid-for', 'soon'],
      ]
      for (const flags of wrong) {
        assert.is((await capture(['reconcile', ...federation.locate('a'), '--offline', ...flags])).exitCode, 64)
      }
      assert.equal(readRegistrations(federation.trees.a), {})
    }))

  test('is written by the daemon, and again when the registry changed', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const file = join(directory, `${ID}.json`)
        const flags = ['--offline', '--interval', '1h', '--observation-file', directory]
        await withDaemon([...federation.locate('a'), ...flags], async (daemon) => {
          await until(() => existsSync(file), daemon.show)
          const first = await read(file)
          federation.repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
          await federation.repository.commit('b is gone')
          await until(() => readFileSync(file, 'utf8').includes('"exitCode": 2'), daemon.show)

          const second = await read(file)
          assert.equal(
            [first, second].map(({ peers }) => peers.map((peer) => peer.class)),
            [
              ['matching', 'matching'],
              ['departed', 'matching'],
            ],
          )
          const conditions = second.conditions.map(({ type, status }) => `${type} ${status}`)
          assert.ok(conditions.includes('Drifted true'), conditions.join())
        })
      }),
    ))

  test('is pushed to the branch of the component, by `reconcile` and by the daemon, and not again for nothing', () =>
    withFederation(async (federation) => {
      const { repository, trees } = federation
      const shared = shareRepository(repository)
      const ask = (...args: readonly string[]): string => repository.plumb(['--git-dir', shared.directory, ...args])
      const branch = `fbm-gitops/observed/${ID}`
      const count = (): number => Number(ask('rev-list', '--count', branch))
      const argv = [
        '--component',
        trees.a.directory,
        '--repository',
        shared.directory,
        '--offline',
        '--observation-branch',
      ]

      for (const time of ['first', 'second']) {
        const { exitCode, stderr } = await capture(['reconcile', ...argv])
        assert.is(exitCode, 0, time)
        assert.not.match(stderr, /OBSERVATION/)
        assert.is(count(), 1, time)
      }
      const first = await parse(Buffer.from(ask('cat-file', 'blob', `${branch}:observation.json`)))
      assert.is(first.revision, await repository.head())

      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await repository.commit('b is gone')
      shared.push()
      await withDaemon([...argv, '--interval', '1h', '--verbose'], async (daemon) => {
        await daemon.line(({ message }) => message === 'observation pushed')
        assert.is(count(), 2)
        const second = await parse(Buffer.from(ask('cat-file', 'blob', `${branch}:observation.json`)))
        assert.is(second.exitCode, 2)
      })

      // A branch of that name leaves no room for those below it.
      ask('update-ref', '-d', `refs/heads/${branch}`)
      ask('update-ref', 'refs/heads/fbm-gitops', 'main')
      writeFileSync(trees.a.registryFile, '')
      rmSync(join(dirname(trees.a.registryFile), 'fbm-gitops'), { recursive: true })
      const { exitCode, json } = await captureJson(['reconcile', ...argv])
      assert.is(exitCode, 0)
      assert.equal(codes(json as unknown as DriftJson), ['NODES_FEW', 'OBSERVATION_NOT_PUSHED'])
    }))

  if (realWorld().host.userId() === 0) {
    test('is signed as the owner of the registry, whose key nobody else may read', () =>
      withFederation((federation) =>
        withDirectory({}, async (directory) => {
          const root = federation.trees.a.directory
          chmodSync(dirname(root), 0o755)
          for (const name of ['', ...list(root)]) lchownSync(join(root, name), 4321, 4321)
          chmodSync(federation.trees.a.certificateFile.replace(/pem$/, 'key'), 0o600)
          await pass(federation, 'reconcile', '--offline', '--observation-file', directory)

          assert.is((await read(join(directory, `${ID}.json`))).component, ID)
          assert.is(statSync(join(directory, `${ID}.json`)).uid, 0)
        }),
      ))
  } else announceSkip('signing as the owner of the registry', 'only root can take an identity')

  const missing = ['jq', 'openssl', 'ssh-keygen'].filter((name) => spawnSync(name, ['--version']).error !== undefined)
  if (missing.length > 0) {
    announceSkip('checking an observation by hand', `there is no ${missing.join(', no ')}`)
    return
  }

  test('is checked by hand as docs/observations.md says', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const file = join(directory, `${ID}.json`)
        await pass(federation, 'reconcile', '--offline', '--observation-file', file)
        const certificate = join(federation.directory, 'certificates', `${ID}.pem`)
        const check = (): ReturnType<typeof spawnSync> =>
          spawnSync('sh', ['-e', '-c', handCheck({ id: ID, observation: file, certificate })], { cwd: directory })

        const good = check()
        assert.is(good.status, 0, String(good.stderr))
        assert.match(String(good.stdout), /^Good "fbm-gitops-observation" signature/)

        const text = readFileSync(file, 'utf8')
        writeFileSync(file, text.replace('"matching"', '"missing"'))
        assert.is.not(check().status, 0)
        writeFileSync(file, JSON.stringify(JSON.parse(text), undefined, 4))
        assert.is(check().status, 0)
        writeFileSync(certificate, (await certificateOf('b')).certificatePem)
        assert.is.not(check().status, 0)
      }),
    ))
})

/** Reads a file that must be the component's. */
function read(file: string): Promise<Observation> {
  return parse(readFileSync(file))
}

async function parse(bytes: Uint8Array): Promise<Observation> {
  const parsed = parseObservation(bytes, 'x')
  if (isProblem(parsed)) throw new Error(parsed.message)
  assert.ok(isSignedBy(parsed, (await certificateOf('a')).certificatePem))
  return parsed.observation
}

/** The commands of the document, about other files. */
function handCheck(values: Readonly<Record<'id' | 'observation' | 'certificate', string>>): string {
  const [, block = ''] = /```sh\n(id=[^`]+)```/.exec(DOCUMENT) ?? []
  assert.match(block, 'ssh-keygen -Y verify')
  return block.replace(/^(\w+)=.*$/gm, (line, name: string) => {
    const value = Object.entries(values).find(([key]) => key === name)?.[1]
    return value === undefined ? line : `${name}='${value}'`
  })
}

function list(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
}
