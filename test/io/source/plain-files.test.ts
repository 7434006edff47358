import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Snapshot } from '../../../src/domain/snapshot.ts'
import { readPlainSnapshot } from '../../../src/io/source/snapshot.ts'
import type { World } from '../../../src/io/world/world.ts'
import { makePipe, withDirectory, type Files } from '../../helpers/directory.ts'
import { readSource } from '../../helpers/read-source.ts'
import { withRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation.yaml': 'a: 1\n', 'certificates/node_a.pem': 'PEM\n' }
const MIB = 1024 * 1024

/** Directories beyond each limit, with the words that say so. */
const TOO_BIG: readonly { readonly name: string; readonly files: () => Files; readonly message: RegExp }[] = [
  {
    name: '25,001 entries',
    files: () => Object.fromEntries(Array.from({ length: 25_000 }, (_, index) => [`d/${index}`, ''])),
    message: /more than 25,000 entries/,
  },
  { name: 'entries on a fifth level', files: () => ({ 'a/b/c/d/e': '' }), message: /more than 4 levels deep/ },
  {
    name: 'files of more than 64 MiB in all',
    files: () => Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`${index}.pem`, 'x'.repeat(MIB)])),
    message: /more than 64 MiB/,
  },
]

suite('plain files', (test) => {
  test('reads files as they are, without a revision', async () => {
    await withDirectory(FILES, async (directory) => {
      const snapshot = await read(worldIn(directory))

      assert.is(snapshot.revision.id, 'none')
      assert.equal(describe(snapshot), ['certificates/node_a.pem file PEM\n', 'federation.yaml file a: 1\n'])
      assert.equal(snapshot.problems, [])
    })
  })

  test('reads the files of a work tree when told to, and not its .git', async () => {
    await withRepository(FILES, async ({ top, write }) => {
      write({ 'federation.yaml': 'a: 2\n', 'sub/.git': 'gitdir: x', 'sub/x': '' })

      const snapshot = await readPlainSnapshot(worldIn(top), '.')

      assert.is(snapshot.revision.id, 'none')
      assert.equal(describe(snapshot), [
        'certificates/node_a.pem file PEM\n',
        'federation.yaml file a: 2\n',
        'sub gitlink undefined',
      ])
    })
  })

  test('follows no link and opens nothing but files', async () => {
    await withDirectory({ ...FILES, run: '#!/bin/sh\n' }, async (directory) => {
      symlinkSync('/etc/passwd', join(directory, 'certificates/link.pem'))
      symlinkSync('/etc', join(directory, 'etc'))
      makePipe(join(directory, 'pipe'))

      const snapshot = await read(worldIn(directory))

      assert.equal(describe(snapshot), [
        'certificates/link.pem symlink undefined',
        'certificates/node_a.pem file PEM\n',
        'etc symlink undefined',
        'federation.yaml file a: 1\n',
        'pipe other undefined',
        'run file #!/bin/sh\n',
      ])
      assert.is(snapshot.files.at(-1)?.executable, true)
    })
  })

  test('does not follow a link that takes the place of a file while it is read', async () => {
    await withDirectory({ ...FILES, secret: 'secret' }, async (directory) => {
      const file = join(directory, 'federation.yaml')
      const world = disturb(directory, 'federation.yaml', () => {
        unlinkSync(file)
        symlinkSync('secret', file)
      })

      assertUnreadable(await read(world), 'federation.yaml')
    })
  })

  test('does not take another file that takes the place of one while it is read', async () => {
    await withDirectory({ ...FILES, secret: 'secret' }, async (directory) => {
      const world = disturb(directory, 'federation.yaml', () => {
        renameSync(join(directory, 'secret'), join(directory, 'federation.yaml'))
      })

      assertUnreadable(await read(world), 'federation.yaml')
    })
  })

  test('does not follow a link that takes the place of a directory while it is walked', async () => {
    await withDirectory({ ...FILES, 'outside/node_a.pem': 'secret' }, async (directory) => {
      const exchange = () => {
        renameSync(join(directory, 'certificates'), join(directory, 'gone'))
        symlinkSync('outside', join(directory, 'certificates'))
      }

      assertUnreadable(await read(disturb(directory, 'certificates', exchange)), 'certificates/')
    })
    await withDirectory({ ...FILES, 'outside/node_a.pem': 'secret' }, async (directory) => {
      const exchange = () => {
        renameSync(join(directory, 'certificates'), join(directory, 'gone'))
        symlinkSync('outside', join(directory, 'certificates'))
      }

      const snapshot = await read(disturb(directory, 'node_a.pem', exchange))
      assert.is(describe(snapshot)[0], 'certificates/node_a.pem file PEM\n')
    })
  })

  test('passes over a file that goes away while it is walked', async () => {
    await withDirectory(FILES, async (directory) => {
      const world = worldIn(directory)
      const list = (path: string) => [...world.files.list(path), 'gone.yaml'].sort()

      const snapshot = await read({ ...world, files: { ...world.files, list } })
      assert.is(snapshot.files.length, 2)
      assert.equal(snapshot.problems, [])
    })
  })

  test('reports what it may not read, and goes on', async () => {
    for (const call of ['open', 'lstat', 'list'] as const) {
      await withDirectory(FILES, async (directory) => {
        const snapshot = await read(failing(worldIn(directory), call))

        assert.ok(snapshot.problems.length > 0)
        for (const { code, exitCode, message } of snapshot.problems) {
          assert.is(code, 'SOURCE_UNREADABLE')
          assert.is(exitCode, 1)
          assert.match(message, 'EACCES')
        }
      })
    }
  })

  test('says what to type so that no name can add to it', async () => {
    await withDirectory({ "a'; id #": '' }, async (directory) => {
      const { problems } = await read(failing(worldIn(directory), 'lstat'))

      assert.is(problems[0]?.remedy, String.raw`See who may read it: ls -ld 'a'\''; id #'`)
    })
  })

  test('reports a name that is not UTF-8', async () => {
    await withDirectory(FILES, async (directory) => {
      const name = Buffer.concat([Buffer.from(`${directory}/n`), Buffer.from([0xf8])])
      writeFileSync(name, 'x')

      const snapshot = await read(worldIn(directory))
      assert.is(snapshot.problems[0]?.code, 'ENTRY_NAME_NOT_UTF8')
      assert.is(snapshot.files.length, 2)
    })
  })

  test('tells only the size of a file beyond its limit', async () => {
    await withDirectory({ 'a.pem': 'x'.repeat(MIB), 'b.pem': 'x'.repeat(MIB + 1) }, async (directory) => {
      const { files } = await read(worldIn(directory))

      assert.equal(
        files.map(({ size, bytes }) => [size, bytes?.length]),
        [
          [MIB, MIB],
          [MIB + 1, undefined],
        ],
      )
    })
  })

  for (const { name, files, message } of TOO_BIG) {
    test(`refuses ${name}`, async () => {
      await withDirectory(files(), async (directory) => {
        assert.is(await codeOf(() => read(worldIn(directory))), 'SOURCE_TOO_BIG')
        assert.match(await messageOf(worldIn(directory)), message)
      })
    })
  }

  test('reads the same where directories cannot be reached through descriptors', async () => {
    await withDirectory({ ...FILES, 'parties/x.yaml': 'x' }, async (directory) => {
      mkdirSync(join(directory, 'empty'))

      const elsewhere = await read({ ...worldIn(directory), platform: 'darwin' })

      assert.equal(elsewhere, await read(worldIn(directory)))
    })
  })
})

function read(world: World): Promise<Snapshot> {
  return readSource(world, '.')
}

async function messageOf(world: World): Promise<string> {
  try {
    return `it was read: ${(await read(world)).files.length} files`
  } catch (error) {
    return String(error)
  }
}

function describe({ files }: Snapshot): readonly string[] {
  return files.map(({ path, kind, bytes }) => `${path} ${kind} ${String(bytes && Buffer.from(bytes).toString())}`)
}

function assertUnreadable(snapshot: Snapshot, path: string): void {
  assert.is(snapshot.problems[0]?.code, 'SOURCE_UNREADABLE')
  assert.is(snapshot.problems[0]?.place.file, path)
  assert.not.ok(describe(snapshot).some((line) => line.startsWith(path)))
}

/** Makes a world in which somebody acts once, right after an entry of this name was looked at. */
function disturb(cwd: string, name: string, act: () => void): World {
  const world = worldIn(cwd)
  let done = false
  const lstat: World['files']['lstat'] = (path) => {
    const status = world.files.lstat(path)
    if (path.endsWith(`/${name}`) && !done) {
      done = true
      act()
    }
    return status
  }
  return { ...world, files: { ...world.files, lstat } }
}

/** Makes a world in which one call is denied for everything below the federation directory. */
function failing(world: World, call: 'open' | 'lstat' | 'list'): World {
  const deny = () => {
    throw systemError('EACCES', call)
  }
  return { ...world, files: { ...world.files, [call]: deny } }
}
