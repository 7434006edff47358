import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { baseCertificate } from '../helpers/bad-base.ts'
import { withDirectory } from '../helpers/directory.ts'
import { withFederation, type TestFederation } from '../helpers/federation.ts'
import { writeInstructions } from '../helpers/instructions.ts'
import { suite } from '../helpers/suite.ts'
import {
  assertSigned,
  B,
  configureSigning,
  ENV,
  git,
  MANIFEST,
  PEM,
  publish,
  publishJson,
  show,
  withoutB,
  WITHOUT_B,
} from './helpers/publishing.ts'

const BRANCH = 'publish/node-7c1e2a90'

interface Remote {
  readonly federation: TestFederation
  /** The bare repository. */
  readonly url: string
  /** What names the component and the repository. */
  readonly typed: readonly string[]
  /** Where the clones of a run are, while it lasts. */
  readonly temporary: string
  /** The environment of the operator, with that directory in it. */
  readonly env: typeof ENV
}

suite('publish --repository', (test) => {
  test('declares a component in a repository of which there is no clone, and leaves no clone behind', () =>
    withRemote(async ({ url, typed, env, federation }) => {
      const { exitCode, json } = await publishJson([...typed, '--name', 'b'], { env })

      assert.is(exitCode, 0, JSON.stringify(json))
      assert.equal([json['branch'], json['pushed'], json['repository']], ['publish/b', true, url])
      assert.equal([json['changed'], json['files']], [true, [`certificates/${B.id}.pem`, 'federation.yaml']])
      assert.is(git(url, ['rev-parse', 'publish/b']).trim(), json['commit'])
      assert.is(git(url, ['rev-parse', 'publish/b^']), git(url, ['rev-parse', 'main']))
      assert.equal(git(url, ['diff', '--name-only', 'main', 'publish/b']).split('\n'), [PEM, MANIFEST, ''])
      assert.is(show(url, `publish/b:${PEM}`), (await baseCertificate('b')).certificatePem)
      assert.match(show(url, `publish/b:${MANIFEST}`), /^# The network[^]*name: b\n[^]*# end\n$/)
      assert.match(git(url, ['log', '-1', '--format=%an%n%B', 'publish/b']), /^Ada Admin\nPublish b\n/)
      assert.is(git(federation.repository.top, ['status', '--porcelain']), '')
    }))

  test('says where the pull request is opened, and shows the fingerprint', () =>
    withRemote(async ({ typed, env }) => {
      const { exitCode, stdout, stderr } = await publish(typed, { env })

      assert.equal([exitCode, stderr], [0, ''])
      assert.match(stdout, /Written below federation of \S+remote\.git: /)
      assert.match(stdout, `on the branch ${BRANCH}, and pushed to`)
      assert.match(stdout, `Next: open a pull request for the branch ${BRANCH}.`)
      assert.match(stdout, 'Read the eight groups aloud')
    }))

  test('changes nothing when it is run twice, before and after the branch was merged', () =>
    withRemote(async ({ url, typed, env }) => {
      const first = await publishJson(typed, { env })
      const refs = git(url, ['show-ref'])

      const second = await publishJson(typed, { env })
      const told = await publish(typed, { env })
      assert.is(git(url, ['show-ref']), refs)
      git(url, ['update-ref', 'refs/heads/main', `refs/heads/${BRANCH}`])
      const third = await publishJson(typed, { env })
      const merged = await publish(typed, { env })

      assert.equal(
        [first, second, third].map(({ exitCode, json }) => [exitCode, json['changed'], json['branch']]),
        [
          [0, true, BRANCH],
          [0, false, BRANCH],
          [0, false, undefined],
        ],
      )
      assert.is(second.json['commit'], first.json['commit'])
      assert.match(told.stdout, new RegExp(`The branch ${BRANCH} of \\S+ declares all of this already \\(`))
      assert.match(merged.stdout, 'remote.git declares all of this already. Nothing was written.')
    }))

  test('goes on from the base where an earlier branch was merged, however much came after', () =>
    withRemote(async ({ url, typed, env, federation }) => {
      await publish(typed, { env })
      const { repository } = federation
      await repository.git.raw(['fetch', '--quiet', 'origin'])
      await repository.git.raw(['merge', '--quiet', '--no-ff', '-m', 'Merge b', `origin/${BRANCH}`])
      repository.write({ 'notes.txt': 'x' })
      await repository.commit('Something else')
      await repository.git.raw(['push', '--quiet', 'origin', 'main'])

      const { exitCode, json } = await publishJson([...typed, '--ip', '10.221.0.7'], { env })

      assert.is(exitCode, 0, JSON.stringify(json))
      assert.is(git(url, ['rev-parse', `${BRANCH}^`]), git(url, ['rev-parse', 'main']))
      assert.match(show(url, `${BRANCH}:${MANIFEST}`), '10.221.0.7')
    }))

  test('puts nothing on top of what nobody reviewed', () =>
    withRemote(async ({ url, typed, env }) => {
      await publish(typed, { env })
      const refs = git(url, ['show-ref'])

      const { exitCode, stderr } = await publish([...typed, '--ip', '10.221.0.7'], { env })

      assert.is(exitCode, 1)
      assert.match(stderr, /PUBLISH_BRANCH_TAKEN[^]*git push \S+remote\.git --delete publish\/node-7c1e2a90$/m)
      assert.is(git(url, ['show-ref']), refs)
      git(url, ['branch', '-D', BRANCH])
      assert.is((await publish([...typed, '--ip', '10.221.0.7'], { env })).exitCode, 0)
    }))

  test('is based on the branch that is named, and reads the path that is named', () =>
    withRemote(async ({ url, typed, env, federation: { repository } }) => {
      await repository.git.raw(['checkout', '--quiet', '-b', 'next/x'])
      await repository.git.raw(['mv', 'federation', 'here'])
      await repository.commit('Elsewhere')
      await repository.git.raw(['push', '--quiet', 'origin', 'next/x'])

      const { exitCode, json } = await publishJson([...typed, '--ref', 'next/x', '--path', './here/'], { env })

      assert.is(exitCode, 0, JSON.stringify(json))
      assert.is(git(url, ['rev-parse', `${BRANCH}^`]), git(url, ['rev-parse', 'next/x']))
      assert.match(show(url, `${BRANCH}:here/federation.yaml`), B.id)
    }))

  test('finds the federation directory at the top of a repository', () =>
    withFederation((federation) =>
      withDirectory({}, async (directory) => {
        const url = join(directory, 'top.git')
        const { repository, locate } = federation
        repository.plumb(['clone', '--quiet', '--bare', repository.top, url])
        const tree = git(url, ['rev-parse', 'main:federation']).trim()
        git(url, ['update-ref', 'refs/heads/main', git(url, ['commit-tree', '-m', 'Top', tree]).trim()])

        const { exitCode, json } = await publishJson([
          ...locate('b').slice(0, 2),
          '--repository',
          url,
          '--path',
          '.',
          '--ip',
          '10.221.0.7',
        ])

        assert.is(exitCode, 0, JSON.stringify(json))
        assert.equal(git(url, ['diff', '--name-only', 'main', 'publish/b']), 'federation.yaml\n')
      }),
    ))

  test('reads what is committed with the exact bytes, whatever attributes and configuration convert', () =>
    withRemote(async ({ url, typed, env, temporary, federation: { repository } }) => {
      const text = `\ufeff${WITHOUT_B.replaceAll('\n', '\r\n')}`
      const filter = join(temporary, '../filter-ran')
      repository.write({
        [MANIFEST]: text,
        '.gitattributes': '* filter=evil text eol=lf\n',
        '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% /nonexistent/x\n',
      })
      await repository.git.raw(['-c', 'core.autocrlf=false', 'add', '--all'])
      const blob = repository.plumb(['hash-object', '-w', '--no-filters', '--stdin'], text)
      await repository.git.raw(['update-index', '--cacheinfo', `100755,${blob},${MANIFEST}`])
      await repository.git.raw(['commit', '--quiet', '-m', 'Hostile'])
      await repository.git.raw(['push', '--quiet', 'origin', 'main'])
      const config = join(temporary, '../gitconfig')
      writeFileSync(
        config,
        `[filter "evil"]\n\tsmudge = touch ${filter}\n\tclean = touch ${filter}\n[submodule]\n\trecurse = true\n[core]\n\tautocrlf = true\n`,
      )

      const { exitCode, stderr } = await publish(typed, { env: { ...env, GIT_CONFIG_GLOBAL: config } })

      assert.is(exitCode, 0, stderr)
      assert.not.ok(existsSync(filter))
      const published = show(url, `${BRANCH}:${MANIFEST}`)
      assert.match(published, /^\ufeff# The network/)
      assert.not.match(published, /[^\r]\n/)
      assert.match(git(url, ['ls-tree', BRANCH, '--', MANIFEST]), /^100755/)
      assert.match(git(url, ['ls-tree', BRANCH, '--', PEM]), /^100644/)
      assert.is(show(url, `${BRANCH}:${PEM}`), (await baseCertificate('b')).certificatePem)
    }))

  test('signs the commit as the operator’s git is configured to', () =>
    withRemote(async ({ url, typed, env, temporary }) => {
      const config = configureSigning(join(temporary, '..'))

      const { exitCode, stderr } = await publish(typed, { env: { ...env, GIT_CONFIG_GLOBAL: config } })

      assert.is(exitCode, 0, stderr)
      assertSigned(url, BRANCH, config)
    }))

  test('runs the hooks that the operator has configured, and takes their no', () =>
    withRemote(async ({ url, typed, env, temporary }) => {
      const hooks = join(temporary, '../hooks')
      writeExecutable(join(hooks, 'commit-msg'), '#!/bin/sh\necho "Signed-off-by: Ada" >> "$1"\n')
      const config = join(temporary, '../gitconfig')
      writeFileSync(config, `[core]\n\thooksPath = ${hooks}\n`)
      const own = { env: { ...env, GIT_CONFIG_GLOBAL: config } }

      writeExecutable(join(hooks, 'pre-push'), '#!/bin/sh\necho not today >&2\nexit 1\n')
      const refused = await publish(typed, own)
      rmSync(join(hooks, 'pre-push'))
      const taken = await publish(typed, own)

      assert.equal([refused.exitCode, taken.exitCode], [1, 0])
      assert.match(refused.stderr, /PUBLISH_REMOTE_FAILED[^]*git push failed for .*not today[^]*Nothing was published/)
      assert.match(git(url, ['log', '-1', '--format=%B', BRANCH]), 'Signed-off-by: Ada')
    }))

  test('publishes nothing where the push is refused, says so, and the same command may be run again', () =>
    withRemote(async ({ url, typed, env }) => {
      const hook = join(url, 'hooks/pre-receive')
      writeExecutable(hook, "#!/bin/sh\nprintf '\\033[31mno https://ada:secret@host/x\\033[0m\\n' >&2\nexit 1\n")
      const refs = git(url, ['show-ref'])

      const { exitCode, stderr, stdout } = await publish(typed, { env })
      assert.is(git(url, ['show-ref']), refs)
      rmSync(hook)
      const again = await publish(typed, { env })

      assert.equal([exitCode, stdout, again.exitCode], [1, '', 0])
      assert.match(stderr, /PUBLISH_REMOTE_FAILED[^]*git push failed .*no https:\/\/host\/x/)
      assert.match(
        stderr,
        /Nothing was published, and the clone is gone\.[^]*run the same command again[^]*Nothing was written\./,
      )
      assert.not.ok(/secret/.test(stderr) || stderr.includes('\u001b'), stderr)
    }))

  test('takes instructions, too, and compares the fingerprint before anything is pushed', () =>
    withRemote(async ({ url, typed, env, temporary }) => {
      const mail = join(temporary, '../mail.txt')
      writeFileSync(
        mail,
        writeInstructions('5.3', { id: B.id, certificatePem: (await baseCertificate('b')).certificatePem }),
      )
      const source = ['--from-instructions', mail, '--repository', url]
      const refs = git(url, ['show-ref'])

      const asked = await publish(source, { env })
      assert.is(git(url, ['show-ref']), refs)
      const { exitCode, json } = await publishJson([...source, '--yes'], { env })

      assert.is(asked.exitCode, 2)
      assert.match(asked.stdout, `fbm-gitops publish --from-instructions ${mail} --repository ${url} --yes`)
      assert.equal([exitCode, json['origin'], json['branch']], [0, 'instructions', BRANCH])
      // The component itself would declare nothing else.
      assert.is((await publishJson(typed, { env })).json['changed'], false)
    }))
})

suite('publish --repository refuses, and leaves nothing behind', (test) => {
  const urls: readonly (readonly [url: string, code: RegExp, exitCode: number])[] = [
    ['ext::sh -c id', /URL_SCHEME/, 64],
    ['--upload-pack=touch x', /URL_INVALID/, 64],
    ['-x:y', /URL_INVALID/, 64],
    ['fd::7', /URL_SCHEME/, 64],
    ['file:///etc', /URL_SCHEME/, 64],
    ['http://host.example/x', /URL_SCHEME/, 64],
    ['ssh://-oProxyCommand=x/y', /URL_INVALID/, 64],
    ['user@-host:path', /URL_INVALID/, 64],
    ['host:-path', /URL_INVALID/, 64],
    ['https://host.example/x%0d%0ay', /URL_INVALID/, 64],
    ['https://host.example/x\ny', /URL_INVALID/, 64],
    ['https://host.example/x?token=y', /URL_INVALID/, 64],
    ['https://ada:hunter2@host.example/x', /SECRET_IN_URL/, 26],
    ['https://hunter2@host.example/x', /SECRET_IN_URL/, 26],
    ['ssh://ada:hunter2@host.example/x', /SECRET_IN_URL/, 26],
  ]
  for (const [url, code, exitCode] of urls) {
    test(`the repository ${JSON.stringify(url)}`, () =>
      withRemote(async ({ typed, env }) => {
        const ended = await publish([...typed.slice(0, 2), `--repository=${url}`], { env })

        const { stderr } = ended
        assert.equal([ended.exitCode, ended.stdout], [exitCode, ''])
        assert.match(stderr, code)
        assert.not.match(stderr, 'hunter2')
        assert.match(stderr, 'Nothing was written.')
      }))
  }

  const flags: readonly (readonly [flags: readonly string[], code: RegExp, exitCode: number])[] = [
    [['--ref=--upload-pack=x'], /REF_NAME/, 64],
    [['--ref', '../x'], /REF_NAME/, 64],
    [['--ref', '@{u}'], /REF_NAME/, 64],
    [['--ref', 'main:refs/heads/main'], /REF_NAME/, 64],
    [['--ref', 'x.lock'], /REF_NAME/, 64],
    [['--ref', 'a tag'], /REF_NAME/, 64],
    [['--ref', 'v1'], /PUBLISH_REF[^]*it is a tag/, 64],
    [['--ref', 'absent'], /PUBLISH_REMOTE_FAILED[^]*absent/, 1],
    [['--path', '../federation'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path', 'a/../federation'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path', '.git'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path', '/etc'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path=-x'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path', 'absent'], /PUBLISH_REMOTE_PATH/, 64],
    [['--path', 'federation/federation.yaml'], /PUBLISH_REMOTE_PATH/, 64],
    [['--federation', 'x'], /USAGE[^]*--federation and --repository/, 64],
    [['--name', 'a'], /PUBLISH_NAME_TAKEN/, 64],
  ]
  for (const [more, code, exitCode] of flags) {
    test(more.join(' '), () =>
      withRemote(async ({ url, typed, env }) => {
        git(url, ['tag', 'v1', 'main'])
        const refs = git(url, ['show-ref'])

        const refused = await publish([...typed, ...more], { env })

        assert.is(refused.exitCode, exitCode, refused.stderr)
        assert.match(refused.stderr, code)
        assert.match(refused.stderr, 'Nothing was written.')
        assert.is(git(url, ['show-ref']), refs)
      }),
    )
  }

  test('--ref or --path without it', () =>
    withFederation(async ({ locate }) => {
      assert.match((await publish([...locate('b'), '--ref', 'main'])).stderr, /USAGE[^]*belong to --repository/)
    }))

  const trees: Readonly<
    Record<string, readonly [code: RegExp, exitCode: number, index: (top: TestFederation) => readonly string[]]>
  > = {
    'certificates as a link': [
      /PUBLISH_LINK/,
      1,
      ({ repository }) => ['federation/certificates', repository.plumb(['hash-object', '-w', '--stdin'], '/tmp')],
    ],
    'a manifest as a link': [
      /MANIFEST_/,
      26,
      ({ repository }) => [MANIFEST, repository.plumb(['hash-object', '-w', '--stdin'], '/etc/passwd')],
    ],
    'the federation directory as a link': [
      /PUBLISH_REMOTE_PATH/,
      64,
      ({ repository }) => ['federation', repository.plumb(['hash-object', '-w', '--stdin'], '/etc')],
    ],
    'the certificate as a link': [
      /CERTIFICATE_NOT_A_FILE/,
      21,
      ({ repository }) => [PEM, repository.plumb(['hash-object', '-w', '--stdin'], '/etc/passwd')],
    ],
  }
  for (const [name, [code, exitCode, place]] of Object.entries(trees)) {
    test(name, () =>
      withRemote(async ({ url, typed, env, federation }) => {
        const { repository } = federation
        const [path = '', blob = ''] = place(federation)
        repository.plumb(['rm', '-r', '--quiet', '--cached', '--ignore-unmatch', '--', path])
        repository.plumb(['update-index', '--add', '--replace', '--cacheinfo', `120000,${blob},${path}`])
        repository.plumb(['commit', '--quiet', '-m', 'A link'])
        repository.plumb(['push', '--quiet', 'origin', 'main'])
        const refs = git(url, ['show-ref'])

        const refused = await publish(typed, { env })

        assert.is(refused.exitCode, exitCode, refused.stderr)
        assert.match(refused.stderr, code)
        assert.is(git(url, ['show-ref']), refs)
      }),
    )
  }

  test('a repository that is not there, and one without a commit', () =>
    withRemote(async ({ typed, env, temporary }) => {
      const empty = join(temporary, '../empty.git')
      git(temporary, ['init', '--quiet', '--bare', empty])
      for (const [url, code, exitCode] of [
        [join(temporary, '../absent.git'), /PUBLISH_REMOTE_FAILED[^]*git clone failed/, 1],
        [empty, /PUBLISH_REF[^]*no commit on it yet/, 64],
      ] as const) {
        const refused = await publish([...typed.slice(0, 2), '--repository', url], { env })
        assert.is(refused.exitCode, exitCode)
        assert.match(refused.stderr, code)
      }
    }))

  test('where there is no place for a clone', () =>
    withRemote(async ({ typed, env, temporary }) => {
      const { exitCode, stderr } = await publish(typed, { env: { ...env, TMPDIR: join(temporary, 'absent') } })

      assert.is(exitCode, 1)
      assert.match(stderr, /PUBLISH_REMOTE_FAILED[^]*ENOENT/)
    }))

  test('where nobody has told git who commits', () =>
    withRemote(async ({ url, typed, env, temporary }) => {
      const config = join(temporary, '../gitconfig')
      writeFileSync(config, '[user]\n\tuseConfigOnly = true\n')
      const anonymous = { ...env, GIT_COMMITTER_EMAIL: undefined, GIT_AUTHOR_EMAIL: undefined }

      const { exitCode, stderr } = await publish(typed, { env: { ...anonymous, GIT_CONFIG_GLOBAL: config } })

      assert.is(exitCode, 1)
      assert.match(stderr, /PUBLISH_REMOTE_FAILED[^]*git var failed/)
      assert.not.match(git(url, ['show-ref']), BRANCH)
    }))
})

suite('publish --repository, interrupted', (test) => {
  for (const [name, signal, isGroup] of [
    ['at the terminal ends at once', 'SIGINT', true],
    ['by name ends after the push that goes on', 'SIGTERM', false],
  ] as const) {
    test(`${name}, and leaves no clone behind`, () =>
      withRemote(async ({ url, typed, env, temporary }) => {
        const [reached, go] = [join(temporary, '../reached'), join(temporary, '../go')]
        writeExecutable(
          join(url, 'hooks/pre-receive'),
          `#!/bin/sh\ntouch '${reached}'\nwhile [ ! -e '${go}' ]; do sleep 0.05; done\n`,
        )
        const cli = join(import.meta.dirname, '../../src/cli.ts')
        const child = spawn(process.execPath, ['--import', 'tsx', cli, 'publish', ...typed], {
          env,
          detached: true,
          stdio: 'ignore',
        })
        const ended = new Promise<unknown>((resolve) =>
          child.once('exit', (code, by) => {
            resolve(by ?? code)
          }),
        )
        await until(() => existsSync(reached))
        const [clone = ''] = clonesIn(temporary)
        assert.is(statSync(join(temporary, clone)).mode & 0o777, 0o700)

        process.kill(isGroup ? -(child.pid ?? 0) : (child.pid ?? 0), signal)
        if (!isGroup) writeFileSync(go, '')

        assert.is(await ended, signal)
        assert.is(git(url, ['for-each-ref', '--format=%(refname)', 'refs/heads/publish']) !== '', !isGroup)
        writeFileSync(go, '')
      }))
  }
})

/** The federation before `b` published, as a bare repository; afterwards no clone may be left. */
async function withRemote(body: (remote: Remote) => Promise<void>): Promise<void> {
  await withoutB((federation, url) =>
    withDirectory({ 'tmp/.keep': '' }, async (directory) => {
      const temporary = join(directory, 'tmp')
      rmSync(join(temporary, '.keep'))
      const { repository, locate } = federation
      await repository.git.raw(['push', '--quiet', 'origin', 'main'])
      repository.plumb(['--git-dir', url, 'symbolic-ref', 'HEAD', 'refs/heads/main'])
      const typed = [...locate('b').slice(0, 2), '--repository', url]
      await body({ federation, url, typed, temporary, env: { ...ENV, TMPDIR: temporary } })
      assert.equal(clonesIn(temporary), [])
    }),
  )
}

function writeExecutable(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((wake) => setTimeout(wake, 20))
}

/** What loads TypeScript for a test keeps a directory of its own there. */
function clonesIn(temporary: string): readonly string[] {
  return readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))
}
