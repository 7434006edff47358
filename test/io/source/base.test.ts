import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { findCommit, findParting, isShallow, readParents, type Parting } from '../../../src/io/source/base.ts'
import type { Repository } from '../../../src/io/source/git.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }

suite('the base of a comparison', (test) => {
  test('is the first of several names that the repository has, and nothing that is no commit', () =>
    withRepository(FILES, async ({ top, head, plumb }) => {
      const [world, repository] = [worldIn(top), at(top)]
      const id = await head()
      plumb(['tag', 'v1', id])
      plumb(['tag', 'tree', `${id}^{tree}`])
      plumb(['tag', '-a', '-m', 'annotated', 'v2', id])

      assert.is(findCommit(world, repository, ['refs/heads/nowhere', 'refs/tags/v1']), id)
      assert.is(findCommit(world, repository, ['refs/tags/v2']), id)
      assert.is(findCommit(world, repository, ['refs/tags/tree', 'refs/heads/nowhere', '0'.repeat(40)]), undefined)
    }))

  test('may be a parent, also one that a shallow clone hides', () =>
    withRepository(FILES, async ({ top, head, commit, plumb }) => {
      const first = await head()
      const second = await commit('Second')
      plumb(['clone', '--quiet', '--depth=1', `file://${top}`, '../shallow'])
      const shallow = at(join(top, '../shallow'))

      assert.equal(readParents(worldIn(top), { repository: at(top), id: first }), [])
      assert.equal(readParents(worldIn(top), { repository: shallow, id: second }), [first])
      assert.ok(isShallow(worldIn(top), shallow))
      assert.not(isShallow(worldIn(top), at(top)))
    }))

  test('is where two histories parted, in one repository as in two, and nowhere without a common commit', () =>
    withRepository(FILES, async (repository) => {
      const { top, git, head, commit, plumb } = repository
      const common = await head()
      await git.checkout(['--quiet', '-b', 'side'])
      const side = await commit('Side')
      await git.checkout(['--quiet', 'main'])
      const main = await commit('Main')
      await git.checkout(['--quiet', '--orphan', 'other'])
      const other = await commit('Other')
      plumb(['clone', '--quiet', '--bare', '--single-branch', '--branch', 'side', `file://${top}`, '../side.git'])
      const elsewhere: Repository = { ...at(top), gitDirectory: join(top, '../side.git') }
      const part = (id: string, base: string, where = at(top)): Parting =>
        findParting(worldIn(top), { repository: at(top), id }, { repository: where, id: base })

      assert.equal(part(main, side), { kind: 'at', id: common })
      assert.equal(part(main, side, elsewhere), { kind: 'at', id: common })
      assert.equal(part(main, common), { kind: 'at', id: common })
      assert.equal(part(main, other), { kind: 'nowhere' })
      assert.equal(part(other, side, elsewhere), { kind: 'nowhere' })
    }))

  test('is not known where a shallow clone holds both commits, and not what leads to them', () =>
    withRepository(FILES, async (repository: TestRepository) => {
      const { top, git, commit, plumb } = repository
      await git.checkout(['--quiet', '-b', 'side'])
      const side = await commit('Side')
      await git.checkout(['--quiet', 'main'])
      const main = await commit('Main')
      plumb(['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${top}`, '../shallow'])
      const shallow = at(join(top, '../shallow'))

      const parting = findParting(worldIn(top), { repository: shallow, id: main }, { repository: shallow, id: side })

      assert.equal(parting, { kind: 'unknown' })
    }))
})

function at(top: string): Repository {
  return { gitDirectory: join(top, '.git'), top, label: 'federation' }
}
