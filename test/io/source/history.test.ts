import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import {
  readDeclarationHistory,
  readHistoryRelation,
  readRewriting,
  type HistoryQuestion,
  type HistoryRelation,
} from '../../../src/io/source/history.ts'
import type { World } from '../../../src/io/world/world.ts'
import type { Revision } from '../../../src/domain/federation.ts'
import { readCommit, repositoryOf } from '../../helpers/read-source.ts'
import { withRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }

suite('history', (test) => {
  test('tells a commit that descends from the accepted one from itself and from an older one', async () => {
    await withRepository(FILES, async ({ top, head, commit }) => {
      const first = await head()
      const second = await commit('Second')
      const ask = (accepted: string, now: string) => relate(worldIn(top), { accepted, head: now })

      assert.is(ask(first, first), 'same')
      assert.is(ask(first, second), 'descends')
      assert.is(ask(second, first), 'rewritten')
    })
  })

  test('tells a rewritten history, also when the old commit is gone', async () => {
    await withRepository(FILES, async ({ top, git, head, commit, plumb }) => {
      await commit('Second')
      const accepted = await head()
      await git.raw(['commit', '--quiet', '--amend', '--allow-empty', '--message', 'Forged'])
      const question = { accepted, head: await head() }

      assert.is(relate(worldIn(top), question), 'rewritten')
      plumb(['reflog', 'expire', '--expire=now', '--all'])
      plumb(['gc', '--quiet', '--prune=now'])
      assert.is(relate(worldIn(top), question), 'rewritten')
    })
  })

  test('tells nothing of a shallow clone that does not reach back', async () => {
    await withRepository(FILES, async ({ top, head, commit, plumb }) => {
      const accepted = await head()
      const second = await commit('Second')
      plumb(['clone', '--quiet', '--depth=1', `file://${top}`, '../clone'])
      const clone = join(dirname(top), 'clone')

      assert.is(relate(worldIn(clone), { accepted, head: second }), 'unknown')
      assert.is(relate(worldIn(clone), { accepted: second, head: second }), 'same')
    })
  })

  test('tells nothing of what is no commit id, and runs no git for it', async () => {
    await withRepository(FILES, async ({ top, head }) => {
      const world = { ...worldIn(top), env: {} }
      for (const accepted of ['none', '', 'HEAD', '--all', 'A'.repeat(40), '1'.repeat(41)]) {
        assert.is(relate(world, { accepted, head: await head() }), 'unknown')
      }
    })
  })

  test('is not misled by grafts and replacements', async () => {
    await withRepository(FILES, async ({ top, head, commit, write, plumb }) => {
      const first = await head()
      plumb(['checkout', '--quiet', '--orphan', 'other'])
      const orphan = await commit('Begin anew')
      write({ '.git/info/grafts': `${orphan} ${first}\n` })
      plumb(['replace', orphan, plumb(['commit-tree', '-p', first, '-m', 'Forged', `${orphan}^{tree}`])])

      const relation = relate(worldIn(top), { accepted: first, head: orphan })
      assert.is(relation, 'rewritten')
    })
  })

  test('says so when git cannot follow the history', async () => {
    await withRepository(FILES, async ({ top, head, commit, remove }) => {
      const first = await head()
      const second = await commit('Second')
      const third = await commit('Third')
      remove(`.git/objects/${second.slice(0, 2)}/${second.slice(2)}`)

      const ask = () => relate(worldIn(top), { accepted: first, head: third })
      assert.is(await codeOf(ask), 'OBJECT_MISSING')
    })
  })

  test('finds the last commit that touched a file', async () => {
    await withRepository(FILES, async ({ top, write, commit }) => {
      write({ 'federation/certificates/node_a.pem': 'PEM\n' })
      const id = await commit('Publish hospital-a')
      write({ 'federation/federation.yaml': 'a: 2\n' })
      await commit('Rename')

      assert.equal(historyOf(worldIn(top), 'federation', 'certificates/node_a.pem'), {
        id,
        author: 'Ada Admin',
        time: Date.UTC(2026, 0, 2, 3, 4, 6),
        subject: 'Publish hospital-a',
      })
    })
  })

  test('takes a path literally, and from the top of its repository', async () => {
    for (const path of ['*.pem', ':(glob)x', '--all', '-x']) {
      await withRepository({ 'a.pem': '1' }, async ({ top, write, commit }) => {
        assert.is(historyOf(worldIn(top), '.', path), undefined, path)

        write({ [path]: '2' })
        const id = await commit('Add it')
        assert.is(historyOf(worldIn(top), '.', path)?.id, id, path)
      })
    }
  })

  test('finds nothing that was committed after the commit that was read', async () => {
    await withRepository(FILES, async ({ top, head, commit, write }) => {
      const world = worldIn(top)
      const first = await head()
      const committed = readCommit(world, 'federation')
      write({ 'federation/federation.yaml': 'a: 2\n' })
      await commit('Second')

      assert.is(readDeclarationHistory(world, committed, 'federation.yaml')?.id, first)
    })
  })
})

suite('a history that was rewritten', (test) => {
  test('is described by what is missing, what is new, and what differs in the federation directory', async () => {
    await withRepository(
      { ...FILES, 'federation/old.txt': '' },
      async ({ top, head, commit, write, remove, plumb }) => {
        const ancestor = await head()
        write({ 'federation/federation.yaml': 'a: 2\n', 'README.md': 'x' })
        await commit('Second')
        const accepted = await commit('Third')
        plumb(['reset', '--quiet', '--hard', ancestor])
        write({ 'federation/new\n.txt': '' })
        remove('federation/old.txt')
        await commit('Another second')
        const world = worldIn(top)

        assert.equal(readRewriting(world, readCommit(world, 'federation'), accepted), {
          missing: 2,
          added: 1,
          ancestor,
          changed: ['federation.yaml (changed)', 'new\n.txt (added)', 'old.txt (removed)'],
          changedCount: 3,
        })
      },
    )
  })

  test('is described by its length alone where the accepted commit is gone', async () => {
    await withRepository(FILES, (repository) => {
      const world = worldIn(repository.top)

      assert.equal(readRewriting(world, readCommit(world, 'federation'), '1'.repeat(40)), {
        missing: undefined,
        added: 1,
        ancestor: undefined,
        changed: [],
        changedCount: 0,
      })
    })
  })
})

function historyOf(world: World, directory: string, path: string): Revision | undefined {
  return readDeclarationHistory(world, readCommit(world, directory), path)
}

function relate(world: World, question: HistoryQuestion): HistoryRelation {
  return readHistoryRelation(world, repositoryOf(world, 'federation'), question)
}
