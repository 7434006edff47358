import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeProblem } from '../../src/domain/problem.ts'
import type { ComponentStatus } from '../../src/domain/status/component-status.ts'
import type { ComponentSelection } from '../../src/io/component/component.ts'
import { encodeLock } from '../../src/io/lock/lock-record.ts'
import { takeLock } from '../../src/io/lock/lock.ts'
import { readProcessFacts } from '../../src/io/processes/process-facts.ts'
import { locateState, type StateDirectory } from '../../src/io/state/state-directory.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { saveStatus } from '../../src/status/save-status.ts'
import { aDiskFault, aFailure, aRecord } from '../domain/status/helpers/evidence.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { manifestOf, MEMBERS, withFederation, type TestFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { withSettings } from '../helpers/settings.ts'
import { shareRepository } from '../helpers/shared-repository.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { systemError } from '../helpers/system-error.ts'
import { assertUntouched, recordTree } from '../helpers/untouched.ts'
import { reconcile } from './helpers/pass.ts'

const HEAD = 'apiVersion: fbm-gitops/v1\n'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const IN_SYNC = {
  Ready: 'true InSync',
  Reconciling: 'false Settled',
  Stalled: 'false NoDecisionNeeded',
  SourceFresh: 'true SourceRead',
  Drifted: 'false AsDeclared',
  ExpiringSoon: 'false NoCertificateEnds',
}

/** What somebody could put into a status whose checksum is right. */
const ODD_MEMBERS: readonly Readonly<Record<string, unknown>>[] = [
  { conditions: 7 },
  { conditions: [null] },
  { lastPass: {} },
  { lastPass: undefined },
  { fighting: 'everybody' },
  { endings: { expiring: [{ partyId: 'x', name: 'x', notAfter: 1e20 }] } },
  { contact: { mirror: 1 } },
  { accepted: [] },
]

interface ConditionJson {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since: string
  readonly revision?: string
}

/** What the tests look at in the JSON output of `status`. */
interface ComponentJson {
  readonly exitCode: number
  readonly name?: string
  readonly accepted?: { readonly commit: string; readonly subject?: string }
  readonly lastPass?: {
    readonly endedAt: string
    readonly exitCode: number
    readonly changes: readonly unknown[]
    readonly problems: readonly { readonly line?: number; readonly column?: number }[]
  }
  readonly lastSuccess?: { readonly endedAt: string }
  readonly problems: readonly { readonly code: string }[]
  readonly conditions?: readonly ConditionJson[]
}

suite('status', (test) => {
  test('says of a component without a pass that nothing is known', () =>
    withFederation(async (federation) => {
      const { exitCode, text, component } = await status(federation)

      assert.is(exitCode, 2)
      assert.match(text, /^NODE_964bdca9-\S+ {3}UNKNOWN\nNo commit accepted yet\.\n/)
      assert.equal(new Set(component.conditions?.map(({ reason }) => reason)), new Set(['NoPassYet']))
    }))

  test('shows after a pass the accepted commit, what became of the pass, and six conditions with their commit', () =>
    withFederation(async (federation) => {
      const now = Date.now()
      await reconcileAt(federation, now)

      const { exitCode, text, component } = await status(federation, at(now + 2 * HOUR_MS))

      assert.is(exitCode, 0)
      assert.match(text, /^a {3}NODE_964bdca9-\S+ {3}ready\nIn test-network, at [0-9a-f]{7} “Declare the federation”/)
      assert.match(text, '\nLast pass 2 hours ago: in sync, or done; 2 registered.\n')
      assert.is(component.accepted?.subject, 'Declare the federation')
      assert.is(component.lastPass?.changes.length, 2)
      assert.equal(reasonsOf(component), IN_SYNC)
      for (const { revision } of component.conditions ?? []) assert.is(revision, component.accepted?.commit)
    }))

  test('fits on 80 columns without a command or a path', () =>
    withFederation(async (federation) => {
      const now = Date.now()
      await reconcileAt(federation, now)

      const { text } = await status(federation, at(now + 2 * HOUR_MS))

      for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
    }))

  test('shows what a failed pass left, what to do, and since when it is so', () =>
    withFederation(async (federation) => {
      const now = Date.now()
      await reconcileAt(federation, now)
      const before = await status(federation, at(now))
      await capture(['reconcile', ...locate(federation, '/nonexistent'), '--offline'], at(now + HOUR_MS))

      const { exitCode, text, component } = await status(federation, at(now + 2 * HOUR_MS))

      assert.is(exitCode, 26)
      assert.match(text, '   NOT READY\n')
      assert.match(text, '    There is no directory /nonexistent.\n    → Name the directory that holds federation.yaml')
      assert.is(reasonsOf(component)['SourceFresh'], 'false SourceUnreadable')
      assert.is(component.lastSuccess?.endedAt, before.component.lastPass?.endedAt)
      assert.is(sinceOf(component, 'Reconciling'), sinceOf(before.component, 'Reconciling'))
      assert.is(sinceOf(component, 'Ready'), new Date(now + HOUR_MS).toISOString())
    }))

  test('shows every error of the last pass, also those that stand behind no condition', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      swapCertificates(federation)
      await reconcile(federation)

      const { exitCode, text } = await status(federation)

      assert.is(exitCode, 20)
      assert.match(text, 'was changed behind our back')
      const named = federation.locate('a').join(' ')
      assert.match(text, `fbm-gitops reconcile ${named} --overwrite ${MEMBERS.b.id}`)
      assert.match(text, `--overwrite ${MEMBERS.server.id}`)
      assert.match(text, /Drifted +true +DriftLeft/)
    }))

  test('shows in which line of the manifest a fault stands', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      federation.repository.write({
        'federation/federation.yaml': 'apiVersion: fbm-gitops/v1\nfederation: x\nprofile: none\n',
      })
      await federation.repository.commit('Break it')
      await reconcile(federation)

      const { exitCode, text, component } = await status(federation)

      assert.is(exitCode, 26)
      assert.match(text, /^ {4}\S*federation\/federation\.yaml:3:10\n {4}\S/m)
      assert.ok(component.lastPass?.problems.some(({ line, column }) => line === 3 && column === 10))
    }))

  test('names commands that read the repository that the last pass worked from, and mend what it told', () =>
    withFederation(async (federation) => {
      const { trees, repository } = federation
      const shared = shareRepository(repository)
      const pass = ['--component', trees.a.directory, '--repository', './shared.git', '--ref', 'main']
      const there = { cwd: dirname(shared.directory) }
      await capture(['reconcile', ...pass, '--offline'], there)
      swapCertificates(federation)
      assert.is((await capture(['reconcile', ...pass, '--offline'], there)).exitCode, 20)

      const { stdout } = await capture(['status', '--component', trees.a.directory])
      const found = stdout.match(/fbm-gitops reconcile .*/g) ?? []
      const named = `--component ${trees.a.directory} --repository ${shared.directory} --ref main`
      assert.equal(
        found,
        [MEMBERS.b.id, MEMBERS.server.id].map((id) => `fbm-gitops reconcile ${named} --overwrite ${id}`),
      )
      for (const command of found) await capture([...command.split(' ').slice(1), '--offline'])
      assert.is((await capture(['reconcile', ...pass, '--offline'], there)).exitCode, 0)
    }))

  test('names commands that read the repository of the settings, whatever else they say', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      swapCertificates(federation)
      await reconcile(federation)
      const { directory } = federation.trees.a
      const text = `${HEAD}source: { repository: 'ssh://git@git.example.org/f.git', maxStaleness: 6h }
components: [{ directory: ${directory}, mode: report }]
`
      await withSettings({ 's.yaml': text }, async (place) => {
        const file = join(place, 's.yaml')

        const { stdout } = await capture(['status', '--settings', file, '--component', directory])

        const found = stdout.match(/fbm-gitops reconcile .*/g)
        assert.equal(
          found,
          [MEMBERS.b.id, MEMBERS.server.id].map(
            (id) => `fbm-gitops reconcile --settings ${file} --mode apply --overwrite ${id}`,
          ),
        )
      })
    }))

  test('shows every component of the settings, and gives the first of their exit codes', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { a, b } = federation.trees
      const text = `${HEAD}components:\n- directory: ${a.directory}\n- directory: ${b.directory}\n- directory: /gone\n`
      await withSettings({ 's.yaml': text }, async (place) => {
        const argv = ['status', '--settings', join(place, 's.yaml')]

        const { exitCode, stdout } = await capture(argv)
        const { json } = await captureJson(argv)
        const one = await capture([...argv, '--component', a.directory])

        assertMatchesSchema('status', json)
        assert.equal([exitCode, json['exitCode']], [64, 64])
        assert.match(stdout, /^a {3}NODE_[^]*\nNODE_[^]*\n\/gone {3}CANNOT BE READ\n[^]*\n3 components, 1 ready\.\n$/)
        const components = json['components'] as readonly { readonly directory: string; readonly exitCode: number }[]
        assert.equal(
          components.map((component) => [component.directory, component.exitCode]),
          [
            [a.directory, 0],
            [b.directory, 2],
            ['/gone', 64],
          ],
        )
        assert.is(one.exitCode, 0)
        assert.not.match(one.stdout, 'components')
      })
    }))

  test('tells that no pass has ended for too long', () =>
    withFederation(async (federation) => {
      await reconcile(federation)

      const { exitCode, text } = await status(federation, at(Date.now() + 2 * DAY_MS))

      assert.is(exitCode, 22)
      assert.match(text, /UNKNOWN\n[^]*Ready +unknown +PassOverdue[^\n]*\n {4}No pass since 20/)
    }))

  test('tells that a certificate ends soon, whose and when, without any pass', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const before = (await status(federation)).component.conditions?.find(({ type }) => type === 'ExpiringSoon')
      const [end = ''] = /\d{4}-\d\d-\d\d/.exec(before?.message ?? '') ?? []

      const { component } = await status(federation, at(Date.parse(end) - 29 * DAY_MS))

      const found = component.conditions?.find(({ type }) => type === 'ExpiringSoon')
      assert.is(found?.status, 'true')
      assert.match(found?.message ?? '', end)
    }))

  test('tells that a pass is under way while the lock is held, and not once its holder is gone', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { lock: path } = stateOf(federation)
      const lock = await takeLock(realWorld(), path, readProcessFacts(realWorld()))

      assert.is(reasonsOf((await status(federation)).component)['Reconciling'], 'true PassRunning')
      assert.is(await reconcile(federation), 24)
      lock.release()
      assert.equal(reasonsOf((await status(federation)).component), IN_SYNC)

      writeFileSync(path, lockOfTheDead())
      assert.is(reasonsOf((await status(federation)).component)['Reconciling'], 'false Settled')
    }))

  test('takes what is damaged, newer, or of another component for unknown, and lets the next pass write it anew', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { status: file } = stateOf(federation)
      const whole = readFileSync(file, 'utf8')
      const damages: readonly (readonly [content: string, codes: readonly string[]])[] = [
        ['', ['STATUS_UNREADABLE']],
        [whole.slice(0, -20), ['STATUS_UNREADABLE']],
        [whole.replace('InSync', 'InSink'), ['STATUS_UNREADABLE']],
        [whole.replace('"schemaVersion": 1', '"schemaVersion": 2'), ['STATUS_UNREADABLE']],
        ['null', ['STATUS_UNREADABLE']],
        ...ODD_MEMBERS.map((odd) => [forge(whole, odd), ['STATUS_UNREADABLE']] as const),
      ]
      for (const [content, codes] of damages) {
        writeFileSync(file, content)

        const { exitCode, component } = await status(federation)
        assert.is(exitCode, 2)
        assert.equal(
          component.problems.map(({ code }) => code),
          codes,
        )
        assert.is(component.accepted?.subject, undefined)
        assert.ok(component.accepted?.commit !== undefined)

        assert.is(await reconcile(federation), 0)
        assert.is((await status(federation)).exitCode, 0)
      }
    }))

  test('shows that a component has left, with what was deleted, and what is known beside a pass stays', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { status: file } = stateOf(federation)
      const before = readKept(file)

      const left = await capture(['leave', '--component', federation.trees.a.directory, '--offline'])
      const { exitCode, component } = await status(federation)

      assert.equal([left.exitCode, exitCode], [0, 0])
      const reasons = reasonsOf(component)
      assert.equal([reasons['Ready'], reasons['Drifted']], ['true LeftFederation', 'false AsDeclared'])
      assert.is(reasons['SourceFresh'], 'true SourceRead')
      const after = readKept(file)
      assert.equal(
        after.lastPass.changes.map(({ kind, result }) => [kind, result]),
        [
          ['delete', 'done'],
          ['delete', 'done'],
        ],
      )
      assert.equal([after.accepted, after.federation], [before.accepted, before.federation])
      assert.match((await capture(['status', '--component', federation.trees.a.directory])).stdout, '; 2 deleted.')
    }))

  test('waits for a person where a component has left, and what it registered could not be deleted', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { files } = realWorld()
      const open: World['files']['open'] = (path, mode, permissions) => {
        if (path.includes('/backups/') && mode !== 'read') throw systemError('ENOSPC', 'open')
        return files.open(path, mode, permissions)
      }
      const argv = ['leave', '--component', federation.trees.a.directory, '--offline']

      const failed = await capture(argv, { files: { ...files, open } })
      const { component } = await status(federation)

      assert.is(failed.exitCode, 1)
      const again = `2 registrations of ours not deleted, and no pass tries that again. Type: fbm-gitops ${argv.join(' ')}\n`
      assert.match(failed.stdout, again)
      const reasons = reasonsOf(component)
      assert.equal([reasons['Ready'], reasons['Drifted']], ['false Failed', 'true DriftLeft'])
      assert.equal([reasons['Reconciling'], reasons['Stalled']], ['false Settled', 'true Failed'])

      const manifest = manifestOf(['server', 'b'], { removed: [MEMBERS.a.id] })
      federation.repository.write({ 'federation/federation.yaml': manifest })
      federation.repository.remove(`federation/certificates/${MEMBERS.a.id}.pem`)
      await federation.repository.commit('a leaves')
      assert.is(await reconcile(federation), 0)
      const later = await status(federation)
      assert.equal(reasonsOf(later.component)['Ready'], 'false DriftLeft')
      assert.match(later.text, `→ No pass does that. Delete it: fbm-gitops ${argv.slice(0, -1).join(' ')}`)
      assert.is((await capture(argv)).exitCode, 0)
      assert.is(await reconcile(federation), 0)
      assert.is(reasonsOf((await status(federation)).component)['Ready'], 'true LeftFederation')
    }))

  test('shows why a component could not leave', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      writeFileSync(federation.trees.a.registryFile, '{"Certificates": {"1": {"cert')

      await capture(['leave', '--component', federation.trees.a.directory, '--offline'])
      const { exitCode, component } = await status(federation)

      assert.is(exitCode, 25)
      assert.is(reasonsOf(component)['Ready'], 'false RegistryUnusable')
    }))

  test('lets the next pass replace whatever lies in the place of its file, and follows no link in doing so', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const { status: file } = stateOf(federation)
      const other = join(federation.trees.a.directory, 'other')
      writeFileSync(other, 'stays')
      const plants: readonly (() => void)[] = [
        () => {
          writeFileSync(file, '')
          truncateSync(file, 300 * 1_048_576)
        },
        () => {
          symlinkSync(other, file)
        },
        () => {
          symlinkSync(file, file)
        },
        () => {
          spawnSync('mkfifo', [file])
        },
      ]
      for (const plant of plants) {
        rmSync(file)
        plant()
        const { component } = await status(federation)
        assert.equal(
          component.problems.map(({ code }) => code),
          ['STATUS_UNREADABLE'],
        )

        assert.is(await reconcile(federation), 0)
        assert.ok(lstatSync(file).isFile())
        assert.is((await status(federation)).exitCode, 0)
      }
      assert.is(readFileSync(other, 'utf8'), 'stays')
    }))

  test('tells of a component that cannot be read, why', () =>
    withFederation(async (federation) => {
      const directory = join(federation.trees.a.directory, 'nothing-here')

      const { exitCode, stdout } = await capture(['status', '--component', directory])
      const { json } = await captureJson(['status', '--component', directory])

      assertMatchesSchema('status', json)
      assert.is(exitCode, 64)
      assert.match(stdout, `${directory}   CANNOT BE READ\n\nCOMPONENT_MISSING\n`)
    }))
})

suite('what a pass keeps for status', (test) => {
  test('is nothing outside the state directory, and in it status.json alone, where nothing is to be done', () =>
    withFederation(async (federation) => {
      const { path } = stateOf(federation)
      await reconcile(federation)
      await reconcile(federation)
      const before = recordTree(federation.trees.a.directory)
      assert.is(await reconcile(federation), 0)

      const changed = recordTree(federation.trees.a.directory).filter((line) => !before.includes(line))
      const names = changed.map((line) => join(federation.trees.a.directory, line.split(' ')[0] ?? ''))
      assert.equal(names, [path, join(path, 'status.json')])
      assert.is(statSync(join(path, 'status.json')).mode & 0o777, 0o600)
    }))

  test('is written after the lock was released', () =>
    withFederation(async (federation) => {
      const { files } = realWorld()
      const { lock, status: file } = stateOf(federation)
      const held: boolean[] = []
      const rename: World['files']['rename'] = (from, to) => {
        if (to === file) held.push(existsSync(lock))
        files.rename(from, to)
      }

      await capture(['reconcile', ...federation.locate('a'), '--offline'], { files: { ...files, rename } })

      assert.equal(held, [false])
    }))

  test('is nothing where it only reports', () =>
    withFederation(async (federation) => {
      await reconcile(federation)

      await assertUntouched(federation.trees.a.directory, () =>
        capture(['reconcile', ...federation.locate('a'), '--mode', 'report']),
      )
    }))

  test('is nothing where a pass fails before there is a state directory', () =>
    withFederation(async (federation) => {
      await assertUntouched(federation.trees.a.directory, () =>
        capture(['reconcile', ...locate(federation, '/nonexistent'), '--offline']),
      )
    }))

  test('says that nothing was written where a pass fails', () =>
    withFederation(async (federation) => {
      await reconcile(federation)

      const { stderr } = await capture(['reconcile', ...locate(federation, '/nonexistent'), '--offline'])

      assert.match(stderr, 'Nothing was written.')
    }))

  test('can fail, and the pass does what it does', () =>
    withFederation(async (federation) => {
      const { files } = realWorld()
      const open: World['files']['open'] = (path, mode, permissions) => {
        if (path.includes('status.json.')) throw systemError('ENOSPC', 'open')
        return files.open(path, mode, permissions)
      }

      const { exitCode, stderr } = await capture(['reconcile', ...federation.locate('a'), '--offline'], {
        files: { ...files, open },
      })

      assert.is(exitCode, 0)
      assert.match(stderr, /STATUS_NOT_WRITTEN[^]*the disk is full/)
      assert.not(existsSync(stateOf(federation).status))
    }))

  test('can be barred by a directory of its name, and leaves nothing else behind', () =>
    withFederation(async (federation) => {
      const { path, status: file } = stateOf(federation)
      await reconcile(federation)
      rmSync(file)
      mkdirSync(file)

      const { exitCode, stderr } = await capture(['reconcile', ...federation.locate('a'), '--offline'])

      assert.is(exitCode, 0)
      assert.match(stderr, 'STATUS_NOT_WRITTEN')
      assert.equal(
        readdirSync(path).filter((name) => name.endsWith('.tmp')),
        [],
      )
    }))

  test('stays what a later pass kept meanwhile', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const pass = aFailure(aDiskFault(), { endedAt: Date.now() - DAY_MS })

      await saveStatus(realWorld(), { component: selectionOf(federation), pass })

      assert.is((await status(federation)).exitCode, 0)
    }))

  test('gives way to the next pass where it is of a clock that was set back since', () =>
    withFederation(async (federation) => {
      await capture(['reconcile', ...federation.locate('a'), '--offline'], at(Date.now() + 2 * DAY_MS))
      assert.is((await status(federation)).exitCode, 22)

      await reconcile(federation)

      assert.is((await status(federation)).exitCode, 0)
    }))

  test('holds what is known beside a pass: the repository, the interval, and who fights', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const now = Date.now()
      const contact = { mirror: '/nowhere', reachedAt: now - 2 * HOUR_MS, head: 'b'.repeat(40), fault: aDiskFault() }
      const facts = { contact, maxStalenessMs: HOUR_MS, intervalMs: 60_000, fighting: new Set([MEMBERS.b.id]) }

      await saveStatus(realWorld(), { component: selectionOf(federation), pass: aRecord({ endedAt: now }), facts })

      const { exitCode, component } = await status(federation, at(now))
      assert.is(exitCode, 22)
      const reasons = reasonsOf(component)
      assert.equal([reasons['Ready'], reasons['SourceFresh']], ['false Fight', 'false SourceStale'])
      assert.is(reasonsOf((await status(federation, at(now + 5 * 60_000))).component)['Ready'], 'unknown PassOverdue')
    }))

  test('is bounded, and counts what is left out', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const remark = makeProblem('PROFILE_WITHOUT_EFFECT', {}, { family: 'x'.repeat(5000) })
      const error = makeProblem('SELF_UNDECLARED', {}, { id: 'NODE_a', federation: 'network' })
      const problems = [...Array.from({ length: 10_000 }, () => remark), error]
      const pass = aRecord({ endedAt: Date.now(), exitCode: 26, problems })

      await saveStatus(realWorld(), { component: selectionOf(federation), pass })

      assert.ok(statSync(stateOf(federation).status).size < 32_768)
      const { exitCode, text } = await status(federation)
      assert.is(exitCode, 26)
      assert.match(text, 'is not a party of the federation')
      assert.match(text, '… and 9981 problems more: fbm-gitops plan')
    }))

  test("is the owner's of the registry, where root runs the pass", () =>
    withFederation(async (federation) => {
      if (process.geteuid?.() !== 0) {
        announceSkip('a status that root writes', 'this is not root')
        return
      }
      const root = dirname(federation.trees.a.directory)
      const paths = [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name))]
      for (const path of paths) chownSync(path, 54_321, 54_322)

      await reconcile(federation)
      await capture(['reconcile', ...locate(federation, '/nonexistent'), '--offline'])

      const { uid, gid } = statSync(stateOf(federation).status)
      assert.equal([uid, gid, process.geteuid()], [54_321, 54_322, 0])
      assert.is((await status(federation)).exitCode, 26)
    }))
})

async function status(
  federation: TestFederation,
  overrides: Partial<World> = {},
): Promise<{ readonly exitCode: number; readonly text: string; readonly component: ComponentJson }> {
  const argv = ['status', '--component', federation.trees.a.directory]
  const { exitCode, stdout } = await capture(argv, overrides)
  const { json } = await captureJson(argv, overrides)
  assertMatchesSchema('status', json)
  assert.is(json['exitCode'], exitCode)
  const [component] = json['components'] as readonly ComponentJson[]
  if (component === undefined) throw new Error('status shows no component.')
  return { exitCode, text: stdout, component }
}

function reasonsOf({ conditions = [] }: ComponentJson): Readonly<Record<string, string>> {
  return Object.fromEntries(conditions.map(({ type, status: is, reason }) => [type, `${is} ${reason}`]))
}

function sinceOf({ conditions = [] }: ComponentJson, sought: string): string | undefined {
  return conditions.find(({ type }) => type === sought)?.since
}

function stateOf({ trees }: TestFederation): StateDirectory {
  return locateState(trees.a.registryFile)
}

function locate({ trees }: TestFederation, directory: string): readonly string[] {
  return ['--component', trees.a.directory, '--federation', directory]
}

async function reconcileAt(federation: TestFederation, now: number): Promise<void> {
  const { exitCode } = await capture(['reconcile', ...federation.locate('a'), '--offline'], at(now))
  assert.is(exitCode, 0)
}

function at(now: number): Partial<World> {
  return { clock: { ...realWorld().clock, now: () => now } }
}

function selectionOf({ trees }: TestFederation): ComponentSelection {
  return { directory: trees.a.directory, config: undefined, registry: undefined }
}

/** Somebody changes both registrations by hand: each party gets the certificate of the other. */
function swapCertificates({ trees }: TestFederation): void {
  const file = trees.a.registryFile
  const text = readFileSync(file, 'utf8')
  const ids = [MEMBERS.b.id, MEMBERS.server.id]
  const swapped = text
    .replaceAll(ids[0] ?? '', '?')
    .replaceAll(ids[1] ?? '', ids[0] ?? '')
    .replaceAll('?', ids[1] ?? '')
  writeFileSync(file, swapped)
}

/** The lock of a process that has ended, as a crash leaves it. */
function lockOfTheDead(): Uint8Array {
  const { pid } = spawnSync('true')
  const holder = { ...readProcessFacts(realWorld()), pid, startTime: '1' }
  return encodeLock({ nonce: 'left', since: new Date().toISOString(), holder })
}

function forge(whole: string, members: Readonly<Record<string, unknown>>): string {
  const content = JSON.parse(whole) as { readonly status: object }
  const forged = { ...content.status, ...members }
  const checksum = createHash('sha256').update(JSON.stringify(forged)).digest('hex')
  return JSON.stringify({ ...content, checksum, status: forged })
}

function readKept(file: string): ComponentStatus {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly status: ComponentStatus }).status
}
