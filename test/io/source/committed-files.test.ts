import * as assert from 'uvu/assert'
import type { Snapshot } from '../../../src/domain/snapshot.ts'
import { readSource } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

const MIB = 1024 * 1024

/** Trees beyond each limit, with the words that say so. */
const TOO_BIG: readonly {
  readonly name: string
  readonly makeTree: (repository: TestRepository) => string
  readonly message: RegExp
}[] = [
  {
    name: '25,001 entries',
    makeTree: (repository) => makeTree(repository, numbered(25_001, `100644 blob ${makeBlob(repository, 'content')}`)),
    message: /more than 25,000 entries/,
  },
  {
    name: 'entries on a fifth level',
    makeTree: (repository) => nest(repository, 5),
    message: /more than 4 levels deep/,
  },
  {
    name: 'a path of 1,025 bytes',
    makeTree: (repository) =>
      makeTree(repository, [`100644 blob ${makeBlob(repository, 'content')}\t${'ä'.repeat(512)}x`]),
    message: /longer than 1,024 bytes/,
  },
  {
    name: 'files of more than 64 MiB in all',
    makeTree: (repository) =>
      makeTree(repository, numbered(65, `100644 blob ${makeBlob(repository, 'x'.repeat(MIB))}`)),
    message: /more than 64 MiB/,
  },
  {
    name: 'a tree of 10 to the 24th entries',
    makeTree: (repository) => multiply(repository, 24),
    message: /more than git can be asked to list/,
  },
]

suite('committed files', (test) => {
  test('reads every kind of entry without following or opening what is no file', async () => {
    await withRepository({}, async (repository) => {
      const blob = makeBlob(repository, 'content')
      commitTree(repository, [
        `100644 blob ${blob}\tfederation.yaml`,
        `100755 blob ${blob}\trun`,
        `120000 blob ${makeBlob(repository, '../../etc/passwd')}\tlink`,
        `160000 commit ${'1'.repeat(40)}\tmodule`,
        `040000 tree ${EMPTY_TREE}\tnothing`,
      ])

      const { files } = await read(repository)

      assert.equal(
        files.map(({ path, kind, executable, size, bytes }) => [path, kind, executable, size, textOf(bytes)]),
        [
          ['federation.yaml', 'file', false, 7, 'content'],
          ['link', 'symlink', false, 16, undefined],
          ['module', 'gitlink', false, 0, undefined],
          ['run', 'file', true, 7, 'content'],
        ],
      )
    })
  })

  test('names each file by the id of its blob', async () => {
    await withRepository({ 'federation.yaml': 'a: 1\n' }, async (repository) => {
      const [file] = (await read(repository)).files

      assert.is(file?.blob, repository.plumb(['rev-parse', 'HEAD:federation.yaml']))
    })
  })

  test('keeps names as they are, however hostile', async () => {
    const names = [
      '-rf',
      ' .pem ',
      'A.pem',
      'CON',
      'a.pem',
      'line\nbreak',
      'esc\u001b[31m',
      'bidi\u202e',
      '\ufeffbom',
      'x\ty',
      'a\\b',
    ]
    await withRepository({}, async (repository) => {
      const blob = makeBlob(repository, 'content')
      commitTree(
        repository,
        names.map((name) => `100644 blob ${blob}\t${name}`),
      )

      const { files, problems } = await read(repository)

      assert.equal(
        files.map(({ path }) => path),
        [...names].sort(),
      )
      assert.equal(
        problems.map(({ code }) => code),
        ['UNCOMMITTED_CHANGES'],
      )
    })
  })

  test('reports a name that is not UTF-8, and shows its bytes', async () => {
    await withRepository({}, async (repository) => {
      const line = Buffer.from(`100644 blob ${makeBlob(repository, 'content')}\tn\xf8de.pem\0`, 'latin1')
      commitTreeId(repository, repository.plumb(['mktree', '-z'], line))

      const { files, problems } = await read(repository)

      assert.is(files[0]?.path, 'n\\xf8de.pem')
      assert.is(problems[0]?.code, 'ENTRY_NAME_NOT_UTF8')
      assert.is(problems[0]?.exitCode, 26)
      assert.is(problems[0]?.place.file, 'n\\xf8de.pem')
    })
  })

  test('reports a path that the tree holds twice', async () => {
    await withRepository({}, async (repository) => {
      const blob = makeBlob(repository, 'one')
      const other = makeBlob(repository, 'two')
      const entries = [treeEntry('100644', 'a.pem', blob), treeEntry('100644', 'a.pem', other)]
      const tree = repository.plumb(
        ['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'],
        Buffer.concat(entries),
      )
      commitTreeId(repository, tree)

      const { files, problems } = await read(repository)

      assert.is(files.length, 1)
      assert.is(problems[0]?.code, 'ENTRY_DUPLICATE')
    })
  })

  test('reads a file up to its limit, and tells only the size of a larger one', async () => {
    const files = {
      'federation.yaml': 'x'.repeat(4 * MIB),
      'federation.yml': 'x'.repeat(4 * MIB + 1),
      'parties/a.yaml': 'x'.repeat(64 * 1024),
      'parties/b.yaml': 'x'.repeat(64 * 1024 + 1),
      'certificates/a.pem': 'x'.repeat(MIB),
      'certificates/b.pem': 'x'.repeat(MIB + 1),
    }
    await withRepository(files, async (repository) => {
      const snapshot = await read(repository)

      const sizes = new Map(snapshot.files.map(({ path, size, bytes }) => [path, [size, bytes?.length]]))
      assert.equal(sizes.get('federation.yaml'), [4 * MIB, 4 * MIB])
      assert.equal(sizes.get('federation.yml'), [4 * MIB + 1, undefined])
      assert.equal(sizes.get('parties/a.yaml'), [64 * 1024, 64 * 1024])
      assert.equal(sizes.get('parties/b.yaml'), [64 * 1024 + 1, undefined])
      assert.equal(sizes.get('certificates/a.pem'), [MIB, MIB])
      assert.equal(sizes.get('certificates/b.pem'), [MIB + 1, undefined])
      assert.equal(snapshot.problems, [])
    })
  })

  for (const { name, makeTree, message } of TOO_BIG) {
    test(`refuses ${name}`, async () => {
      await withRepository({}, async (repository) => {
        commitTreeId(repository, makeTree(repository))

        assert.is(await codeOf(() => read(repository)), 'SOURCE_TOO_BIG')
        assert.match(await messageOf(repository), message)
      })
    })
  }

  test('accepts 25,000 entries', async () => {
    await withRepository({}, async (repository) => {
      const blob = makeBlob(repository, 'content')
      commitTree(repository, numbered(25_000, `100644 blob ${blob}`))

      assert.is((await read(repository)).files.length, 25_000)
    })
  })
})

function read({ top }: TestRepository): Promise<Snapshot> {
  return readSource(worldIn(top), '.')
}

async function messageOf(repository: TestRepository): Promise<string> {
  try {
    return `it was read: ${(await read(repository)).files.length} files`
  } catch (error) {
    return String(error)
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
}

function makeBlob({ plumb }: TestRepository, content: string): string {
  return plumb(['hash-object', '-w', '--stdin'], content)
}

/** Makes a tree of lines as `ls-tree -z` writes them. */
function makeTree({ plumb }: TestRepository, lines: readonly string[]): string {
  return plumb(['mktree', '-z', '--missing'], lines.map((line) => `${line}\0`).join(''))
}

function commitTree(repository: TestRepository, lines: readonly string[]): void {
  commitTreeId(repository, makeTree(repository, lines))
}

function commitTreeId({ plumb }: TestRepository, tree: string): void {
  plumb(['update-ref', 'HEAD', plumb(['commit-tree', tree], 'Forge a tree')])
}

/** One entry of a raw tree object, for what `mktree` refuses to make. */
function treeEntry(mode: string, name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])
}

function numbered(count: number, entry: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${entry}\t${index}.pem`)
}

/** Makes a file on the level given. */
function nest(repository: TestRepository, level: number): string {
  let tree = makeTree(repository, [`100644 blob ${makeBlob(repository, 'content')}\tfile`])
  for (let depth = 1; depth < level; depth += 1) tree = makeTree(repository, [`040000 tree ${tree}\td`])
  return tree
}

/** Makes a tree in which every directory holds ten times the same one: small to store, endless to list. */
function multiply(repository: TestRepository, levels: number): string {
  let tree = EMPTY_TREE
  for (let level = 0; level < levels; level += 1) tree = makeTree(repository, numbered(10, `040000 tree ${tree}`))
  return tree
}
