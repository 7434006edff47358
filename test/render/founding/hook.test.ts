import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { holdsPrivateKey } from '../../../src/domain/certificate/private-key.ts'
import { renderHook } from '../../../src/render/founding/hook.ts'
import { withHook } from '../../commands/helpers/founding.ts'
import { baseCertificate } from '../../helpers/bad-base.ts'
import { MEMBERS } from '../../helpers/federation.ts'
import { suite } from '../../helpers/suite.ts'

const LABEL = (kind: string): string => `-----BEGIN ${kind}-----\nMIIB\n-----END ${kind}-----\n`

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le')

/** Each form under a path of its own. */
const KEYS: Readonly<Record<string, string | Uint8Array>> = {
  'pkcs8.txt': LABEL('PRIVATE KEY'),
  'openssl.pem': LABEL('RSA PRIVATE KEY'),
  'headers.pem': '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X\n\nMII\n',
  ssh: LABEL('OPENSSH PRIVATE KEY'),
  spelling: '---- begin  SSH2 encrypted\tPrivate  Key ----\n',
  'inside.yaml': `key: |\n    ${LABEL('EC PRIVATE KEY').replaceAll('\n', '\n    ')}`,
  'crlf.pem': LABEL('PRIVATE KEY').replaceAll('\n', '\r\n'),
  'behind.pem': `${LABEL('CERTIFICATE')}${LABEL('PRIVATE KEY')}`,
  'utf16.txt': utf16(LABEL('PRIVATE KEY')),
  'binary.bin': Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(LABEL('PRIVATE KEY'))]),
  'two words\nand a line': LABEL('PRIVATE KEY'),
  '-dash': LABEL('PRIVATE KEY'),
  'docs/deep/below/a.md': `See:\n${LABEL('PRIVATE KEY')}`,
}

const NAMED = ['a b/C.KEY', 'x.p12', 'docs/y.pfx']

suite('the hook of a federation', (test) => {
  test('is not taken for a key itself', () => {
    assert.is(holdsPrivateKey(Buffer.from(renderHook('federation'))), false)
  })

  test('lets what init wrote pass, validated', () =>
    withHook(({ git, commit, top }) => {
      git('add', '--all')

      assert.equal(commit({ withProgram: true }), { isCommitted: true, said: '' })
      assert.equal(readdirSync(join(top, '..')).sort(), ['bin', 'work'])
    }))

  test('refuses each form of a private key, and shows nothing of it', () =>
    withHook(({ git, commit, write }) => {
      write('harmless.md', 'Never commit a private key, not the BEGIN of one.\n-----BEGIN CERTIFICATE-----\n')
      git('add', '--all')
      assert.ok(commit().isCommitted)
      for (const [path, content] of Object.entries(KEYS)) write(path, content)
      git('add', '--all')

      const { isCommitted, said } = commit()

      assert.is(isCommitted, false)
      const lines = said.split('\n')
      const paths = Object.keys(KEYS).map((path) => (path.includes('\n') ? JSON.stringify(path) : path))
      assert.is(lines[0], 'pre-commit: these files hold a private key:')
      assert.equal(
        lines
          .slice(1, -2)
          .map((line) => line.trim())
          .sort(),
        paths.sort(),
      )
      assert.match(lines.at(-2) ?? '', 'git reset -- FILE')
    }))

  test('says what takes a key out of the commit, where an earlier one holds it and where none does', () =>
    withHook(({ git, commit, write }) => {
      write('site.pem', 'public')
      write('old.key', 'x')
      git('add', '--all')
      git('commit', '--no-verify', '--message', 'Begin')
      write('site.pem', LABEL('PRIVATE KEY'))
      git('add', '--all')

      const { said } = commit()
      const [reset = '', remove = ''] = said.match(/git (?:reset|rm --cached) -- FILE/g) ?? []
      git(...remove.replace('FILE', 'old.key').split(' ').slice(1))
      assert.is(commit().isCommitted, false)
      git(...reset.replace('FILE', 'site.pem').split(' ').slice(1))

      assert.ok(commit().isCommitted)
      assert.is(git('show', 'HEAD:site.pem'), 'public')
    }))

  test('refuses files that are named like private keys, whatever they hold', () =>
    withHook(({ git, commit, write }) => {
      for (const path of NAMED) write(path, 'x')
      git('add', '--all')

      const { isCommitted, said } = commit()

      assert.is(isCommitted, false)
      assert.is(said.split('\n')[0], 'pre-commit: these files are named like private keys:')
      for (const path of NAMED) assert.match(said, `    ${path}\n`)
    }))

  test('takes no word of git that patterns are names', () =>
    withHook(({ git, commit, write }) => {
      write('a.txt', LABEL('PRIVATE KEY'))
      git('add', '--all')

      const { isCommitted, said } = commit({ env: { GIT_LITERAL_PATHSPECS: '1' } })

      assert.equal([isCommitted, said.split('\n')[1]], [false, '    a.txt'])
    }))

  test('judges what is staged, not what lies in the work tree', () =>
    withHook(({ git, commit, write, top }) => {
      write('a.txt', LABEL('PRIVATE KEY'))
      git('add', '--all')
      write('a.txt', 'harmless')
      assert.is(commit().isCommitted, false)
      git('add', 'a.txt')
      write('a.txt', LABEL('PRIVATE KEY'))
      write('untracked.key', LABEL('PRIVATE KEY'))
      assert.is(commit().isCommitted, true)

      rmSync(join(top, 'a.txt'))
      assert.is(commit({ args: ['--all'] }).isCommitted, true)
      assert.is(git('ls-files', 'a.txt'), '')
    }))

  test('lets a key be deleted that was committed before', () =>
    withHook(({ git, commit, write }) => {
      write('a.key', LABEL('PRIVATE KEY'))
      git('add', '--all')
      assert.is(commit({ args: ['--no-verify'] }).isCommitted, true)
      write('b', 'x')
      git('add', 'b')
      assert.is(commit().isCommitted, false)

      git('rm', '--quiet', 'a.key')

      assert.equal(commit().isCommitted, true)
    }))

  test('commits only a part of the files, as git is told', () =>
    withHook(({ git, commit, write }) => {
      git('add', '--all')
      assert.ok(commit().isCommitted)
      for (const path of ['good', 'bad']) write(path, 'x')
      git('add', '--all')
      assert.ok(commit().isCommitted)
      write('good', 'y')
      write('bad', LABEL('PRIVATE KEY'))

      assert.is(commit({ args: ['--', 'good'] }).isCommitted, true)
      assert.is(commit({ args: ['--', 'bad'] }).isCommitted, false)
    }))

  test('validates what is staged where the program is there, and says so where it is not', () =>
    withHook(({ git, commit, write }) => {
      git('add', '--all')
      assert.match(commit().said, 'fbm-gitops is not on the PATH, so the federation was not validated.')
      const manifest = git('show', 'HEAD:federation/federation.yaml')
      write('federation/federation.yaml', manifest.replace('profile:', 'profil:'))
      git('add', '--all')
      write('federation/federation.yaml', manifest)

      const { isCommitted, said } = commit({ withProgram: true })

      assert.is(isCommitted, false)
      assert.match(said, /the federation would not be valid:[^]*federation\/federation\.yaml:\d+:1 {2}KEY_UNKNOWN/)
      git('add', '--all')
      write('federation/federation.yaml', 'rubbish')
      write('unrelated', 'x')
      git('add', 'unrelated')
      assert.equal(commit({ withProgram: true }), { isCommitted: true, said: '' })
    }))

  test('hinders nobody by what was wrong before', () =>
    withHook(async ({ git, commit, write }) => {
      const { certificatePem } = await baseCertificate('b')
      git('add', '--all')
      write('federation/federation.yaml', `${git('show', ':0:federation/federation.yaml')}nodes: 1\n`)
      git('add', '--all')
      assert.is(commit({ args: ['--no-verify'] }).isCommitted, true)
      write(`federation/certificates/${MEMBERS.b.id}.pem`, certificatePem)
      git('add', '--all')

      const { isCommitted, said } = commit({ withProgram: true })

      assert.is(isCommitted, true)
      assert.match(said, 'the federation was not valid before, and is not now.')
    }))

  for (const directory of ['.', "it's $HOME/x y"]) {
    test(`works for the federation directory ${directory}`, () =>
      withHook(({ git, commit, write }) => {
        git('add', '--all')
        assert.equal(commit({ withProgram: true }), { isCommitted: true, said: '' })
        write(`${directory}/federation.yaml`, 'rubbish')
        git('add', '--all')
        assert.is(commit({ withProgram: true }).isCommitted, false)
      }, directory))
  }
})
