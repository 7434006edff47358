import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { layOutComponent } from '../../src/demo/component-tree.ts'
import { issueCertificate } from '../../src/demo/issue-certificate.ts'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { realWorld } from '../../src/io/world/world.ts'
import { baseCertificate } from '../helpers/bad-base.ts'
import { capture, type Captured } from '../helpers/capture.ts'
import { withDirectory, writeFiles } from '../helpers/directory.ts'
import { manifestOf, MEMBERS, withFederation, type TestFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { systemError } from '../helpers/system-error.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import {
  assertSigned,
  B,
  certificatesWithoutB,
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

type Change = (federation: TestFederation) => void | Promise<void>

const nothing: Change = () => undefined

suite('publish', (test) => {
  test('declares a new node, commits that alone on a branch of its own, and pushes just that branch', () =>
    withoutB(async ({ repository, locate }, remote) => {
      repository.write({ 'notes.txt': 'untracked' })
      await repository.git.raw(['tag', '-a', '-m', 'x', 'v1'])
      await repository.git.raw(['config', 'push.followTags', 'true'])

      const { exitCode, json } = await publishJson([...locate('b'), '--name', 'hospital-b'])

      assert.is(exitCode, 0)
      assert.equal(json['changes'], ['party', 'certificate'])
      assert.is(json['branch'], 'publish/hospital-b')
      assert.is(json['pushed'], true)
      assert.is(json['commit'], await repository.head())
      const entry = ['  - name: hospital-b', `    id: ${B.id}`, '    ip: 10.221.0.4', '    port: 14001', ''].join('\n')
      assert.is(show(repository.top, `HEAD:${MANIFEST}`), WITHOUT_B.replace('# end', `${entry}# end`))
      assert.is(show(repository.top, `HEAD:${PEM}`), (await baseCertificate('b')).certificatePem)
      assert.equal(git(repository.top, ['diff', '--name-only', 'main', 'HEAD']).split('\n'), [PEM, MANIFEST, ''])
      assert.is(git(remote, ['for-each-ref', '--format=%(refname)']), 'refs/heads/publish/hospital-b\n')
      assert.is(git(repository.top, ['log', '-1', '--format=%an %cn']), 'Ada Admin Ada Admin\n')
      const message = git(repository.top, ['log', '-1', '--format=%B'])
      assert.match(message, /^Publish hospital-b\n\n/)
      assert.match(message, `Fingerprint: ${String(json['fingerprint'])}`)
    }))

  test('shows the fingerprint to be read aloud, and what is to be done next', () =>
    withoutB(async ({ locate }) => {
      const { stdout, stderr } = await publish(locate('b'))

      const digits = (readFingerprint((await baseCertificate('b')).certificatePem) ?? '').slice('SHA256:'.length)
      assert.match(stdout, (digits.slice(0, 32).match(/.{8}/g) ?? []).join(' '))
      assert.match(stdout, 'node-7c1e2a90')
      assert.match(stdout, 'open a pull request for the branch')
      assert.match(stdout, /Back to where you were: git -C \S+ switch main/)
      assert.is(stderr, '')
    }))

  test('changes nothing when it is run twice, and says so', () =>
    withoutB(async ({ repository, locate }) => {
      const typed = [...locate('b'), '--name', 'hospital-b']
      await publish(typed)

      const again = await assertUntouched(join(repository.top, 'federation'), () => publishJson(typed))
      const told = await publish(typed)

      assert.is(again.exitCode, 0)
      assert.equal([again.json['changed'], again.json['changes'], again.json['branch']], [false, [], undefined])
      assert.match(told.stdout, 'declares all of this already. Nothing was written.')
      assert.is(git(repository.top, ['rev-list', '--count', 'main..HEAD']), '1\n')
    }))

  test('announces a new key by the fingerprint of the certificate before, behind those that are there', () =>
    withFederation(async ({ repository, locate, trees }) => {
      const old = readFingerprint((await baseCertificate('b')).certificatePem)
      const older = `SHA256:${'ab'.repeat(32)}`
      repository.write({ [MANIFEST]: manifestOf(undefined, { replaces: { b: older } }) })
      await repository.commit('An older key')
      putPair(trees.b.certificateFile, await baseCertificate('b', 2))

      const { exitCode, json } = await publishJson(locate('b'))

      assert.is(exitCode, 0)
      assert.equal(json['changes'], ['replaces', 'certificate'])
      assert.match(show(repository.top, `HEAD:${MANIFEST}`), `replaces: ['${older}', '${String(old)}']\n`)
      assert.is((await publishJson(locate('b'))).json['changed'], false)
    }))

  test('announces nothing where the key stays the same', () =>
    withFederation(async ({ repository, locate, trees }) => {
      const { privateKeyPem } = await baseCertificate('b')
      const now = Date.now()
      const renewed = await issueCertificate({
        ...{ partyId: B.id, commonName: '*', privateKeyPem },
        ...{ notBefore: now - 60_000, notAfter: now + 1000 * 86_400_000 },
      })
      putPair(trees.b.certificateFile, renewed)

      const { json } = await publishJson(locate('b'))

      assert.equal(json['changes'], ['certificate'])
      assert.is(show(repository.top, `HEAD:${MANIFEST}`), manifestOf())
      assert.is(show(repository.top, `HEAD:${PEM}`), renewed.certificatePem)
    }))

  test('declares another address', () =>
    withFederation(async ({ repository, locate }) => {
      const { json } = await publishJson([...locate('b'), '--ip', '10.221.0.7', '--port', '14005'])

      assert.equal(json['changes'], ['address'])
      const [, , entry = ''] = show(repository.top, `HEAD:${MANIFEST}`).split(/name: [ab]\n/)
      assert.is(entry, `    id: ${B.id}\n    ip: 10.221.0.7\n    port: 14005\n`)
    }))

  test('declares a second instance', () =>
    withoutB(async ({ repository, locate }) => {
      const { json } = await publishJson([...locate('b'), '--instance-of', 'a'])

      assert.equal([json['name'], json['changes']], ['a-2', ['instance', 'certificate']])
      assert.match(
        show(repository.top, `HEAD:${MANIFEST}`),
        `    secondInstance:\n      id: ${B.id}\n      ip: 10.221.0.4\n`,
      )
      assert.is((await publishJson([...locate('b'), '--instance-of', 'a'])).json['changed'], false)
    }))

  test('takes over the entry of a component that was created again, and removes its old id in the same commit', () =>
    withFederation(async ({ repository, locate, trees }) => {
      const id = 'NODE_11111111-2222-3333-4444-555555555555'
      await createAgain(trees.b, id)

      const { exitCode, json } = await publishJson([...locate('b'), '--take-over', 'b'])

      assert.is(exitCode, 0)
      assert.equal(json['changes'], ['id', 'removed', 'certificate'])
      const text = show(repository.top, `HEAD:${MANIFEST}`)
      assert.is(text, `${manifestOf().replace(B.id, id)}removed:\n  - id: ${B.id}\n`)
      assert.is((await publishJson([...locate('b'), '--take-over', 'b'])).json['changed'], false)
      assert.is((await capture(['validate', join(repository.top, 'federation')])).exitCode, 0)
    }))

  test('does not take another one’s label by accident', () =>
    withFederation(async (federation) => {
      await createAgain(federation.trees.b, 'NODE_11111111-2222-3333-4444-555555555555')

      const { stderr } = await refused(federation, ['--name', 'b'], 64)

      assert.match(stderr, /PUBLISH_NAME_TAKEN/)
      assert.match(stderr, /fbm-gitops|--take-over b/)
    }))

  test('joins again: its id is taken out of `removed:`', () =>
    withoutB(async ({ repository, locate }) => {
      repository.write({ [MANIFEST]: `${WITHOUT_B}removed:\n  # closed\n  - id: ${B.id}\n    reason: closed\n` })
      await repository.commit('b left')

      const { json } = await publishJson([...locate('b'), '--name', 'b'])

      assert.equal(json['changes'], ['rejoined', 'party', 'certificate'])
      assert.match(show(repository.top, `HEAD:${MANIFEST}`), /# end\nremoved: \[\]\n {2}# closed\n$/)
    }))

  test('declares the researcher of a manifest that has none yet, and refuses a second one', () =>
    withFederation(async ({ repository, locate, trees }) => {
      const text = manifestOf().replace(/researcher:\n(?: {2}.*\n)+/, '')
      repository.write({ [MANIFEST]: text })
      await repository.commit('No researcher yet')

      const { json } = await publishJson([...locate('server'), '--name', 'server'])
      await createAgain(trees.server, 'RESEARCHER_11111111-2222-3333-4444-555555555555')
      const second = await publish(locate('server'))

      assert.equal(json['changes'], ['party'])
      assert.match(
        show(repository.top, `HEAD:${MANIFEST}`),
        `researcher:\n  name: server\n  id: ${MEMBERS.server.id}\n`,
      )
      assert.is(second.exitCode, 64)
      assert.match(second.stderr, /PUBLISH_RESEARCHER_TAKEN[^]*--take-over server/)
    }))

  test('changes an entry in a file of its own', () =>
    withFederation(async ({ repository, locate }) => {
      const own = `# b\n"name": b\nid: ${B.id}\nip: 10.221.0.4 # VPN\nport: 14001\n`
      repository.write({ [MANIFEST]: manifestOf(['server', 'a']), 'federation/parties/b.yaml': own })
      await repository.commit('A file of its own')

      const { json } = await publishJson([...locate('b'), '--ip', '10.221.0.7'])

      assert.equal(json['files'], ['parties/b.yaml'])
      assert.is(show(repository.top, 'HEAD:federation/parties/b.yaml'), own.replace('10.221.0.4', '10.221.0.7'))
    }))

  test('keeps a byte-order mark and the line ends of the manifest', () =>
    withoutB(async ({ repository, locate, directory }) => {
      repository.write({ [MANIFEST]: `\ufeff${WITHOUT_B.replaceAll('\n', '\r\n')}` })
      await repository.commit('As Windows writes it')

      const { exitCode } = await publish([...locate('b'), '--name', 'b'])

      assert.is(exitCode, 0)
      const text = readFileSync(join(directory, 'federation.yaml'), 'utf8')
      assert.match(text, /^\ufeff# The network/)
      assert.not.match(text, /[^\r]\n/)
    }))

  test('writes the files alone outside git, and says so', () =>
    withFederation(async ({ trees }) => {
      await withDirectory({ 'federation.yaml': WITHOUT_B, ...(await certificatesWithoutB()) }, async (directory) => {
        const typed = ['--component', trees.b.directory, '--federation', directory]
        const { exitCode, stdout } = await publish(typed)

        assert.is(exitCode, 0)
        assert.match(stdout, 'That is no git repository')
        assert.match(readFileSync(join(directory, 'federation.yaml'), 'utf8'), B.id)
        assert.is(
          readFileSync(join(directory, `certificates/${B.id}.pem`), 'utf8'),
          (await baseCertificate('b')).certificatePem,
        )
      })
    }))

  test('takes no name for a pattern, and no other repository than the one that holds the directory', () =>
    withFederation(async ({ repository, trees }) => {
      const name = 'f*[a-z]: (x'
      const files = { 'federation.yaml': WITHOUT_B, ...(await certificatesWithoutB()) }
      const entries = Object.entries(files).map(([path, text]) => [`${name}/${path}`, text] as const)
      repository.write({ ...Object.fromEntries(entries), 'fx/certificates/x.pem': '' })
      await repository.commit('Another directory')
      repository.write({
        'federation/federation.yaml': manifestOf(['server', 'a']),
        'fx/certificates/x.pem': 'changed',
      })

      const typed = ['--component', trees.b.directory, '--federation', join(repository.top, name)]
      const env = { ...ENV, GIT_DIR: '/nonexistent/.git', GIT_INDEX_FILE: '/nonexistent/index' }
      const { exitCode, stderr } = await capture(['publish', ...typed], { env })

      assert.is(exitCode, 0, stderr)
      const committed = git(repository.top, ['diff', '--name-only', '-z', 'main', 'HEAD']).split('\0')
      assert.equal(committed, [`${name}/certificates/${B.id}.pem`, `${name}/federation.yaml`, ''])
    }))

  test('declares a component of family C in the profile without addresses', () =>
    withDirectory({}, async (root) => {
      const member = { directory: join(root, 'fbm-node'), family: 'C', role: 'node', id: B.id } as const
      layOutComponent({ ...member, ...(await baseCertificate('b')) })
      const text = WITHOUT_B.replace('secagg-mpspdz', 'party').replaceAll(/^ *(?:ip|port|network):.*\n/gm, '')
      const directory = join(root, 'federation')
      writeFiles(directory, { 'federation.yaml': text, ...(await certificatesWithoutB()) })

      const { exitCode, json } = await publishJson(['--component', member.directory, '--federation', directory])

      assert.is(exitCode, 0)
      assert.equal(json['files'], [`certificates/${B.id}.pem`, 'federation.yaml'])
      const entry = `  - name: node-7c1e2a90\n    id: ${B.id}\n`
      assert.is(readFileSync(join(directory, 'federation.yaml'), 'utf8'), text.replace('# end', `${entry}# end`))
    }))

  test('says which file could not be written, and leaves nothing half written', () =>
    withFederation(async ({ trees }) => {
      await withDirectory({ 'federation.yaml': WITHOUT_B, ...(await certificatesWithoutB()) }, async (directory) => {
        const { files } = realWorld()
        const fail = (): never => {
          throw systemError('ENOSPC', 'rename')
        }
        const typed = ['publish', '--component', trees.b.directory, '--federation', directory]

        const { exitCode, stderr } = await capture(typed, { env: ENV, files: { ...files, rename: fail } })

        assert.is(exitCode, 1)
        assert.match(stderr, /PUBLISH_NOT_WRITTEN[^]*ENOSPC/)
        assert.is(readFileSync(join(directory, 'federation.yaml'), 'utf8'), WITHOUT_B)
        assert.is(readdirSync(join(directory, 'certificates')).length, 2)
      })
    }))

  test('commits without a remote, and where nobody knows which one, and says so', () =>
    withoutB(async ({ repository, locate }) => {
      await repository.git.raw(['remote', 'add', 'second', '/nowhere'])

      const { exitCode, stdout } = await publish(locate('b'))

      assert.is(exitCode, 0)
      assert.match(stdout, 'Nothing was pushed: there is no remote, or no telling which of several.')
      assert.is(git(repository.top, ['rev-list', '--count', 'main..HEAD']), '1\n')
    }))

  test('tells of a push that was refused, escaped and without what logs in; the commit stays', () =>
    withoutB(async ({ repository, locate }, remote) => {
      const hook = join(remote, 'hooks/pre-receive')
      mkdirSync(dirname(hook), { recursive: true })
      writeFileSync(hook, "#!/bin/sh\nprintf '\\033[31mno https://ada:secret@host/x\\033[0m\\n' >&2\nexit 1\n")
      chmodSync(hook, 0o755)

      const { exitCode, json, stdout } = await publishJson(locate('b'))

      assert.is(exitCode, 1)
      assert.equal([json['pushed'], json['commit']], [false, await repository.head()])
      const [problem] = json['problems'] as readonly {
        readonly code: string
        readonly message: string
        readonly remedy: string
      }[]
      assert.is(problem?.code, 'PUBLISH_NOT_PUSHED')
      assert.match(problem?.message ?? '', 'no https://host/x')
      assert.match(problem?.remedy ?? '', /git -C \S+ push origin publish\/node-7c1e2a90$/)
      assert.not.ok(/secret|\\u001b/.test(stdout) || stdout.includes('\u001b'), stdout)
    }))

  test('pushes what an earlier run could not push, and does nothing more once it is there', () =>
    withoutB(async ({ repository, locate }, remote) => {
      const hook = join(remote, 'hooks/pre-receive')
      mkdirSync(dirname(hook), { recursive: true })
      writeFileSync(hook, '#!/bin/sh\nexit 1\n')
      chmodSync(hook, 0o755)
      const first = await publishJson(locate('b'))
      const second = await publishJson(locate('b'))
      rmSync(hook)
      const third = await publishJson(locate('b'))
      const fourth = await publishJson(locate('b'))

      assert.equal(
        [first, second, third, fourth].map(({ exitCode, json }) => [exitCode, json['changed'], json['pushed']]),
        [
          [1, true, false],
          [1, false, false],
          [0, false, true],
          [0, false, undefined],
        ],
      )
      assert.is(git(remote, ['rev-parse', 'publish/node-7c1e2a90']).trim(), await repository.head())
    }))

  test('signs with the key of ssh that the operator’s git is configured with', () =>
    withoutB(async ({ repository, locate }, remote) => {
      const config = configureSigning(join(remote, '..'))

      const { exitCode, stderr } = await publish(locate('b'), { env: { ...ENV, GIT_CONFIG_GLOBAL: config } })

      assert.is(exitCode, 0, stderr)
      assertSigned(repository.top, 'HEAD', config)
      assertSigned(remote, 'publish/node-7c1e2a90', config)
    }))

  test('signs as the operator’s git is configured to, and commits nothing where that fails', () =>
    withoutB(async ({ repository, locate }) => {
      await repository.git.raw(['config', 'commit.gpgSign', 'true'])
      repository.plumb(['config', 'gpg.program', '/bin/false'])

      const { exitCode, stderr } = await publish(locate('b'))

      assert.is(exitCode, 1)
      assert.match(stderr, 'PUBLISH_GIT_FAILED')
      assert.not.match(stderr, 'Nothing was written.')
      assert.is(git(repository.top, ['rev-list', '--count', 'main..HEAD']), '0\n')
      await repository.git.raw(['config', 'commit.gpgSign', 'false'])
      assert.match((await publish(locate('b'))).stderr, 'PUBLISH_NOT_COMMITTED')
    }))

  test('goes on with a branch that it is on, and refuses one that it is not on', () =>
    withFederation(async (federation) => {
      const { repository, locate } = federation
      await publish([...locate('b'), '--ip', '10.221.0.7'])
      const second = await publish([...locate('b'), '--ip', '10.221.0.8'])
      assert.is(second.exitCode, 0, second.stderr)
      assert.is(git(repository.top, ['rev-list', '--count', 'main..HEAD']), '2\n')
      await repository.git.raw(['checkout', '--quiet', 'main'])

      const { stderr } = await refused(federation, ['--ip', '10.221.0.9'], 1)

      assert.match(stderr, /PUBLISH_BRANCH_EXISTS[^]*switch publish\/b/)
    }))
})

suite('publish refuses, and writes nothing', (test) => {
  const cases: Readonly<
    Record<string, readonly [code: string, exitCode: number, argv: readonly string[], change: Change]>
  > = {
    'a certificate that was refused': [
      'IDENTITY_OTHER',
      21,
      [],
      async ({ trees }) => {
        putPair(trees.b.certificateFile, await baseCertificate('a'))
      },
    ],
    'a key that belongs to another certificate': [
      'OWN_KEY_OTHER',
      21,
      ['--ip', '10.221.0.7'],
      async ({ trees }) => {
        writeFileSync(keyOf(trees.b.certificateFile), (await baseCertificate('b', 2)).privateKeyPem)
      },
    ],
    'a key that is absent': [
      'OWN_KEY_UNREADABLE',
      21,
      ['--ip', '10.221.0.7'],
      ({ trees }) => {
        rmSync(keyOf(trees.b.certificateFile))
      },
    ],
    'a key with a password': [
      'OWN_KEY_UNREADABLE',
      21,
      ['--ip', '10.221.0.7'],
      async ({ trees }) => {
        const key = createPrivateKey((await baseCertificate('b')).privateKeyPem)
        const text = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
        writeFileSync(keyOf(trees.b.certificateFile), text)
      },
    ],
    'an address of this machine alone': [
      'PUBLISH_ADDRESS',
      64,
      [],
      ({ trees }) => {
        editFile(trees.b.configurationFile, 'mpspdz_ip = 10.221.0.4', 'mpspdz_ip = localhost')
      },
    ],
    'an address outside the network': ['PUBLISH_ADDRESS', 64, ['--ip', '192.168.0.2'], nothing],
    'a host name': ['PUBLISH_ADDRESS', 64, ['--ip', 'b.example\u001b[31m'], nothing],
    'an impossible port': ['PUBLISH_ADDRESS', 64, ['--port', '70000'], nothing],
    'an address that another party has': ['ADDRESS_TWICE', 26, ['--ip', '10.221.0.2'], nothing],
    'a manifest that is invalid already': [
      'KEY_UNKNOWN',
      26,
      ['--ip', '10.221.0.7'],
      ({ repository }) => change(repository, '# x\ncolour: red\n'),
    ],
    'to rename an entry': ['PUBLISH_DECLARED', 64, ['--name', 'c'], nothing],
    'an unknown label to take over': ['PUBLISH_DECLARED', 64, ['--take-over', 'c'], nothing],
    'flags that contradict each other': ['USAGE', 64, ['--take-over', 'c', '--name', 'd'], nothing],
    'a file with uncommitted changes': [
      'PUBLISH_FILE_CHANGED',
      1,
      ['--ip', '10.221.0.7'],
      ({ repository }) => {
        repository.write({ [MANIFEST]: `${manifestOf()}# more\n` })
      },
    ],
    'while something is staged': [
      'PUBLISH_STAGED',
      1,
      ['--ip', '10.221.0.7'],
      async ({ repository }) => {
        repository.write({ 'notes.txt': 'x' })
        await repository.git.raw(['add', 'notes.txt'])
      },
    ],
    'where nobody has told git who commits': [
      'PUBLISH_GIT_FAILED',
      1,
      ['--ip', '10.221.0.7'],
      async ({ repository }) => {
        await repository.git.raw(['config', 'user.useConfigOnly', 'true'])
      },
    ],
    'flow style with comments in it': [
      'PUBLISH_BY_HAND',
      1,
      ['--ip', '10.221.0.7'],
      async ({ repository, trees }) => {
        const entry = `nodes: [{name: a, id: ${MEMBERS.a.id}, ip: 10.221.0.2, port: 14001},\n  {name: b, id: ${B.id}, ip: 10.221.0.4, port: 14001 # b\n  }]\n`
        repository.write({ [MANIFEST]: manifestOf().replace(/nodes:\n[^]*/, entry) })
        await repository.commit('In flow style')
        putPair(trees.b.certificateFile, await baseCertificate('b', 2))
      },
    ],
  }
  for (const [name, [code, exitCode, argv, prepare]] of Object.entries(cases)) {
    test(name, () =>
      withFederation(async (federation) => {
        await prepare(federation)
        const isAnonymous = code === 'PUBLISH_GIT_FAILED'

        const { stderr } = await refused(federation, argv, exitCode, isAnonymous)

        assert.match(stderr, code)
        assert.not.ok(stderr.includes('\u001b') || /PRIVATE KEY-/.test(stderr), stderr)
      }),
    )
  }

  test('a certificate that lies there already, but was never committed', () =>
    withoutB(async (federation) => {
      federation.repository.write({ [PEM]: (await baseCertificate('b')).certificatePem })

      const { stderr } = await refused(federation, [], 1)

      assert.match(stderr, /PUBLISH_FILE_CHANGED[^]*stash push --include-untracked -- federation\/certificates/)
    }))

  test('a certificate file that git ignores', () =>
    withoutB(async (federation) => {
      federation.repository.write({ '.gitignore': '*.pem\n' })
      await federation.repository.commit('No certificates')

      const { stderr } = await refused(federation, [], 1)

      assert.match(stderr, /PUBLISH_FILE_IGNORED[^]*check-ignore --verbose/)
    }))

  test('a certificate that would be written through a link', () =>
    withoutB(async (federation) => {
      const file = join(federation.repository.top, PEM)
      symlinkSync('/nonexistent/elsewhere.pem', file)
      await federation.repository.commit('A link')

      const { stderr } = await refused(federation, [], 21)

      assert.match(stderr, 'CERTIFICATE_NOT_A_FILE')
      assert.not.ok(existsSync('/nonexistent/elsewhere.pem'))
    }))

  test('directories that are links, however they lead out of the federation directory', () =>
    withoutB(async (federation) => {
      const { repository, directory } = federation
      await withDirectory({ 'sub/.keep': '' }, async (elsewhere) => {
        repository.plumb(['mv', 'federation/certificates', 'federation/kept'])
        symlinkSync(elsewhere, join(directory, 'certificates'))
        const moved = WITHOUT_B.replaceAll(/^( *)(?:- )?id: (.*)$/gm, (line, indent: string, id: string) => {
          const deeper = line.includes('- ') ? `${indent}  ` : indent
          return `${line}\n${deeper}certificate: kept/${id}.pem`
        })
        repository.write({ [MANIFEST]: moved })
        await repository.commit('A link')

        const { stderr } = await assertUntouched(elsewhere, () => refused(federation, [], 1))

        assert.match(stderr, /PUBLISH_LINK[^]*through certificates/)
      })
    }))

  test('a manifest that is a link', () =>
    withoutB(async (federation) => {
      const { repository, directory } = federation
      await withDirectory({ 'federation.yaml': WITHOUT_B }, async (elsewhere) => {
        rmSync(join(directory, 'federation.yaml'))
        symlinkSync(join(elsewhere, 'federation.yaml'), join(directory, 'federation.yaml'))
        await repository.commit('A link')

        await assertUntouched(elsewhere, () => refused(federation, [], 26))
      })
    }))

  test('labels that are none, among them hostile ones', () =>
    withoutB(async (federation) => {
      for (const label of ['-x', '../x', 'a b', 'x\u001b]0;y', 'NODE_x', 'x'.repeat(64), "'; rm -rf /", '']) {
        const { stderr } = await refused(federation, [`--name=${label}`], 64)
        assert.match(stderr, /PUBLISH_NAME_FORM/, label)
      }
    }))

  test('a second instance of what can have none', () =>
    withoutB(async (federation) => {
      for (const [label, code] of [
        ['server', 'PUBLISH_INSTANCE'],
        ['nobody', 'PARTY_UNKNOWN'],
      ] as const) {
        assert.match((await refused(federation, ['--instance-of', label], 64)).stderr, code)
      }
      assert.match((await refused(federation, ['--take-over', 'server'], 64)).stderr, 'PUBLISH_ROLE')
    }))

  test('names the address that is declared, or that the VPN assigned', () =>
    withoutB(async (federation) => {
      editFile(federation.trees.b.configurationFile, 'mpspdz_ip = 10.221.0.4', 'mpspdz_ip = localhost')

      const { stderr } = await capture(['publish', ...federation.locate('b')], {
        env: { ...ENV, VPN_IP: '10.221.0.4' },
      })

      assert.match(stderr, 'localhost:14001 means this machine alone')
      assert.match(stderr, /that the VPN assigned: --ip 10\.221\.0\.4$/m)
      const typed = await publish([...federation.locate('b'), '--ip', '10.221.0.4'])
      assert.is(typed.exitCode, 0, typed.stderr)
    }))

  test('a label with dots gives a branch that git takes', () =>
    withoutB(async ({ locate }) => {
      const { json } = await publishJson([...locate('b'), '--name', 'b..x.lock'])

      assert.is(json['branch'], 'publish/b--x-lock')
    }))
})

/** Publishes `b`, which must be refused with nothing written: no file, no branch, no commit. */
async function refused(
  { repository, locate }: TestFederation,
  argv: readonly string[],
  exitCode: number,
  isAnonymous = false,
): Promise<Captured> {
  const refs = git(repository.top, ['show-ref', '--head'])
  const { GIT_AUTHOR_EMAIL, GIT_COMMITTER_EMAIL, ...anonymous } = ENV
  assert.ok(GIT_AUTHOR_EMAIL !== '' && GIT_COMMITTER_EMAIL !== '')
  const env = isAnonymous ? anonymous : ENV
  const captured = await assertUntouched(join(repository.top, 'federation'), () =>
    capture(['publish', ...locate('b'), ...argv], { env }),
  )
  assert.is(captured.exitCode, exitCode, captured.stderr)
  assert.match(captured.stderr, 'Nothing was written.')
  assert.is(git(repository.top, ['show-ref', '--head']), refs)
  return captured
}

async function change(repository: TestFederation['repository'], more: string): Promise<void> {
  repository.write({ [MANIFEST]: manifestOf() + more })
  await repository.commit('A change')
}

function keyOf(certificateFile: string): string {
  return certificateFile.replace(/\.pem$/, '.key')
}

function putPair(file: string, pair: { readonly certificatePem: string; readonly privateKeyPem: string }): void {
  writeFileSync(file, pair.certificatePem)
  writeFileSync(keyOf(file), pair.privateKeyPem)
}

function editFile(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}.`)
  writeFileSync(file, text.replace(from, to))
}

/** The same configuration with another id, as after `configuration create` in an empty directory. */
async function createAgain(tree: TestFederation['trees']['b'], id: string): Promise<void> {
  const old = /^id = (.*)$/m.exec(readFileSync(tree.configurationFile, 'utf8'))?.[1] ?? ''
  editFile(tree.configurationFile, `id = ${old}`, `id = ${id}`)
  const now = Date.now()
  const privateKeyPem = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  const request = { partyId: id, commonName: '*', privateKeyPem }
  putPair(
    tree.certificateFile,
    await issueCertificate({ ...request, notBefore: now - 60_000, notAfter: now + 86_400_000 * 999 }),
  )
}
