import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readHeadId } from '../../../src/io/source/head.ts'
import { makeFileSystem } from '../../../src/io/world/file-system.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'

/** Heads that git's own files name plainly. */
const PLAIN: readonly (readonly [name: string, act: (repository: TestRepository) => unknown])[] = [
  ['a branch', () => undefined],
  ['a branch whose name has slashes and dots', ({ plumb }) => plumb(['checkout', '--quiet', '-b', 'site-1/v1.2'])],
  ['a commit', ({ plumb }) => plumb(['checkout', '--quiet', '--detach'])],
]

/** Heads for which git has to be asked. */
const OTHER: readonly (readonly [name: string, act: (repository: TestRepository) => unknown])[] = [
  ['packed references', ({ plumb }) => plumb(['pack-refs', '--all'])],
  ['a branch without a commit', ({ plumb }) => plumb(['checkout', '--quiet', '--orphan', 'new'])],
  ['a symbolic branch', ({ plumb }) => plumb(['symbolic-ref', 'refs/heads/main', 'refs/heads/other'])],
  ['a branch that leaves refs/heads', writeHead('ref: refs/heads/../../x\n')],
  ['a reference that is no branch', writeHead('ref: refs/tags/x\n')],
  ['an id that is cut', writeHead('0123456789abcdef\n')],
  ['an empty HEAD', writeHead('')],
  ['a HEAD that is too long', writeHead(`ref: refs/heads/${'x'.repeat(2000)}\n`)],
]

suite('the commit that HEAD is', (test) => {
  for (const [name, act] of PLAIN) {
    for (const format of ['sha1', 'sha256'] as const) {
      test(`is read from git's own files: ${name}, ${format}`, () =>
        withRepository(
          { 'a.txt': 'a\n' },
          async (repository) => {
            act(repository)
            assert.is(readOf(repository.top), await repository.head())
          },
          format,
        ))
    }
  }

  for (const [name, act] of OTHER) {
    test(`is left to git: ${name}`, () =>
      withRepository({ 'a.txt': 'a\n' }, (repository) => {
        act(repository)
        assert.is(readOf(repository.top), undefined)
      }))
  }

  test('is left to git: a linked work tree', () =>
    withRepository({ 'a.txt': 'a\n' }, (repository) => {
      repository.plumb(['worktree', 'add', '--quiet', 'linked', '-b', 'linked'])
      assert.is(readOf(join(repository.top, 'linked')), undefined)
    }))
})

function writeHead(text: string): (repository: TestRepository) => void {
  return ({ top }) => {
    writeFileSync(join(top, '.git/HEAD'), text)
  }
}

function readOf(top: string): string | undefined {
  return readHeadId(makeFileSystem(), { gitDirectory: join(top, '.git'), top, label: 'federation' })
}
