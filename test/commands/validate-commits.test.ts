import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { capture, captureJson } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { withRepository, type TestRepository } from '../helpers/repository.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { isRecord } from '../../src/yaml/record.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const SECRET = KEY.split('\n')[1] ?? ''
const FILES = { 'federation/federation.yaml': 'apiVersion: fbm-gitops/v1\n', 'notes.txt': 'nothing\n' }

suite('validate --commits', (test) => {
  test('finds a key that a later commit took away, and names commit, path and author, but never the key', () =>
    withRepository(FILES, async (repository) => {
      const base = await repository.head()
      repository.write({ 'deep/down/note': `for safekeeping\n${KEY}` })
      const guilty = await repository.commit('Add a note')
      repository.remove('deep')
      await repository.commit('Take it away')

      const { exitCode, stdout, stderr } = await search(repository, `${base}..HEAD`)

      assert.is(exitCode, 26)
      assert.match(stdout, /^deep\/down\/note {2}COMMITTED_KEY$/m)
      assert.match(stdout, `The commit ${guilty.slice(0, 12)} by Ada Admin holds a private key`)
      assert.match(stdout, '1 error, 0 warnings in 2 commits with 1 new file.')
      assert.not.match(stdout + stderr, SECRET)
    }))

  test('gives the same as JSON, by its schema', () =>
    withRepository(FILES, async (repository) => {
      repository.write({ 'a.pem': KEY })
      await repository.commit('Add')

      const { exitCode, json, stdout } = await captureJson(['validate', repository.top, '--commits', 'HEAD~1..HEAD'])

      assert.is(exitCode, 26)
      assertMatchesSchema('validate', json)
      assert.equal(json['commits'], { range: 'HEAD~1..HEAD', searched: 1, contents: 1 })
      assert.not.match(stdout, SECRET)
    }))

  test('is content where there is none, and outside the range', () =>
    withRepository(FILES, async (repository) => {
      repository.write({ 'a.pem': KEY })
      await repository.commit('Add')
      repository.remove('a.pem')
      const mended = await repository.commit('Take it away')
      repository.write({ 'b.txt': 'b' })
      await repository.commit('Go on')

      const after = await search(repository, `${mended}..`)
      assert.is(after.exitCode, 0)
      assert.is(after.stdout, 'no private key in 1 commit with 1 new file.\n')
      assert.is((await search(repository, 'HEAD..HEAD')).stdout, 'no private key in 0 commits with 0 new files.\n')
      for (const range of ['HEAD', 'all', `${'0'.repeat(40)}..main`])
        assert.is((await search(repository, range)).exitCode, 26, range)
    }))

  const forms: Readonly<
    Record<string, { readonly path: string; readonly bytes: string | Uint8Array; readonly code: string }>
  > = {
    'PKCS#8 in DER': {
      path: 'x.bin',
      bytes: privateKey.export({ type: 'pkcs8', format: 'der' }),
      code: 'COMMITTED_KEY',
    },
    'SEC 1 in PEM': { path: 'x', bytes: privateKey.export({ type: 'sec1', format: 'pem' }), code: 'COMMITTED_KEY' },
    'an encrypted key': {
      path: 'x',
      bytes: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
      code: 'COMMITTED_KEY',
    },
    'PEM in UTF-16': { path: 'x', bytes: Buffer.from(KEY, 'utf16le'), code: 'COMMITTED_KEY' },
    'a key of OpenSSH': { path: 'id', bytes: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n', code: 'COMMITTED_KEY' },
    'a file name alone': { path: 'site.KEY', bytes: 'not here\n', code: 'COMMITTED_KEY_NAME' },
    'a store of PKCS#12': { path: 'a b/site.p12', bytes: 'x', code: 'COMMITTED_KEY_NAME' },
  }
  for (const [name, { path, bytes, code }] of Object.entries(forms)) {
    test(`finds ${name}`, () =>
      withRepository(FILES, async (repository) => {
        repository.write({ [path]: bytes })
        await repository.commit('Add')
        assert.equal(await codesOf(repository, 'HEAD~1..HEAD'), [`${path} ${code}`])
      }))
  }

  test('finds a certificate that is renamed to a key', () =>
    withRepository({ ...FILES, 'a.pem': 'public\n' }, async (repository) => {
      await repository.git.mv('a.pem', 'a.key')
      await repository.commit('Rename')
      assert.equal(await codesOf(repository, 'HEAD~1..'), ['a.key COMMITTED_KEY_NAME'])
    }))

  test('finds what only the merge itself brought, and names for all else the commit that brought it', () =>
    withRepository(FILES, async (repository) => {
      const base = await repository.head()
      await repository.git.checkoutLocalBranch('topic')
      repository.write({ 'topic.txt': `${KEY}1` })
      const topic = await repository.commit('Topic')
      await repository.git.checkout('main')
      repository.write({ 'main.txt': `${KEY}2` })
      const main = await repository.commit('Main')
      await repository.git.raw(['merge', '--quiet', '--no-commit', 'topic'])
      repository.write({ 'evil.txt': `${KEY}3`, 'notes.txt': `${KEY}4` })
      const merge = await repository.commit('Merge')

      const { json } = await captureJson(['validate', repository.top, '--commits', `${base}..HEAD`])
      const messages = Array.isArray(json['problems']) ? json['problems'].filter(isRecord) : []
      const found = messages.map(
        ({ file, message }) => `${String(file)} ${/commit (\w{12})/.exec(String(message))?.[1] ?? ''}`,
      )
      assert.equal(found.sort(), [
        `evil.txt ${merge.slice(0, 12)}`,
        `main.txt ${main.slice(0, 12)}`,
        `notes.txt ${merge.slice(0, 12)}`,
        `topic.txt ${topic.slice(0, 12)}`,
      ])
      // What main had before is no leak of a branch that merged it.
      assert.equal(await codesOf(repository, `${main}..topic`), ['topic.txt COMMITTED_KEY'])
      assert.equal(await codesOf(repository, 'main^1...topic'), ['main.txt COMMITTED_KEY', 'topic.txt COMMITTED_KEY'])
    }))

  test('finds a key in the message of a commit', () =>
    withRepository(FILES, async (repository) => {
      await repository.commit(`Oh no\n\n${KEY}`)
      assert.equal(await codesOf(repository, 'HEAD~1..'), ['COMMIT_MESSAGE_KEY'])
    }))

  test('finds a key in the first commit of all, and in one that only a tag or another branch has', () =>
    withRepository({ 'a.pem': KEY }, async (repository) => {
      assert.equal(await codesOf(repository, 'main'), ['a.pem COMMITTED_KEY'])
      await repository.git.raw(['checkout', '--quiet', '--orphan', 'other'])
      await repository.git.raw(['rm', '-r', '--quiet', '--force', '.'])
      repository.write({ 'fine.txt': 'fine' })
      await repository.commit('Begin anew')
      assert.equal(await codesOf(repository, 'HEAD'), [])
      assert.equal(await codesOf(repository, 'all'), ['a.pem COMMITTED_KEY'])
      assert.equal(await codesOf(repository, 'refs/heads/main'), ['a.pem COMMITTED_KEY'])
    }))

  test('shows a hostile name and author as text, and runs nothing', () =>
    withRepository(FILES, async (repository) => {
      const names = [
        '$(touch pwned).key',
        '`touch pwned`.key',
        '::add-mask::x.key',
        '-rf.key',
        'a\nb.key',
        '\u001b[31m.key',
      ]
      for (const name of names) repository.write({ [name]: 'x' })
      await repository.git.raw(['add', '--all'])
      repository.plumb([
        '-c',
        'user.name=x',
        'commit',
        '--quiet',
        '--author',
        '\u001b]0;$(touch pwned)\u0007 <a@b>',
        '-m',
        'x',
      ])

      const { exitCode, stdout } = await search(repository, 'HEAD~1..')

      assert.is(exitCode, 26)
      assert.not.match(stdout, /[^\P{Cc}\n]/u)
      assert.is(existsSync(join(repository.top, 'pwned')), false)
    }))

  test('says of a name that is no commit what there is, whatever it is made of', () =>
    withRepository(FILES, async (repository) => {
      for (const name of [
        'nowhere',
        '--upload-pack=touch${IFS}pwned',
        '$(touch${IFS}pwned)',
        '`id`',
        'HEAD:notes.txt',
        ':/x',
        '@{u}',
      ]) {
        const { exitCode, stderr } = await search(repository, `${name}..HEAD`)
        assert.is(exitCode, 64, name)
        assert.match(stderr, 'COMMIT_UNKNOWN')
      }
      const { exitCode, stderr } = await search(repository, 'a b')
      assert.is(exitCode, 64)
      assert.match(stderr, 'COMMIT_RANGE')
      assert.is(existsSync(join(repository.top, 'pwned')), false)
    }))

  test('says of a shallow clone that it cannot tell', () =>
    withRepository(FILES, async (repository) => {
      repository.write({ 'a.pem': KEY })
      const guilty = await repository.commit('Add')
      repository.remove('a.pem')
      await repository.commit('Take it away')
      await withDirectory({}, async (directory) => {
        execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${repository.top}`, join(directory, 'clone')])

        const cut = await capture(['validate', join(directory, 'clone'), '--commits', 'HEAD'])
        assert.is(cut.exitCode, 1)
        assert.match(cut.stderr, /COMMITS_CUT_OFF[^]*fetch --unshallow[^]*fetch-depth: 0/)
        const unknown = await capture(['validate', join(directory, 'clone'), '--commits', `${guilty}..HEAD`])
        assert.is(unknown.exitCode, 64)
        assert.match(unknown.stderr.replaceAll(/\s+/g, ' '), 'its history was cut off when it was cloned')
      })
    }))

  test('names a file that is too big to be searched, and goes on', () =>
    withRepository(FILES, async (repository) => {
      repository.write({ 'huge.bin': Buffer.alloc(16 * 1024 * 1024 + 1), 'z.pem': KEY })
      await repository.commit('Add')
      assert.equal(await codesOf(repository, 'HEAD~1..'), ['huge.bin COMMIT_NOT_SEARCHED', 'z.pem COMMITTED_KEY'])
      repository.remove('z.pem')
      await repository.git.raw(['commit', '--quiet', '--all', '--amend', '--message', 'Add'])
      assert.is((await search(repository, 'HEAD~1..')).exitCode, 0)
    }))

  test('says so outside git', () =>
    withDirectory({ 'a.key': '' }, async (directory) => {
      const { exitCode, stderr } = await capture(['validate', directory, '--commits', 'all'])
      assert.is(exitCode, 64)
      assert.match(stderr, 'COMMITS_OUTSIDE_GIT')
    }))

  test('reads a repository whose objects have long ids', () =>
    withRepository(
      FILES,
      async (repository) => {
        repository.write({ 'a.pem': KEY })
        await repository.commit('Add')
        assert.equal(await codesOf(repository, 'HEAD~1..'), ['a.pem COMMITTED_KEY'])
      },
      'sha256',
    ))
})

function search(repository: TestRepository, range: string) {
  return capture(['validate', repository.top, `--commits=${range}`])
}

/** What was found, as `FILE CODE`. */
async function codesOf(repository: TestRepository, range: string): Promise<readonly string[]> {
  const { json } = await captureJson(['validate', repository.top, `--commits=${range}`])
  const problems = Array.isArray(json['problems']) ? json['problems'].filter(isRecord) : []
  return problems.map(({ file, code }) => [file, code].filter((part) => typeof part === 'string').join(' ')).sort()
}
