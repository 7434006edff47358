import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { realWorld } from '../../src/io/world/world.ts'
import { capture } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { certificateOf, manifestOf, MEMBERS, withFederation, type TestFederation } from '../helpers/federation.ts'
import { shareRepository } from '../helpers/shared-repository.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { changesOf, preview } from './helpers/preview.ts'

const [SERVER, A, B] = [MEMBERS.server.id, MEMBERS.a.id, MEMBERS.b.id]

suite('plan --all', (test) => {
  test('compares the merge commit of a pull request with the base, however that is named', () =>
    onPullRequest(async ({ directory, repository }) => {
      const base = await repository.git.revparse(['main'])
      for (const flags of [[], ['--base', 'main'], ['--base', base], ['--base', 'HEAD^1']]) {
        const { exitCode, json, codes } = await preview(directory, ...flags)

        assert.is(exitCode, 2, flags.join(' '))
        assert.is(json.base?.revision?.commit, base)
        assert.equal(codes, ['NODES_FEW'])
        assert.equal(
          json.parties.map(({ party, kind }) => `${party} ${kind}`),
          [`${B} leaves`],
        )
        assert.equal(
          [SERVER, A].map((party) => changesOf(json, party).map(({ kind, party: about }) => `${kind} ${about}`)),
          [[`delete ${B}`], [`delete ${B}`]],
        )
      }
    }))

  test('compares a branch that has parted from its base with where it parted, and says so', () =>
    onPullRequest(async ({ directory, repository }) => {
      await repository.git.checkout(['--quiet', 'leave'])

      const { json, codes } = await preview(directory, '--base', 'main')

      assert.equal(codes, ['BASE_DIVERGED', 'NODES_FEW'])
      assert.equal(
        json.parties.map(({ kind }) => kind),
        ['leaves'],
      )
      assert.equal((await preview(directory)).json.parties, json.parties)
    }))

  test('reads the pull request of a fork in a clone that knows the branches of a remote only, and writes nothing', () =>
    onPullRequest(async ({ repository }) => {
      const shared = shareRepository(repository)
      repository.plumb(['push', '--quiet', '--force', shared.directory, 'main:main', 'HEAD:refs/pull/7/merge'])
      const clone = join(repository.top, '../runner')
      repository.plumb(['clone', '--quiet', '--no-checkout', shared.directory, clone])
      repository.plumb(['-C', clone, 'fetch', '--quiet', 'origin', '+refs/pull/7/merge:refs/remotes/pull/7/merge'])
      repository.plumb(['-C', clone, 'checkout', '--quiet', '--force', 'refs/remotes/pull/7/merge'])
      repository.plumb(['-C', clone, 'branch', '--quiet', '-D', 'main'])

      await assertUntouched(clone, async () => {
        for (const base of ['main', 'origin/main']) {
          const { json } = await preview(join(clone, 'federation'), '--base', base)
          assert.equal(
            json.parties.map(({ kind }) => kind),
            ['leaves'],
          )
        }
      })
    }))

  test('says how to fetch the history where a shallow clone lacks the base', () =>
    onPullRequest(async ({ repository }) => {
      const clone = (name: string, depth: number): string => {
        repository.plumb(['branch', '--quiet', '--force', 'merged', 'HEAD'])
        const flags = ['--quiet', `--depth=${depth}`, '--no-single-branch', '--branch', 'merged']
        repository.plumb(['clone', ...flags, `file://${repository.top}`, `../${name}`])
        return join(repository.top, '..', name, 'federation')
      }
      const [one, two] = [clone('one', 1), clone('two', 2)]
      const root = await repository.git.revparse(['main~1'])

      for (const base of ['main~1', root, 'HEAD~3']) {
        const { exitCode, stderr } = await capture(['plan', '--all', '--federation', one, '--base', base])
        assert.ok([22, 64].includes(exitCode), stderr)
      }
      const { exitCode, stderr } = await capture(['plan', '--all', '--federation', one, '--base', root])
      assert.is(exitCode, 22)
      assert.match(stderr, 'BASE_SHALLOW')
      assert.match(stderr, 'fetch-depth: 0')
      // The tip of the base is there, and is a parent: no history is needed.
      assert.equal(
        (await preview(one, '--base', 'origin/main')).json.parties.map(({ kind }) => kind),
        ['leaves'],
      )
      assert.equal(
        (await preview(two)).json.parties.map(({ kind }) => kind),
        ['leaves'],
      )
    }))

  test('changes nothing for anybody where a certificate only has another file, or a party another name', () =>
    withFederation(async ({ repository, directory }) => {
      const path = join(directory, 'certificates')
      renameSync(join(path, `${B}.pem`), join(path, 'of-b.pem'))
      const manifest = manifestOf().replace(`id: ${B}`, `id: ${B}\n    certificate: certificates/of-b.pem`)
      repository.write({ 'federation/federation.yaml': manifest.replace('name: a\n', 'name: hospital-a\n') })
      await repository.commit('Rename')

      const { exitCode, json } = await preview(directory)
      const { stdout } = await capture(['plan', '--all', '--federation', directory])

      assert.is(exitCode, 0)
      assert.ok(json.changesNothing)
      assert.is(json.base?.digest, json.head.digest)
      assert.equal(
        json.parties.map(({ kind }) => kind),
        ['renamed'],
      )
      assert.match(stdout, 'This revision changes nothing for anybody.')
    }))

  test('changes nothing for anybody where it is compared with itself', () =>
    withFederation(async ({ directory }) => {
      const { exitCode, json } = await preview(directory, '--base', 'HEAD')

      assert.is(exitCode, 0)
      assert.ok(json.changesNothing)
    }))

  test('shows old and new fingerprint of a changed key, and refuses for all where it is not announced', () =>
    withFederation(async ({ repository, directory }) => {
      const [old, fresh] = [await certificateOf('b'), await certificateOf('b', 2)]
      repository.write({ [`federation/certificates/${B}.pem`]: fresh.certificatePem })
      await repository.commit('Give b a new key')

      const unannounced = await preview(directory)

      assert.is(unannounced.exitCode, 20)
      assert.equal(
        unannounced.json.tasks.map(({ kind, type }) => `${kind} ${type ?? ''}`),
        [`announce - '${unannounced.json.checks[0]?.before ?? ''}'`],
      )
      const { before = '', fingerprint = '' } = unannounced.json.checks[0] ?? {}
      assert.is.not(old.certificatePem, fresh.certificatePem)
      assert.is.not(before, fingerprint)

      repository.write({ 'federation/federation.yaml': manifestOf(undefined, { replaces: { b: before } }) })
      await repository.commit('Announce it')
      const announced = await preview(directory, '--base', 'HEAD~2')

      assert.is(announced.exitCode, 2)
      assert.equal(
        changesOf(announced.json, A).map(({ kind, after }) => `${kind} ${after?.fingerprint ?? ''}`),
        [`replace ${fingerprint}`],
      )
      assert.equal(changesOf(announced.json, B), [])
    }))

  test('compares with nothing where there is no commit before, no directory in it, or no valid federation', () =>
    withFederation(async ({ repository, directory }) => {
      const first = await preview(directory)
      assert.equal([first.exitCode, first.json.base, first.codes], [2, undefined, []])
      assert.is(changesOf(first.json, A).length, 2)

      renameSync(directory, join(repository.top, 'moved'))
      await repository.commit('Move the directory')
      const moved = await preview(join(repository.top, 'moved'))
      assert.equal([moved.json.base, moved.codes], [undefined, ['BASE_EMPTY']])

      repository.write({ 'moved/federation.yaml': 'nonsense: [' })
      await repository.commit('Break it')
      repository.write({ 'moved/federation.yaml': manifestOf() })
      await repository.commit('Mend it')
      const mended = await preview(join(repository.top, 'moved'))
      assert.equal([mended.json.base, mended.codes], [undefined, ['BASE_INVALID']])
      assert.ok((await preview(join(repository.top, 'moved'), '--base', 'HEAD~2')).json.changesNothing)
    }))

  test('is 26 with every problem of an invalid federation, in every form', () =>
    withFederation(async ({ repository, directory }) => {
      repository.write({ 'federation/federation.yaml': manifestOf().replace('14001', '0').replace('10.221.0.4', 'x') })
      await repository.commit('Break it')

      const { exitCode, codes } = await preview(directory)
      const text = await capture(['plan', '--all', '--federation', directory])
      const markdown = await capture(['plan', '--all', '--federation', directory, '--format', 'markdown'])
      const validated = await capture(['validate', directory])

      assert.equal([exitCode, text.exitCode, markdown.exitCode], [26, 26, 26])
      assert.ok(codes.length >= 2)
      for (const code of codes) for (const { stdout } of [text, markdown, validated]) assert.match(stdout, code)
      assert.ok(markdown.stdout.startsWith('<!-- fbm-gitops preview -->\n'))
    }))

  test('is 21 where a party has no valid certificate, and asks for it', () =>
    withFederation(async ({ repository, directory }) => {
      repository.remove(`federation/certificates/${B}.pem`)
      await repository.commit('Lose a certificate')

      const { exitCode, json, codes } = await preview(directory)

      assert.is(exitCode, 21)
      assert.ok(codes.includes('CERTIFICATE_MISSING'))
      assert.equal(
        json.parties.map(({ kind }) => kind),
        ['unverified'],
      )
      assert.equal(
        json.tasks.map(({ kind }) => kind),
        ['publish'],
      )
    }))

  test('keeps in mind a certificate that was valid when the base was committed', () =>
    withFederation(async ({ repository, directory }) => {
      await repository.commit('Nothing')
      const years = 20 * 365 * 86_400_000
      const now = Date.now() + years
      const world = { clock: { ...realWorld().clock, now: () => now } }

      const { stdout, exitCode } = await capture(['plan', '--all', '--federation', directory], world)

      assert.is(exitCode, 21)
      // What the components hold has ended, and none of them registers it anew.
      assert.not.match(stdout, / {2}register /)
    }))

  test('reads the files where it is told so, and compares them with HEAD', () =>
    withFederation(async ({ repository, directory }) => {
      repository.write({ 'federation/federation.yaml': manifestOf().replace('10.221.0.4', '10.221.0.7') })

      assert.equal(
        (await preview(directory, '--uncommitted')).json.parties.map(({ kind }) => kind),
        ['address'],
      )
      assert.equal((await preview(directory, '--base', 'HEAD')).codes, ['UNCOMMITTED_CHANGES'])
    }))

  test('compares a directory outside git with nothing, and with nothing else', () =>
    withFederation(async ({ directory, repository }) => {
      rmSync(join(repository.top, '.git'), { recursive: true })

      assert.equal((await preview(directory)).json.base, undefined)
      const { exitCode, stderr } = await capture(['plan', '--all', '--federation', directory, '--base', 'main'])
      assert.is(exitCode, 64)
      assert.match(stderr, 'BASE_OUTSIDE_GIT')
    }))

  test('compares two branches of a repository elsewhere, also where they have parted', () =>
    onPullRequest(async ({ repository }) => {
      const shared = shareRepository(repository)
      repository.plumb([
        'push',
        '--quiet',
        '--force',
        shared.directory,
        'main:main',
        'leave:leave',
        'HEAD:refs/heads/merged',
      ])
      const main = await repository.git.revparse(['main'])
      await withDirectory({}, async (home) => {
        const env = { ...process.env, HOME: home, XDG_CACHE_HOME: '' }
        const ask = async (...flags: readonly string[]): Promise<readonly [number, string]> => {
          const line = ['plan', '--all', '--repository', shared.directory, ...flags, '--format', 'json']
          const { exitCode, stdout } = await capture(line, { env })
          const json = JSON.parse(stdout) as { parties?: { kind: string }[]; problems: { code: string }[] }
          return [
            exitCode,
            [...(json.parties ?? []).map(({ kind }) => kind), ...json.problems.map(({ code }) => code)].join(' '),
          ]
        }

        assert.equal(await ask('--ref', 'merged', '--base', 'main'), [2, 'leaves NODES_FEW'])
        assert.equal(await ask('--ref', 'merged', '--base', main), [2, 'leaves NODES_FEW'])
        assert.equal(await ask('--ref', 'merged'), [2, 'leaves NODES_FEW'])
        assert.equal(await ask('--ref', 'leave', '--base', 'main'), [2, 'leaves BASE_DIVERGED NODES_FEW'])
        assert.equal(await ask('--ref', 'leave', '--base', 'nowhere'), [22, 'REMOTE_REF_MISSING'])
        assert.equal(await ask('--ref', 'leave', '--base', 'HEAD~9'), [22, 'BASE_UNKNOWN'])
      })
    }))

  test('takes branches with any name that git allows, and refuses whatever else is given for one', () =>
    withFederation(async ({ repository, directory }) => {
      const marker = join(repository.top, 'executed')
      const odd = [`a'"b;c|d&e`, '$(touch<executed)', '@team/`touch`', '%2e%2e']
      for (const name of odd) {
        repository.plumb(['branch', '--force', name, 'main'])
        assert.ok((await preview(directory, `--base=${name}`)).json.changesNothing, name)
      }
      const refused = [
        '--upload-pack=touch executed',
        '-x',
        'a b',
        'a..b',
        'main^{/x}',
        'main:federation',
        '@{u}',
        'a\nb',
        '',
        'x\u001b[31m',
        'HEAD^^^^^^^^^',
        ':/x',
        '../x',
        'main@{1}',
        '^main',
        'x.lock',
      ]
      for (const base of refused) {
        const { exitCode, stderr } = await capture(['plan', '--all', '--federation', directory, `--base=${base}`])
        assert.is(exitCode, 64, base)
        assert.match(stderr, 'BASE_NAME')
        assert.not(stderr.includes('\u001b'))
      }
      assert.not(existsSync(marker))
    }))

  test('is about every party: flags that are about one component contradict it', async () => {
    const flags = [
      '--component .',
      '--config x',
      '--registry x',
      `--plan-digest SHA256:${'0'.repeat(64)}`,
      '--adopt x',
      '--overwrite x',
      '--allow-delete x',
      '--allow-replace x',
      '--accept-history x',
    ]
    for (const flag of flags) {
      const { exitCode, stderr } = await capture(['plan', '--all', ...flag.split(' ')])
      assert.is(exitCode, 64, flag)
      assert.match(stderr, `--all and ${flag.split(' ')[0] ?? ''} contradict each other`)
    }
    assert.match((await capture(['plan', '--base', 'main'])).stderr, '--base belongs to --all')
    assert.match((await capture(['plan', '--format', 'markdown'])).stderr, '--format markdown belongs to --all')
  })

  test('needs no component where the settings list several', () =>
    withFederation(async ({ directory, trees }) => {
      await withDirectory({}, async (root) => {
        const settings = join(root, 'fbm-gitops.yaml')
        const lines = Object.values(trees).map((tree) => `  - directory: ${tree.directory}`)
        writeFileSync(settings, ['apiVersion: fbm-gitops/v1', 'components:', ...lines, ''].join('\n'), { mode: 0o600 })

        const { exitCode, stderr } = await capture(['plan', '--all', '--settings', settings, '--federation', directory])

        assert.is(exitCode, 2, stderr)
      })
    }))
})

/** On the merge commit of a branch in which b leaves, into a main that has gone on since, as a forge makes it. */
async function onPullRequest(body: (federation: TestFederation) => Promise<void>): Promise<void> {
  await withFederation(async (federation) => {
    const { repository } = federation
    await repository.git.checkout(['--quiet', '-b', 'leave'])
    repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a'], { removed: [B] }) })
    repository.remove(`federation/certificates/${B}.pem`)
    await repository.commit('Let b leave')
    await repository.git.checkout(['--quiet', 'main'])
    repository.write({ 'federation/federation.yaml': `# Reviewed.\n${manifestOf()}` })
    await repository.commit('Go on')
    await repository.git.checkout(['--quiet', '--detach', 'main'])
    await repository.git.raw(['merge', '--quiet', '--no-ff', '--message', 'Merge', 'leave'])
    await body(federation)
  })
}
