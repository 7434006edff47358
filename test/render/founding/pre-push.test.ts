import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { holdsPrivateKey } from '../../../src/domain/certificate/private-key.ts'
import { renderPrePush } from '../../../src/render/founding/pre-push.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'

const ROOT = join(import.meta.dirname, '../../..')
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIBSECRET\n-----END PRIVATE KEY-----\n'

interface Clone extends TestRepository {
  readonly push: (...args: readonly string[]) => { readonly isPushed: boolean; readonly said: string }
}

suite('the hook before a push', (test) => {
  test('is not taken for a key itself', () => {
    assert.is(holdsPrivateKey(Buffer.from(renderPrePush())), false)
  })

  for (const withProgram of [true, false]) {
    const how = withProgram ? 'with fbm-gitops' : 'with git alone'

    test(`refuses a key that a later commit took away, ${how}, and lets nothing of it out`, () =>
      withClone(withProgram, async ({ push, write, remove, commit }) => {
        assert.ok(push('main').isPushed)
        write({ 'deep/note.txt': KEY })
        await commit('Add')
        remove('deep')
        await commit('Take it away')

        for (const branch of ['main', 'main:refs/heads/other', 'HEAD:refs/tags/v1']) {
          const { isPushed, said } = push(branch)
          assert.is(isPushed, false, branch)
          assert.match(said, 'deep/note.txt')
          assert.not.match(said, 'SECRET')
        }
      }))

    test(`refuses a file that is named like a key, ${how}`, () =>
      withClone(withProgram, async ({ push, write, commit }) => {
        write({ 'a b.KEY': 'x' })
        await commit('Add')
        assert.match(push('main').said, 'a b.KEY')
      }))

    test(`refuses a key in a message of a commit or of a tag, and what stands for no commit, ${how}`, () =>
      withClone(withProgram, async ({ push, write, commit, git }) => {
        write({ '../key.txt': KEY })
        const key = (await git.raw(['hash-object', '-w', '../key.txt'])).trim()
        await git.raw(['tag', '--annotate', '--file=../key.txt', 'told'])
        await git.raw(['tag', '--annotate', '--message=of a tag', 'nested', 'told'])
        await git.raw(['tag', 'file', key])
        await git.raw(['tag', 'tree', 'HEAD^{tree}'])
        write({ 'fine.txt': 'fine' })
        await commit(KEY)
        for (const [what, reason] of [
          ['told', 'holds a private key'],
          ['nested', 'holds a private key'],
          ['file', 'stands for no commit'],
          ['tree', 'stands for no commit'],
          ['main', 'a private key'],
        ] as const) {
          const { isPushed, said } = push(what)
          assert.is(isPushed, false, what)
          assert.match(said, reason, what)
          assert.not.match(said, 'SECRET')
        }
      }))

    test(`holds up no new branch for a key that has left already, ${how}`, () =>
      withClone(withProgram, async ({ push, write, commit, git }) => {
        write({ 'old.txt': KEY })
        await commit('Add')
        assert.ok(push('--no-verify', 'main').isPushed)
        assert.is(push('main:refs/heads/other').isPushed, false)
        await git.raw(['remote', 'set-head', 'origin', 'main'])
        write({ 'old.txt': 'another key was made', 'fine.txt': 'fine' })
        await commit('Use another key')
        for (const what of ['HEAD:refs/heads/new', 'HEAD:refs/tags/v1']) assert.ok(push(what).isPushed, what)
        write({ 'new.txt': KEY })
        await commit('Add another one')
        const { isPushed, said } = push('HEAD:refs/heads/leak')
        assert.is(isPushed, false)
        assert.match(said, 'new.txt')
      }))

    test(`lets everything else out, and a branch be deleted, ${how}`, () =>
      withClone(withProgram, async ({ push, write, commit, git }) => {
        assert.ok(push('main').isPushed)
        write({ 'fine.txt': 'fine' })
        await commit('$(touch pwned)')
        await git.raw(['branch', 'x$(touch${IFS}pwned)'])
        await git.raw(['tag', '--annotate', '--message=x', 'v1'])
        for (const what of ['main', 'x$(touch${IFS}pwned)', 'v1', ':main']) {
          const { isPushed, said } = push(what)
          assert.ok(isPushed, `${what}: ${said}`)
        }
        assert.is((await git.status()).files.length, 0)
      }))
  }
})

suite('.pre-commit-hooks.yaml', (test) => {
  test('has a leak guard that searches what is pushed, and a validation', () =>
    withClone(true, async ({ top, write, commit, git }) => {
      const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
        readonly id: string
        readonly entry: string
      }[]
      const run = (id: string, env: Readonly<Record<string, string>> = {}) => {
        const entry = hooks.find((hook) => hook.id === id)?.entry ?? ''
        const PATH = `${join(top, '../bin')}:${process.env['PATH'] ?? ''}`
        return spawnSync('sh', ['-c', entry], { cwd: top, env: { PATH, ...env }, encoding: 'utf8' })
      }
      write({ 'a.txt': KEY })
      await commit('Add')

      assert.is(run('fbm-gitops-leak-guard').status, 26)
      assert.is(run('fbm-gitops-leak-guard', { PRE_COMMIT_FROM_REF: 'HEAD', PRE_COMMIT_TO_REF: 'HEAD' }).status, 0)
      assert.is(run('fbm-gitops-leak-guard', { PRE_COMMIT_FROM_REF: 'HEAD~1', PRE_COMMIT_TO_REF: 'HEAD' }).status, 26)
      // Where a whole new history is pushed, pre-commit tells the branch alone, which need not be the one that is checked out.
      await git.raw(['checkout', '--quiet', '--orphan', 'clean'])
      await git.raw(['rm', '-r', '--quiet', '--force', '.'])
      write({ 'b.txt': 'fine' })
      await commit('Begin anew')
      assert.is(run('fbm-gitops-leak-guard').status, 0)
      assert.is(run('fbm-gitops-leak-guard', { PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/main' }).status, 26)
      assert.match(run('fbm-gitops-validate').stderr, 'SOURCE_MISSING')
    }))
})

/** Lends a clone with the hook, and the bare repository that it pushes to. */
function withClone(withProgram: boolean, body: (clone: Clone) => Promise<void>): Promise<void> {
  return withRepository({ 'notes.txt': 'nothing\n', 'hooks/pre-push': renderPrePush() }, async (repository) => {
    const { top } = repository
    const bin = join(top, '../bin')
    mkdirSync(bin)
    if (withProgram) {
      writeFileSync(
        join(bin, 'fbm-gitops'),
        `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'dist/fbm-gitops.cjs')}' "$@"\n`,
      )
      chmodSync(join(bin, 'fbm-gitops'), 0o755)
    }
    // Nothing else of this machine, where somebody may have installed the program.
    for (const name of ['git', 'sh', 'sed', 'grep', 'touch']) symlinkSync(`/usr/bin/${name}`, join(bin, name))
    repository.plumb(['init', '--quiet', '--bare', '--initial-branch=trunk', '../origin.git'])
    repository.plumb(['remote', 'add', 'origin', '../origin.git'])
    repository.plumb(['config', 'core.hooksPath', 'hooks'])
    const push: Clone['push'] = (...args) => {
      const env = { PATH: bin, HOME: join(top, '../home'), GIT_CONFIG_NOSYSTEM: '1' }
      const { status, stderr } = spawnSync('git', ['push', '--quiet', 'origin', ...args], {
        cwd: top,
        env,
        encoding: 'utf8',
      })
      return { isPushed: status === 0, said: stderr }
    }
    await body({ ...repository, push })
  })
}
