import { appendFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Revision } from '../../../src/domain/federation.ts'
import { readDeclarationCommits } from '../../../src/io/source/declaration-commits.ts'
import { readDeclarationHistory } from '../../../src/io/source/history.ts'
import { countGit } from '../../helpers/count-git.ts'
import type { Files } from '../../helpers/directory.ts'
import { readCommit } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n', 'federation/certificates/a.pem': 'a' }
const MANIFEST = 'federation.yaml'
const A = 'certificates/a.pem'
const B = 'certificates/b.pem'

suite('commits that declare', (test) => {
  test('are the last that changed each file, as git itself finds them one by one', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, remove } = repository
      const first = await head()
      await save(repository, { README: 'elsewhere' }, 'Elsewhere')
      const second = await save(repository, { 'federation/certificates/b.pem': 'b' }, 'Add b')
      const third = await save(repository, { 'federation/certificates/a.pem': 'a2' }, 'Rotate a')
      await save(repository, { 'federation/certificates/c.pem': 'c' }, 'Add c')
      remove('federation/certificates/c.pem')
      const gone = await repository.commit('Remove c')

      const asked = [MANIFEST, A, B, 'certificates/c.pem', 'certificates/never.pem', 'a\nb', '../README']
      const found = read(top, asked)
      assert.equal(idsOf(found), { [MANIFEST]: first, [A]: third, [B]: second, 'certificates/c.pem': gone })
      const time = Date.parse('2026-01-02T03:04:06Z')
      assert.equal(found.get(A), { id: third, author: 'Ada Admin', subject: 'Rotate a', time })
      for (const [path, revision] of found) assert.equal(revision, readOne(top, path), path)
    })
  })

  test('are found on either side of a merge, and not where the merge took the other side', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, plumb, git } = repository
      plumb(['checkout', '--quiet', '-b', 'side'])
      const added = await save(
        repository,
        { 'federation/certificates/b.pem': 'b', 'federation/certificates/a.pem': 'side' },
        'Side',
      )
      plumb(['checkout', '--quiet', 'main'])
      const kept = await save(repository, { 'federation/certificates/a.pem': 'main' }, 'Main')
      await git.raw(['merge', '--quiet', '--strategy-option=ours', '--message', 'Merge', 'side'])

      const found = read(top, [MANIFEST, A, B])
      assert.equal([found.get(A)?.id, found.get(B)?.id], [kept, added])
      for (const [path, revision] of found) assert.equal(revision, readOne(top, path), path)
    })
  })

  test('may be merges that made something of their own', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, plumb, write, git } = repository
      plumb(['checkout', '--quiet', '-b', 'side'])
      await save(repository, { 'federation/certificates/a.pem': 'side' }, 'Side')
      plumb(['checkout', '--quiet', 'main'])
      await save(repository, { 'federation/certificates/a.pem': 'main' }, 'Main')
      await git.raw(['merge', '--quiet', '--strategy=ours', '--message', 'Merge', 'side'])
      write({ 'federation/certificates/a.pem': 'neither' })
      await git.raw(['commit', '--quiet', '--all', '--amend', '--message', 'Evil'])

      assert.equal(read(top, [A]).get(A)?.subject, 'Evil')
      assert.equal(read(top, [A]).get(A), readOne(top, A))
    })
  })

  test('are not taken from where a shallow clone begins', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, plumb } = repository
      await save(repository, { README: '1' }, 'Second')
      const third = await save(repository, { 'federation/certificates/a.pem': 'a2' }, 'Third')
      plumb(['clone', '--quiet', '--depth=2', `file://${top}`, '../clone'])

      assert.equal(idsOf(read(join(dirname(top), 'clone'), [MANIFEST, A])), { [A]: third })
    })
  })

  test('are told with hostile names as they are, and cut; those of megabytes are left out', async () => {
    await withRepository(FILES, ({ top, plumb }) => {
      const make = (author: string, message: string, path: string): string => {
        const blob = plumb(['hash-object', '-w', '--stdin'], path)
        plumb(['update-index', '--add', '--cacheinfo', `100644,${blob},federation/${path}`])
        const head = plumb(['rev-parse', 'HEAD'])
        const text = `tree ${plumb(['write-tree'])}\nparent ${head}\nauthor ${author} <x> 1 +0000\ncommitter y <y> 1767323046 +0000\n\n${message}\n`
        const id = plumb(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], text)
        plumb(['update-ref', 'HEAD', id])
        return id
      }
      const odd = ':100644 100644 x y M'
      const hostile = make('\u001b]0;x\u0007 @team', `${'s'.repeat(10_000)}\n\n:000000 100644`, odd)
      make('Ada', 'm'.repeat(2 * 1024 * 1024), B)

      const found = read(top, [odd, B, MANIFEST])
      assert.equal([...found.keys()], [odd, MANIFEST])
      assert.is(found.get(odd)?.id, hostile)
      assert.is(found.get(odd)?.author, '\u001b]0;x\u0007 @team')
      assert.match(found.get(odd)?.subject ?? '', /^s{4000,4096}$/)
    })
  })

  test('are not misled by the configuration of the repository', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head } = repository
      const first = await head()
      const second = await save(repository, { 'federation/certificates/b.pem': 'a' }, 'Copy')
      const hostile =
        '[log]\n\tshowRoot = false\n\tfollow = true\n\tdiffMerges = off\n[diff]\n\trenames = copies\n\trelative = true\n\tnoprefix = true\n[core]\n\tabbrev = 5\n[format]\n\tpretty = %s\n'
      appendFileSync(join(top, '.git/config'), hostile)

      assert.equal(idsOf(read(top, [MANIFEST, A, B])), { [MANIFEST]: first, [A]: first, [B]: second })
    })
  })

  test('of a federation at the top of its repository are found as well', async () => {
    await withRepository({ 'federation.yaml': 'a: 1\n' }, async (repository) => {
      const first = await repository.head()
      const found = readDeclarationCommits(worldIn(repository.top), readCommit(worldIn(repository.top), '.'), [
        MANIFEST,
      ])
      assert.equal(idsOf(found), { [MANIFEST]: first })
    })
  })

  test('of 300 parties take four git processes', async () => {
    await withRepository(FILES, async ({ top, plumb, head }) => {
      const root = await head()
      const paths = Array.from({ length: 300 }, (_, index) => `certificates/n${index}.pem`)
      const stream = paths.map((path, index) => {
        const from = index === 0 ? `from ${root}\n` : ''
        return `commit refs/heads/main\ncommitter x <x@x.invalid> ${1767323046 + index} +0000\ndata 1\nx\n${from}M 100644 inline federation/${path}\ndata 1\nx\n\n`
      })
      plumb(['fast-import', '--quiet', '--force'], stream.join(''))

      const world = worldIn(top)
      const committed = readCommit(world, join(top, 'federation'))
      const { count, value } = await countGit(world, (counted) => readDeclarationCommits(counted, committed, paths))
      const expected = plumb(['rev-list', '--reverse', `${root}..main`]).split('\n')
      assert.equal(
        [...value.values()].map(({ id }) => id),
        expected,
      )
      assert.is(count, 4)
    })
  })
})

function read(top: string, paths: readonly string[]): ReadonlyMap<string, Revision> {
  const world = worldIn(top)
  return readDeclarationCommits(world, readCommit(world, join(top, 'federation')), paths)
}

function readOne(top: string, path: string): Revision | undefined {
  const world = worldIn(top)
  return readDeclarationHistory(world, readCommit(world, join(top, 'federation')), path)
}

function idsOf(found: ReadonlyMap<string, Revision>): Readonly<Record<string, string>> {
  return Object.fromEntries([...found].map(([path, { id }]) => [path, id]))
}

function save(repository: TestRepository, files: Files, subject: string): Promise<string> {
  repository.write(files)
  return repository.commit(subject)
}
