import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Problem } from '../../../src/domain/problem.ts'
import type { World } from '../../../src/io/world/world.ts'
import { makePipe, writeFiles } from '../../helpers/directory.ts'
import { readSource } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { worldIn } from '../../helpers/world-in.ts'

const FILES = {
  'federation/federation.yaml': 'a: 1\nb: 2\n',
  'federation/certificates/node_a.pem': 'PEM\n',
  'federation/parties/x.yaml': 'x\n',
}

/** What somebody does to a work tree, and the differences that the warning names. */
const CASES: readonly {
  readonly name: string
  readonly act: (repository: TestRepository) => void
  readonly expected: string | undefined
}[] = [
  { name: 'nothing when nothing differs', act: () => undefined, expected: undefined },
  {
    name: 'a changed file',
    act: ({ write }) => {
      write({ 'federation/federation.yaml': 'a: 1\nb: 3\n' })
    },
    expected: '1 uncommitted change, not taken into account: federation.yaml (changed).',
  },
  {
    name: 'added files and directories, without looking into the latter',
    act: ({ write }) => {
      write({ 'federation/certificates/node_b.pem': '', 'federation/more/a/b/c/d/e/f': '' })
    },
    expected: '2 uncommitted changes, not taken into account: certificates/node_b.pem (added), more/ (added).',
  },
  {
    name: 'removed files and directories',
    act: ({ remove }) => {
      remove('federation/certificates')
      remove('federation/federation.yaml')
    },
    expected:
      '2 uncommitted changes, not taken into account: certificates/node_a.pem (removed), federation.yaml (removed).',
  },
  {
    name: 'at most five names',
    act: ({ write }) => {
      for (const name of 'abcdefg') write({ [`federation/${name}`]: '' })
    },
    expected:
      '7 uncommitted changes, not taken into account: a (added), b (added), c (added), d (added), e (added) and 2 more.',
  },
  {
    name: 'a file in whose place there is something else',
    act: ({ top, remove }) => {
      for (const path of ['federation.yaml', 'certificates/node_a.pem', 'parties']) remove(`federation/${path}`)
      symlinkSync('/etc/passwd', join(top, 'federation/federation.yaml'))
      writeFiles(top, { 'federation/certificates/node_a.pem/x': '' })
      makePipe(join(top, 'federation/parties'))
    },
    expected:
      '4 uncommitted changes, not taken into account: certificates/node_a.pem (changed), federation.yaml (changed), ' +
      'parties (added), parties/x.yaml (removed).',
  },
  {
    name: 'hostile names escaped',
    act: ({ write }) => {
      write({ 'federation/\u001b[31m\u202e': '' })
    },
    expected: '1 uncommitted change, not taken into account: \\u{1b}[31m\\u{202e} (added).',
  },
  {
    name: 'nothing outside the directory',
    act: ({ write }) => {
      write({ 'README.md': 'x' })
    },
    expected: undefined,
  },
  {
    name: 'no hidden files, backups of editors and empty directories',
    act: ({ top, write }) => {
      write({ 'federation/.DS_Store': '', 'federation/.idea/x': '', 'federation/federation.yaml~': '' })
      mkdirSync(join(top, 'federation/empty'))
    },
    expected: undefined,
  },
  {
    name: 'no line ends, which git may convert',
    act: ({ write }) => {
      write({ 'federation/federation.yaml': 'a: 1\r\nb: 2\r\n' })
    },
    expected: undefined,
  },
  {
    name: 'no permissions',
    act: ({ top }) => {
      chmodSync(join(top, 'federation/federation.yaml'), 0o755)
    },
    expected: undefined,
  },
]

suite('uncommitted', (test) => {
  for (const { name, act, expected } of CASES) {
    test(`names ${name}`, async () => {
      await withRepository(FILES, async (repository) => {
        act(repository)

        const problem = await readWarning(repository)

        assert.is(problem?.message, expected === undefined ? undefined : `federation has ${expected}`)
        assert.is(problem?.severity, expected === undefined ? undefined : 'warning')
      })
    })
  }

  test('names a larger file only when its size differs', async () => {
    const large = 'x'.repeat(1024 * 1024 + 1)
    await withRepository({ ...FILES, 'federation/large': large }, async (repository) => {
      assert.is(await readWarning(repository), undefined)

      repository.write({ 'federation/large': `${large}y` })
      assert.match((await readWarning(repository))?.message ?? '', /large \(changed\)/)
    })
  })

  test('leaves submodules and links alone', async () => {
    await withRepository(FILES, async (repository) => {
      symlinkSync('federation.yaml', join(repository.top, 'federation/link'))
      repository.plumb(['init', '--quiet', join(dirname(repository.top), 'other')])
      repository.plumb(['-C', '../other', 'commit', '--quiet', '--allow-empty', '--message', 'x'])
      const add = [
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'add',
        '--',
        '../other',
        'federation/module',
      ]
      repository.plumb(['remote', 'add', 'origin', join(repository.top, '.git')])
      repository.plumb(add.map((arg) => (arg === '../other' ? join(dirname(repository.top), 'other') : arg)))
      await repository.commit('Add a module')
      assert.is(await readWarning(repository), undefined)

      repository.remove('federation/module')
      mkdirSync(join(repository.top, 'federation/module'))
      assert.is(await readWarning(repository), undefined)
    })
  })

  test('names nothing that it may not read', async () => {
    for (const call of ['open', 'lstat', 'list'] as const) {
      await withRepository(FILES, async (repository) => {
        const world = worldIn(repository.top)
        const deny = () => {
          throw systemError('EACCES', call)
        }

        const denied = { ...world, files: { ...world.files, [call]: deny } }
        assert.is(await readWarning(repository, denied), undefined, call)
      })
    }
  })
})

async function readWarning(
  repository: TestRepository,
  world: World = worldIn(repository.top),
): Promise<Problem | undefined> {
  const { problems } = await readSource(world, 'federation')
  assert.ok(problems.every(({ code }) => code === 'UNCOMMITTED_CHANGES'))
  return problems[0]
}
