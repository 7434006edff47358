import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { readSeenCommits, type SeenCommits } from '../../../src/io/source/seen-commits.ts'
import type { World } from '../../../src/io/world/world.ts'
import { countGit } from '../../helpers/count-git.ts'
import { readCommit } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }

suite('commits that components have seen', (test) => {
  test('are the same, behind, ahead, diverged or unknown', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, commit, plumb } = repository
      const root = await head()
      const middle = await commit('Middle')
      const reported = await commit('Reported')
      const other = commitOn(repository, [middle], 'Other')
      const ahead = commitOn(repository, [commitOn(repository, [reported], 'Next')], 'Ahead')
      const merged = commitOn(repository, [other, reported], 'Merged')
      const orphan = commitOn(repository, [], 'Orphan')
      const blob = plumb(['rev-parse', 'HEAD:federation/federation.yaml'])
      const strange = ['none', '', '--all', 'HEAD', '1'.repeat(40), blob, `${root}\n${middle}`]

      const { history, isShallow } = read(top, [root, middle, reported, other, ahead, merged, orphan, ...strange])
      assert.equal(
        [...history.values()],
        ['behind', 'behind', 'same', 'diverged', 'ahead', 'ahead', 'diverged', ...strange.map(() => 'unknown')],
      )
      assert.not(isShallow)
    })
  })

  test('form one line, or one pair for each line beyond the first', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, commit } = repository
      const root = await head()
      const next = await commit('Next')
      const reported = await commit('Reported')
      const left = commitOn(repository, [next], 'Left')
      const leftmost = commitOn(repository, [left], 'Leftmost')
      const orphan = commitOn(repository, [], 'Orphan')

      assert.equal(read(top, []).divergence, [])
      assert.equal(read(top, [reported, next, root, root]).divergence, [])
      assert.equal(read(top, [left, root, leftmost]).divergence, [])
      assert.equal(sort(read(top, [leftmost, reported]).divergence), sort([[reported, leftmost]]))
      assert.is(read(top, [leftmost, reported, left, next, root]).divergence.length, 1)
      assert.is(read(top, [leftmost, reported, orphan, left]).divergence.length, 2)
    })
  })

  test('diverge also where both came together later', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, plumb } = repository
      const root = await head()
      const [left, right] = [commitOn(repository, [root], 'Left'), commitOn(repository, [root], 'Right')]
      const merged = commitOn(repository, [left, right], 'Merged')
      plumb(['update-ref', 'HEAD', merged])

      const seen = read(top, [left, right, merged])
      assert.equal([...seen.history.values()], ['behind', 'behind', 'same'])
      assert.equal(sort(seen.divergence), sort([[left, right]]))
    })
  })

  test('are told apart whatever their dates say', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, plumb } = repository
      let tip = await head()
      const seen = [tip]
      for (let index = 0; index < 12; index += 1) {
        tip = commitOn(repository, [tip], 'Backwards', 1_800_000_000 - 10_000_000 * index)
        seen.push(tip)
      }
      plumb(['update-ref', 'HEAD', seen[6] ?? ''])

      const { history, divergence } = read(top, seen)
      assert.equal([...history.values()].join(' '), `${'behind '.repeat(6)}same${' ahead'.repeat(6)}`)
      assert.equal(divergence, [])
    })
  })

  test('are diverged after a forced push, and unknown once they are thrown away', async () => {
    await withRepository(FILES, async ({ top, git, head, commit, plumb }) => {
      const old = await commit('Old')
      await git.raw(['commit', '--quiet', '--amend', '--allow-empty', '--message', 'Forced'])
      assert.equal(read(top, [old]).history, new Map([[old, 'diverged']]))
      assert.equal(read(top, [old, await head()]).divergence.length, 1)

      plumb(['reflog', 'expire', '--expire=now', '--all'])
      plumb(['gc', '--quiet', '--prune=now'])
      assert.equal(read(top, [old, await head()]), {
        history: new Map([
          [old, 'unknown'],
          [await head(), 'same'],
        ]),
        divergence: [],
        isShallow: false,
      })
    })
  })

  test('are unknown in a shallow clone where it does not reach back, and known where it does', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, commit, plumb } = repository
      const root = await head()
      const [second, third, reported] = [await commit('Second'), await commit('Third'), await commit('Reported')]
      const other = commitOn(repository, [root], 'Other')
      plumb(['branch', 'other', other])
      plumb(['clone', '--quiet', '--depth=2', '--no-single-branch', `file://${top}`, '../clone'])

      const seen = read(join(dirname(top), 'clone'), [root, second, third, reported, other])
      assert.equal([...seen.history.values()], ['unknown', 'unknown', 'behind', 'same', 'unknown'])
      assert.equal([seen.divergence, seen.isShallow], [[], true])
    })
  })

  test('without their own history keep none of the others from being told', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, head, commit } = repository
      const root = await head()
      await commit('Reported')
      const lost = commitOn(repository, [root], 'Lost')
      const torn = commitOn(repository, [lost], 'Torn')
      rmSync(join(top, '.git/objects', lost.slice(0, 2), lost.slice(2)))

      assert.equal([...read(top, [torn, lost, root]).history.values()], ['unknown', 'unknown', 'behind'])
      rmSync(join(top, '.git/objects', root.slice(0, 2), root.slice(2)))
      assert.is(await codeOf(() => read(top, [torn])), 'GIT_REFUSED')
    })
  })

  test('of 300 components take four git processes', async () => {
    await withRepository(FILES, async ({ top, plumb, head }) => {
      const root = await head()
      const stream = Array.from({ length: 300 }, (_, index) => {
        const from = index === 0 ? `from ${root}\n` : index % 3 === 0 ? `from :${index - 2}\n` : ''
        return `commit refs/heads/${index % 3 === 0 ? 'main' : `b${index}`}\nmark :${index + 1}\ncommitter x <x@x.invalid> ${1767323046 + index} +0000\ndata 1\nx\n${from || `from :${index - (index % 3) + 1}\n`}\n`
      })
      plumb(['fast-import', '--quiet', '--force', '--export-marks=marks'], stream.join(''))
      const all = plumb(['rev-list', '--all']).split('\n')

      const { count, value } = await countGit(worldIn(top), (world) => readWith(world, top, all))
      assert.is(all.length, 301)
      assert.is([...value.history.values()].filter((fact) => fact === 'diverged').length, 198)
      assert.is(value.divergence.length, 199)
      assert.is(count, 4)
    })
  })
})

function read(top: string, commits: readonly string[]): SeenCommits {
  return readWith(worldIn(top), top, commits)
}

function readWith(world: World, top: string, commits: readonly string[]): SeenCommits {
  return readSeenCommits(world, readCommit(world, join(top, 'federation')), commits)
}

function commitOn({ plumb }: TestRepository, parents: readonly string[], subject: string, seconds?: number): string {
  const tree = plumb(['rev-parse', 'HEAD^{tree}'])
  if (seconds === undefined) return plumb(['commit-tree', ...parents.flatMap((id) => ['-p', id]), '-m', subject, tree])
  const lines = [`tree ${tree}`, ...parents.map((id) => `parent ${id}`)]
  const person = `x <x@x.invalid> ${seconds} +0000`
  const text = `${lines.join('\n')}\nauthor ${person}\ncommitter ${person}\n\n${subject}\n`
  return plumb(['hash-object', '-t', 'commit', '-w', '--stdin'], text)
}

function sort(pairs: SeenCommits['divergence']): readonly string[] {
  return pairs.map((pair) => [...pair].sort().join(' ')).sort()
}
