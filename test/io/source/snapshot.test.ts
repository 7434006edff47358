import * as assert from 'uvu/assert'
import { readCommittedSnapshot, readUncommitted } from '../../../src/io/source/snapshot.ts'
import { readCommit } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\r\nb: 2\n', 'federation/certificates/node_a.pem': 'PEM\n' }

suite('a work tree of whose commit only the ids are known', (test) => {
  for (const format of ['sha1', 'sha256'] as const) {
    test(`differs in nothing as long as it is untouched, ${format}`, () =>
      withRepository(
        FILES,
        async (repository) => {
          assert.equal(await compare(repository), [])
        },
        format,
      ))

    test(`differs in what was changed, ${format}`, () =>
      withRepository(
        FILES,
        async (repository) => {
          repository.write({ 'federation/certificates/node_a.pem': 'PEN\n', 'federation/more.txt': '' })
          const [message = '', ...others] = await compare(repository)
          assert.match(message, 'certificates/node_a.pem (changed), more.txt (added).')
          assert.equal(others, [])
        },
        format,
      ))
  }

  test('differs in nothing where only line ends are others, committed or not', () =>
    withRepository(FILES, async (repository) => {
      repository.write({ 'federation/federation.yaml': 'a: 1\nb: 2\n' })
      assert.equal(await compare(repository), [])
    }))
})

async function compare({ top }: TestRepository): Promise<readonly string[]> {
  const world = worldIn(top)
  const committed = readCommit(world, 'federation')
  const { files } = await readCommittedSnapshot(world, committed)
  const ids = files.map((file) => ({ ...file, bytes: undefined }))
  return (await readUncommitted(world, committed, ids)).map(({ message }) => message)
}
