import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { readRevision } from '../../../src/io/source/revision.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { readSource } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n', 'federation/certificates/node_a.pem': 'PEM\n' }

/** Ways in which git keeps the same commit; each gives the work tree to read. */
const LAYOUTS: readonly {
  readonly name: string
  readonly prepare: (repository: TestRepository) => string | Promise<string>
}[] = [
  { name: 'loose objects', prepare: ({ top }) => top },
  {
    name: 'packed objects and packed refs',
    prepare: ({ top, plumb }) => {
      plumb(['gc', '--quiet'])
      plumb(['pack-refs', '--all'])
      return top
    },
  },
  {
    name: 'a detached HEAD',
    prepare: ({ top, plumb }) => {
      plumb(['checkout', '--quiet', '--detach'])
      return top
    },
  },
  {
    name: 'a linked work tree',
    prepare: ({ top, plumb }) => {
      plumb(['worktree', 'add', '--quiet', '--detach', '../linked'])
      return beside(top, 'linked')
    },
  },
  {
    name: 'a clone that borrows its objects',
    prepare: ({ top, plumb }) => {
      plumb(['clone', '--quiet', '--shared', top, '../clone'])
      return beside(top, 'clone')
    },
  },
  {
    name: 'a shallow clone',
    prepare: async ({ top, plumb, write, commit }) => {
      write({ 'README.md': 'x' })
      await commit('Explain')
      plumb(['clone', '--quiet', '--depth=1', `file://${top}`, '../clone'])
      return beside(top, 'clone')
    },
  },
  {
    name: 'a submodule',
    prepare: ({ top, plumb }) => {
      plumb(['init', '--quiet', '../outer'])
      const outer = beside(top, 'outer')
      plumb(['-C', outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', top, 'inner'])
      return join(outer, 'inner')
    },
  },
  {
    name: 'a directory that is reached through a link from outside',
    prepare: ({ top }) => {
      symlinkSync(top, beside(top, 'link'))
      return beside(top, 'link')
    },
  },
  {
    name: 'a repository whose HEAD a branch of the same name makes ambiguous',
    prepare: ({ top, plumb }) => {
      plumb(['update-ref', 'refs/heads/HEAD', 'HEAD'])
      return top
    },
  },
]

suite('revision', (test) => {
  test('tells commit, subject, author, time and the tree of the directory', async () => {
    await withRepository(FILES, async (repository) => {
      const committed = readRevision(worldIn(repository.top), 'federation')

      assert.equal(committed?.revision, {
        id: await repository.head(),
        subject: 'Declare the federation',
        author: 'Ada Admin',
        time: Date.UTC(2026, 0, 2, 3, 4, 6),
      })
      assert.is(committed?.treeId, await repository.git.revparse(['HEAD:federation']))
      assert.is(committed?.repository.top, repository.top)
    })
  })

  test('tells nothing outside git', async () => {
    await withDirectory({ 'federation/federation.yaml': '' }, (directory) => {
      assert.is(readRevision(worldIn(directory), 'federation'), undefined)
    })
  })

  test('keeps the tree id when a commit changes something else', async () => {
    await withRepository(FILES, async (repository) => {
      const before = readRevision(worldIn(repository.top), 'federation')

      repository.write({ 'README.md': 'x' })
      await repository.commit('Explain')

      const after = readRevision(worldIn(repository.top), 'federation')
      assert.is(after?.treeId, before?.treeId)
      assert.is.not(after?.revision.id, before?.revision.id)
    })
  })

  test('joins the lines of a long subject and leaves out the body', async () => {
    await withRepository(FILES, (repository) => {
      commitTree(repository, '  Rotate  \nthe key \n \nBecause it leaked.\n')

      assert.is(readRevision(worldIn(repository.top), 'federation')?.revision.subject, 'Rotate the key')
    })
  })

  test('accepts a commit without a message, without an author and with an absurd time', async () => {
    await withRepository(FILES, (repository) => {
      const tree = repository.plumb(['rev-parse', 'HEAD^{tree}'])
      const text = `tree ${tree}\nauthor <a@b> 1 +0000\ncommitter C <a@b> 99999999999999999 +0000\n`
      const commit = repository.plumb(['hash-object', '-t', 'commit', '--literally', '-w', '--stdin'], text)
      repository.plumb(['update-ref', 'HEAD', commit])

      const expected = { id: commit, subject: undefined, author: undefined, time: undefined }
      assert.equal(readRevision(worldIn(repository.top), 'federation')?.revision, expected)
    })
  })

  for (const { name, prepare } of LAYOUTS) {
    test(`reads ${name}`, async () => {
      await withRepository(FILES, async (repository) => {
        const top = await prepare(repository)

        const snapshot = await readSource(worldIn(top), 'federation')

        assert.is(snapshot.revision.id, await repository.head())
        assert.equal(
          snapshot.files.map(({ path }) => path),
          ['certificates/node_a.pem', 'federation.yaml'],
        )
        assert.equal(snapshot.problems, [])
      })
    })
  }

  test('reads a repository of sha256 objects', async () => {
    await withRepository(
      FILES,
      async (repository) => {
        const snapshot = await readSource(worldIn(repository.top), 'federation')

        assert.match(snapshot.revision.id, /^[0-9a-f]{64}$/)
        assert.is(snapshot.files.length, 2)
        assert.equal(snapshot.problems, [])
      },
      'sha256',
    )
  })

  test('reads a federation directory that is the top of its repository', async () => {
    await withRepository({ 'federation.yaml': 'a: 1\n' }, async (repository) => {
      const snapshot = await readSource(worldIn(repository.top), '.')

      assert.equal(
        snapshot.files.map(({ path }) => path),
        ['federation.yaml'],
      )
      assert.equal(snapshot.problems, [])
    })
  })

  test('reads a directory whose name git could take for something else', async () => {
    for (const name of ['-rf', 'a b', 'HEAD', 'blob 5', '...', 'ä', ':x', '*']) {
      await withRepository({ [`${name}/federation.yaml`]: 'a: 1\n' }, async (repository) => {
        const snapshot = await readSource(worldIn(repository.top), `./${name}/`)

        assert.is(snapshot.files.length, 1, name)
        assert.is(snapshot.label, `./${name}`)
      })
    }
  })

  test('refuses a repository without a commit', async () => {
    await withRepository({}, async (repository) => {
      repository.write(FILES)

      assert.is(await codeOf(() => readRevision(worldIn(repository.top), 'federation')), 'REPOSITORY_EMPTY')
    })
  })

  test('refuses a directory that is not committed', async () => {
    await withRepository({ 'README.md': 'x' }, async (repository) => {
      repository.write(FILES)

      assert.is(await codeOf(() => readRevision(worldIn(repository.top), 'federation')), 'SOURCE_NOT_COMMITTED')
    })
  })

  test('refuses a directory that the commit holds as a file', async () => {
    await withRepository({ federation: 'a file' }, async (repository) => {
      repository.remove('federation')
      repository.write(FILES)

      assert.is(await codeOf(() => readRevision(worldIn(repository.top), 'federation')), 'SOURCE_NOT_COMMITTED')
    })
  })

  test('refuses a directory whose path contains a line break', async () => {
    await withRepository({ 'x\ny/federation.yaml': '' }, async (repository) => {
      assert.is(await codeOf(() => readRevision(worldIn(repository.top), 'x\ny')), 'SOURCE_PATH_UNUSABLE')
    })
  })

  test('refuses a partial clone that lacks the objects, and fetches nothing', async () => {
    for (const filter of ['tree:0', 'blob:none']) {
      await withRepository(FILES, async (repository) => {
        repository.plumb(['config', 'uploadpack.allowFilter', 'true'])
        const clone = join(dirname(repository.top), 'clone')
        repository.plumb(['clone', '--quiet', '--no-checkout', `--filter=${filter}`, `file://${repository.top}`, clone])
        mkdirSync(join(clone, 'federation'))

        const read = () => readSource(worldIn(clone), 'federation')
        assert.is(await codeOf(read), 'OBJECT_MISSING', filter)
      })
    }
  })

  test('refuses a repository whose object was lost', async () => {
    await withRepository(FILES, async (repository) => {
      const blob = repository.plumb(['rev-parse', 'HEAD:federation/federation.yaml'])
      repository.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`)

      const read = () => readSource(worldIn(repository.top), 'federation')
      assert.is(await codeOf(read), 'OBJECT_MISSING')
    })
  })

  test('gives up when HEAD never holds still', async () => {
    const git = '#!/bin/sh\nread a\nprintf "%040d commit 0\\n\\nHEAD:federation missing\\n%040d commit 0\\n\\n" 1 2\n'
    await withRepository(FILES, async (repository) => {
      await withDirectory({ 'bin/git': git }, async (directory) => {
        const world = { ...worldIn(repository.top), env: { PATH: `${directory}/bin:/usr/bin:/bin` } }

        assert.is(await codeOf(() => readRevision(world, 'federation')), 'REPOSITORY_UNSTEADY')
      })
    })
  })
})

function beside(top: string, name: string): string {
  return join(dirname(top), name)
}

/** Commits the tree of HEAD again, with a message that `git commit` would have tidied. */
function commitTree({ plumb }: TestRepository, message: string): void {
  const tree = plumb(['rev-parse', 'HEAD^{tree}'])
  plumb(['update-ref', 'HEAD', plumb(['commit-tree', tree], message)])
}
