import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { capture, captureJson } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { editFile } from '../helpers/edit.ts'
import { certificateOf, manifestOf, MEMBERS, withFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { reconcile } from './helpers/pass.ts'
import { idOf, observationOf, publishAll, putInBranch, reportJson, sign } from './helpers/report.ts'

const HOUR_MS = 3_600_000

/** The conditions of the one component that `status` shows. */
function conditionsOf(json: unknown): readonly (readonly string[])[] {
  const { components } = json as {
    readonly components: readonly { readonly conditions: readonly Readonly<Record<string, string>>[] }[]
  }
  return (components[0]?.conditions ?? []).map(({ type = '', status = '', reason = '' }) => [type, status, reason])
}

suite('report', (test) => {
  test('is in sync where every component has signed that it holds what is declared', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository)

      const { exitCode, report } = await reportJson(['--federation', directory])

      assert.is(exitCode, 0)
      assert.is(report.verdict, 'in-sync')
      assert.equal(report.counts, { declared: 6 })
      assert.equal(report.findings, [])
      assert.equal(
        report.members.map(({ observation }) => [observation.state, observation.history]),
        Array.from({ length: 3 }, () => ['fresh', 'same']),
      )
    }))

  test('believes nobody who signs for another, whatever it says, and shows nothing of it', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository, ['server', 'b'])
      const forged = await observationOf('a', await repository.head(), { family: 'FORGED' })
      putInBranch(repository, 'a', await sign('b', forged))

      const { exitCode, report, stdout } = await reportJson(['--federation', directory])

      assert.is(exitCode, 21)
      assert.is(report.verdict, 'alarm')
      assert.equal(report.cells[1], ['unknown', 'self', 'unknown'])
      assert.match(report.findings[0]?.message ?? '', /signature does not match/)
      assert.not.match(stdout, 'FORGED')
    }))

  test('tells what the repository alone shows', () =>
    withFederation(async ({ directory }) => {
      const { exitCode, report } = await reportJson(['--federation', directory])

      assert.is(exitCode, 22)
      assert.is(report.verdict, 'unknown')
      assert.equal(report.counts, { unknown: 6 })
    }))

  test('says of a component that has not seen the newest commit what it lacks, and who declared it', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository)
      const { certificatePem } = await certificateOf('b', 2)
      repository.write({ [`federation/certificates/${idOf('b')}.pem`]: certificatePem })
      await repository.commit('Let b have another key')

      const { exitCode, report } = await reportJson(['--federation', directory])

      assert.is(exitCode, 21)
      assert.equal(report.cells[1], ['declared', 'self', 'different'])
      const outdated = report.findings.find(({ rule }) => rule === 'outdated')
      assert.match(outdated?.message ?? '', 'It has not seen the newest commit yet.')
      assert.is(outdated?.declaredBy?.subject, 'Let b have another key')
      assert.is(outdated?.declaredBy?.author, 'Ada Admin')
      assert.is(outdated?.file, `federation/certificates/${idOf('b')}.pem`)
      assert.is(report.members[0]?.observation.history, 'behind')
    }))

  test('is alarmed where components were shown another history', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository)
      await repository.git.raw(['commit', '--quiet', '--amend', '--message', 'Another beginning'])
      await publishAll(repository, ['server', 'a'])

      const { exitCode, report } = await reportJson(['--federation', directory])

      assert.is(exitCode, 22)
      assert.is(report.verdict, 'alarm')
      assert.equal(
        report.findings.map(({ rule }) => rule),
        ['history-diverged'],
      )
      assert.match(report.findings[0]?.message ?? '', /^b has seen/)
    }))

  test('is never in sync where a component registered an address that has changed since', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository)
      repository.write({ 'README.md': 'Nothing of the declaration' })
      await repository.commit('Say something')
      assert.is((await reportJson(['--federation', directory])).report.verdict, 'in-sync')

      repository.write({ 'federation/federation.yaml': manifestOf().replace('10.221.0.4', '10.221.0.5') })
      await repository.commit('Let b have another address')
      const { exitCode, report } = await reportJson(['--federation', directory])

      assert.is(exitCode, 2)
      assert.is(report.verdict, 'drifted')
      assert.equal(report.cells[0], ['self', 'declared', 'different'])
      const finding = report.findings.find(({ rule }) => rule === 'outdated')
      assert.match(finding?.message ?? '', /what was declared of b before\. It has not seen the newest commit yet/)
    }))

  test('is never in sync outside git, where nobody knows which addresses a component was shown', () =>
    withFederation(async ({ repository }) => {
      const files = Object.fromEntries(
        await Promise.all(
          (['server', 'a', 'b'] as const).map(async (name) => [
            `certificates/${idOf(name)}.pem`,
            (await certificateOf(name)).certificatePem,
          ]),
        ),
      ) as Readonly<Record<string, string>>
      const head = await repository.head()
      const told = Object.fromEntries(
        await Promise.all(
          (['server', 'a', 'b'] as const).map(async (name) => [
            `${idOf(name)}.json`,
            await sign(name, await observationOf(name, head)),
          ]),
        ),
      ) as Readonly<Record<string, string>>
      await withDirectory({ 'federation.yaml': manifestOf(), ...files }, (directory) =>
        withDirectory(told, async (observations) => {
          const { exitCode, report } = await reportJson(['--federation', directory, '--observations', observations])
          assert.is(exitCode, 22)
          assert.is(report.verdict, 'unknown')
          assert.equal(
            report.findings.map(({ rule }) => rule),
            ['history-unknown', 'history-unknown', 'history-unknown'],
          )
        }),
      )
    }))

  test('reads observations that were carried over by hand, and calls old ones stale', () =>
    withFederation(async ({ repository, directory }) => {
      await withDirectory({}, async (carried) => {
        await publishAll(repository, ['server', 'a'])
        const observedAt = Math.floor(Date.now() / 1000) * 1000 - 48 * HOUR_MS
        const old = { observedAt, validUntil: observedAt + 24 * HOUR_MS }
        const observation = await observationOf('b', await repository.head(), old)
        writeFileSync(join(carried, `${idOf('b')}.json`), await sign('b', observation))

        const { exitCode, report } = await reportJson(['--federation', directory, '--observations', carried])

        assert.is(exitCode, 22)
        assert.equal(report.cells[2], ['stale', 'stale', 'self'])
        assert.is(report.findings[0]?.rule, 'observation-stale')
      })
    }))

  test('compares one component here and now, and changes nothing of it', () =>
    withFederation(async (federation) => {
      const roots = dirname(federation.trees.a.directory)
      const before = await assertUntouched(roots, () => reportJson(federation.locate('a')))
      await reconcile(federation)
      const after = await assertUntouched(roots, () => reportJson(federation.locate('a')))

      assert.is(before.exitCode, 2)
      assert.equal(before.report.counts, { missing: 2 })
      assert.equal(before.report.scope, { kind: 'component', party: { id: MEMBERS.a.id, name: MEMBERS.a.name } })
      assert.equal(
        after.report.members.map(({ observation }) => observation.state),
        ['not-asked', 'fresh', 'not-asked'],
      )
      assert.match(before.report.findings[0]?.remedy ?? '', `reconcile --component ${federation.trees.a.directory}`)
      assert.is(after.exitCode, 0)
      assert.is(after.report.verdict, 'in-sync')
      const own = ['report', ...federation.locate('a')]
      const forms = await Promise.all(
        ['junit', 'markdown', 'prometheus', 'html', 'text'].map((format) => capture([...own, '--format', format])),
      )
      // Of the others nothing was asked.
      const blame = /<error|[1-9] missing,?$|state="missing"} 1|: missing<|"observation" value="missing"|told nothing/m
      for (const { stdout } of forms) assert.not.match(stdout, blame)
      const [, markdown, , html, text] = forms.map(({ stdout }) => stdout)
      assert.is(markdown?.match(/: not asked</g)?.length, 2)
      assert.match(html ?? '', 'seen-not-asked')
      assert.match(text ?? '', '1 of 1 component observed, 2 not asked.')
    }))

  test('says of a component that has left what a plan says, and asks it for no observation', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      const [component, directory] = federation.locate('a')
      await capture(['leave', component ?? '', directory ?? '', '--offline'])
      const plan = await capture(['plan', ...federation.locate('a')])
      const { exitCode, report, stdout } = await reportJson(federation.locate('a'))

      assert.is(plan.exitCode, 20)
      // Once among the problems, once among the findings.
      assert.is(stdout.match(/fbm-gitops allow --component /g)?.length, 2)
      assert.not.match(stdout, /fbm-gitops allow (?!--component )/)
      assert.is(exitCode, 20)
      assert.equal(
        report.findings.map(({ rule, message }) => [rule, /SELF_\w+/.exec(message)?.[0]]),
        [['declaration', 'SELF_LEFT_DECLARED']],
      )
    }))

  test('tells the conditions of one component as its status does, and that a person must act', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      // Somebody changes the registration of b, in which no pass interferes.
      editFile(federation.trees.a.registryFile, MEMBERS.b.address.ip, '10.221.0.9')
      await reconcile(federation)
      const shown = await captureJson(['status', ...federation.locate('a').slice(0, 2)])
      const { report } = await reportJson(federation.locate('a'))

      const [own] = report.members.filter(({ observation }) => observation.state === 'fresh')
      const told = own?.observation.conditions.map(({ type, status, reason }) => [type, status, reason])
      assert.equal(told, conditionsOf(shown.json))
      assert.equal(told?.find(([type]) => type === 'Stalled')?.[1], 'true')
      assert.ok(report.findings.some(({ rule }) => rule === 'component-stalled'))
    }))

  test('refuses a baseline of one component for all, and of all for one', () =>
    withFederation(async (federation) => {
      await withDirectory({}, async (place) => {
        const [own, all] = [join(place, 'own.json'), join(place, 'all.json')]
        const ofAll = ['report', '--federation', federation.directory, '--exit-zero', '--format', 'json']
        const ofOwn = ['report', ...federation.locate('a'), '--exit-zero', '--format', 'json']
        await capture([...ofAll, '--output', all])
        await capture([...ofOwn, '--output', own])

        const crossed = await capture([...ofAll, '--baseline', own])
        const reversed = await capture([...ofOwn, '--baseline', all])

        assert.is((await capture([...ofOwn, '--baseline', own])).exitCode, 0)
        assert.is((await capture([...ofAll, '--baseline', all])).exitCode, 0)
        assert.is(crossed.exitCode, 64)
        assert.match(crossed.stderr + crossed.stdout, 'of one component alone')
        assert.is(reversed.exitCode, 64)
        assert.match(reversed.stderr + reversed.stdout, new RegExp(`not of .*${MEMBERS.a.id}.* alone`))
      })
    }))

  test('marks what is new against a baseline, and fails on that alone where it is asked to', () =>
    withFederation(async ({ repository, directory }) => {
      await withDirectory({}, async (place) => {
        const file = join(place, 'before.json')
        await publishAll(repository, ['server', 'a'])
        await capture(['report', '--federation', directory, '--format', 'json', '--output', file])
        const compare = ['--federation', directory, '--baseline', file, '--fail-on', 'new']

        const same = await reportJson(compare)
        putInBranch(repository, 'a', 'no observation')
        const worse = await reportJson(compare)

        assert.is(same.exitCode, 0)
        assert.is(same.report.findings[0]?.isNew, false)
        assert.is(worse.exitCode, 21)
        assert.equal(
          worse.report.findings.map(({ rule, isNew }) => [rule, isNew]),
          [
            ['observation-refused', true],
            ['observation-missing', false],
          ],
        )
      })
    }))

  for (const [what, text] of Object.entries({
    'no JSON': 'nothing',
    'another result': '{"schemaVersion":1,"command":"plan"}',
    'of another federation':
      '{"schemaVersion":1,"command":"report","federation":"x","madeAt":"2026-01-01","findings":[]}',
    'damaged findings':
      '{"schemaVersion":1,"command":"report","federation":"test-network","madeAt":"2026-01-01","findings":[{}]}',
  })) {
    test(`refuses a baseline that is ${what}`, () =>
      withFederation(async ({ directory }) => {
        await withDirectory({ 'before.json': text }, async (place) => {
          const argv = ['report', '--federation', directory, '--baseline', join(place, 'before.json')]
          const { exitCode, stderr } = await capture([...argv, '--exit-zero'])

          assert.is(exitCode, 64)
          assert.match(stderr, 'BASELINE_UNUSABLE')
          assert.not.match(stderr, '--baseline /')
        })
      }))
  }

  test('says of a mistyped directory of observations that it is that', () =>
    withFederation(async ({ directory }) => {
      const { exitCode, stderr } = await capture(['report', '--federation', directory, '--observations', '/absent'])

      assert.is(exitCode, 64)
      assert.match(stderr, /No observations can be read from '\/absent'.*: --observations DIR/s)
    }))

  test('writes the same report in several forms, and replaces its own earlier files alone', () =>
    withFederation(async ({ repository, directory }) => {
      await withDirectory({ 'mine.xml': '<testsuites>mine</testsuites>' }, async (place) => {
        await publishAll(repository, ['a'])
        const forms = ['json', 'markdown', 'html', 'junit', 'sarif', 'gitlab', 'prometheus']
        const also = forms.flatMap((form) => ['--also', `${form}=${join(place, `report.${form}`)}`])
        const argv = ['report', '--federation', directory, '--exit-zero']

        const first = await capture([...argv, ...also])
        const second = await capture([...argv, ...also])
        const refused = await capture([...argv, '--also', `junit=${join(place, 'mine.xml')}`])

        assert.is(first.exitCode, 0, first.stderr)
        assert.is(second.exitCode, 0, second.stderr)
        assert.is(refused.exitCode, 64)
        assert.is(readFileSync(join(place, 'mine.xml'), 'utf8'), '<testsuites>mine</testsuites>')
        const json = JSON.parse(readFileSync(join(place, 'report.json'), 'utf8')) as { readonly verdict: string }
        assert.is(json.verdict, 'unknown')
        for (const form of forms) assert.ok(existsSync(join(place, `report.${form}`)), form)
      })
    }))

  test('refuses to write one file twice, and forms that it does not know', () =>
    withFederation(async ({ directory }) => {
      const argv = ['report', '--federation', directory, '--exit-zero']
      const twice = await capture([...argv, '--also', 'html=x', '--output', './x'], { cwd: dirname(directory) })

      assert.is(twice.exitCode, 64)
      assert.match(twice.stderr, 'it is named twice')
      assert.is((await capture([...argv, '--also', 'pdf=x'])).exitCode, 64)
      assert.is((await capture([...argv, '--also', 'html='])).exitCode, 64)
      assert.is((await capture([...argv, '--fail-on', 'new'])).exitCode, 64)
    }))

  test('fails for an invalid federation, whatever is asked', () =>
    withFederation(async ({ repository, directory }) => {
      repository.write({ 'federation/federation.yaml': manifestOf().replace('profile: secagg-mpspdz', 'profile: no') })
      await repository.commit('Break it')

      const { exitCode, stderr } = await capture(['report', '--federation', directory, '--exit-zero'])

      assert.is(exitCode, 26)
      assert.match(stderr, 'federation.yaml')
    }))

  test('tells of a certificate that was refused as a finding, with its place', () =>
    withFederation(async ({ repository, directory }) => {
      await publishAll(repository)
      repository.write({ [`federation/certificates/${MEMBERS.b.id}.pem`]: 'none' })
      await repository.commit('Break the certificate of b')

      const { exitCode, report } = await reportJson(['--federation', directory])
      const finding = report.findings.find(({ rule }) => rule === 'declaration')

      assert.is(exitCode, 21)
      assert.is(report.cells[0]?.[2], 'unverified')
      assert.is(finding?.file, `federation/certificates/${MEMBERS.b.id}.pem`)
    }))
})
