import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { runGit } from '../../../src/io/source/git.ts'
import { readDeclarationHistory, readHistoryRelation, readRewriting } from '../../../src/io/source/history.ts'
import { readRevision } from '../../../src/io/source/revision.ts'
import { readCommittedSnapshot } from '../../../src/io/source/snapshot.ts'
import type { World } from '../../../src/io/world/world.ts'
import { withDirectory, type Files } from '../../helpers/directory.ts'
import { readCommit, readSource } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n', 'federation/certificates/node_a.pem': 'PEM\n' }

/** Settings by which a repository's own configuration makes git start a program; TRAP stands for the program. */
const TRAPS: readonly (readonly [string, string])[] = [
  ['alias.cat-file', '!TRAP'],
  ['alias.ls-tree', '!TRAP'],
  ['core.alternateRefsCommand', 'TRAP'],
  ['core.askPass', 'TRAP'],
  ['core.editor', 'TRAP'],
  ['core.fsmonitor', 'TRAP'],
  ['core.gitProxy', 'TRAP'],
  ['core.hooksPath', 'HOOKS'],
  ['core.pager', 'TRAP'],
  ['core.sshCommand', 'TRAP'],
  ['credential.helper', '!TRAP'],
  ['diff.external', 'TRAP'],
  ['diff.trap.command', 'TRAP'],
  ['diff.trap.textconv', 'TRAP'],
  ['filter.trap.clean', 'TRAP'],
  ['filter.trap.process', 'TRAP'],
  ['filter.trap.smudge', 'TRAP'],
  ['gpg.program', 'TRAP'],
  ['log.showSignature', 'true'],
  ['pager.log', 'TRAP'],
  ['pager.cat-file', 'TRAP'],
]

suite('git', (test) => {
  test('starts no program that the configuration of the repository names', async () => {
    await withTraps(async (repository, sprung) => {
      repository.write({ 'federation/federation.yaml': 'a: 2\n' })

      await readEverything(worldIn(repository.top))

      assert.not.ok(sprung())
      // The same traps do spring for everyday commands: what is proven above is not that they are blunt.
      assert.throws(() => repository.plumb(['status']))
      assert.ok(sprung())
    })
  })

  test('starts no transport for the objects that a partial clone lacks, whatever its configuration allows', async () => {
    await withTraps(async (repository, sprung, trap) => {
      const blob = repository.plumb(['rev-parse', 'HEAD:federation/federation.yaml'])
      repository.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`)
      repository.plumb(['config', 'core.repositoryFormatVersion', '1'])
      repository.plumb(['config', 'extensions.partialClone', 'origin'])
      repository.plumb(['config', 'remote.origin.url', `ext::${trap}`])
      repository.plumb(['config', 'remote.origin.promisor', 'true'])
      repository.plumb(['config', 'protocol.ext.allow', 'always'])

      const code = await codeOf(() => readEverything(worldIn(repository.top)))

      assert.is(code, 'OBJECT_MISSING')
      assert.not.ok(sprung())
      assert.throws(() => repository.plumb(['cat-file', 'blob', blob]))
      assert.ok(sprung())
    })
  })

  test('takes no environment but the PATH', async () => {
    await withTraps(async (repository, sprung, trap) => {
      const env = {
        PATH: process.env['PATH'],
        GIT_DIR: '/nonexistent',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.fsmonitor',
        GIT_CONFIG_VALUE_0: trap,
        GIT_EXEC_PATH: dirname(trap),
        GIT_EXTERNAL_DIFF: trap,
        GIT_OBJECT_DIRECTORY: '/nonexistent',
        GIT_TRACE: join(dirname(trap), 'trace'),
        LD_PRELOAD: trap,
      }

      await readEverything({ ...worldIn(repository.top), env })

      assert.not.ok(sprung())
      assert.not.ok(existsSync(join(dirname(trap), 'trace')))
    })
  })

  test('reads what was committed, not what a replacement puts in its place', async () => {
    await withRepository(FILES, async (repository) => {
      const blob = repository.plumb(['rev-parse', 'HEAD:federation/federation.yaml'])
      repository.plumb(['replace', blob, repository.plumb(['hash-object', '-w', '--stdin'], 'forged\n')])

      const snapshot = await readEverything(worldIn(repository.top))

      assert.is(Buffer.from(snapshot.files[1]?.bytes ?? []).toString(), 'a: 1\n')
    })
  })

  test('reads a repository that belongs to somebody else', async () => {
    await withRepository(FILES, async (repository) => {
      const git = `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '${repository.plumb(['--exec-path'])}/git' "$@"\n`
      await withDirectory({ 'bin/git': git }, async (directory) => {
        const world = { ...worldIn(repository.top), env: { PATH: `${directory}/bin` } }

        assert.is((await readEverything(world)).files.length, 2)
        const control = runGit(world, { gitDirectory: '.git', top: '/', label: '' }, { command: 'rev-parse', args: [] })
        assert.is(control.status, 128)
      })
    })
  })

  test('takes three processes to read a commit, and one to see which it is', async () => {
    await withRepository(FILES, async (repository) => {
      const git = `#!/bin/sh\necho x >>"$(dirname "$0")/calls"\nexec '${repository.plumb(['--exec-path'])}/git' "$@"\n`
      await withDirectory({ 'bin/git': git }, async (directory) => {
        const world = { ...worldIn(repository.top), env: { PATH: `${directory}/bin:/usr/bin:/bin` } }
        const countCalls = () => readFileSync(join(directory, 'bin/calls'), 'utf8').length / 2

        const committed = readCommit(world, 'federation')
        assert.is(countCalls(), 1)

        await readCommittedSnapshot(world, committed)
        assert.is(countCalls(), 3)
      })
    })
  })

  test('says that git is missing, unless the directory lies outside git', async () => {
    await withRepository(FILES, async (repository) => {
      const world = { ...worldIn(repository.top), env: { PATH: '/nonexistent' } }

      assert.is(await codeOf(() => readEverything(world)), 'GIT_MISSING')
    })
    await withDirectory(FILES, async (directory) => {
      const world = { ...worldIn(directory), env: {} }
      const snapshot = await readSource(world, 'federation')

      assert.is(snapshot.files.length, 2)
    })
  })

  test('takes no git from the working directory, from a package or from what cannot be executed', async () => {
    await withTraps(async (repository, sprung, trap) => {
      const content = readFileSync(trap, 'utf8')
      repository.write({ 'bin/git': content, 'node_modules/.bin/git': content, 'plain/git': 'text', 'kind/git/x': '' })
      const top = repository.top
      const path = ['', '.', 'bin', './bin', `${top}/node_modules/.bin`, `${top}/plain`, `${top}/kind`].join(':')

      assert.is(await codeOf(() => readEverything({ ...worldIn(top), env: { PATH: path } })), 'GIT_MISSING')
      assert.not.ok(sprung())
    })
  })

  test('says what git says when it refuses, on one line and escaped', async () => {
    const git = '#!/bin/sh\nprintf "warning: x\\nfatal: \\033[31mno\\n" >&2\nexit 128\n'
    await withFakeGit(git, async (world) => {
      const error = await errorOf(() => readRevision(world, 'federation'))

      assert.match(error, /^FederationError: GIT_REFUSED: git cat-file failed .*: fatal: \\u\{1b\}\[31mno$/)
    })
  })

  test('refuses a git that is ended by a signal, or that is none', async () => {
    for (const git of ['#!/bin/sh\nkill -9 $$\n', '#!/nonexistent/interpreter\n']) {
      await withFakeGit(git, async (world) => {
        assert.is(await codeOf(() => readRevision(world, 'federation')), 'GIT_REFUSED')
      })
    }
  })

  test('ends a git that does not end', async () => {
    await withFakeGit('#!/bin/sh\nexec sleep 100\n', async (world) => {
      const repository = { gitDirectory: join(world.cwd, '.git'), top: world.cwd, label: 'federation' }

      const code = await codeOf(() => runGit(world, repository, { command: 'log', args: [], timeoutMs: 20 }))
      assert.is(code, 'GIT_TIMEOUT')
    })
  })

  test('ends a git that writes without end', async () => {
    await withFakeGit('#!/bin/sh\nexec yes\n', async (world) => {
      assert.is(await codeOf(() => readRevision(world, 'federation')), 'SOURCE_TOO_BIG')
    })
  })
})

/** Calls every function that runs git. */
async function readEverything(world: World): Promise<Awaited<ReturnType<typeof readCommittedSnapshot>>> {
  const committed = readCommit(world, 'federation')
  readHistoryRelation(world, committed.repository, { accepted: '1'.repeat(40), head: committed.revision.id })
  readDeclarationHistory(world, committed, 'federation.yaml')
  readRewriting(world, committed, '1'.repeat(40))
  return readCommittedSnapshot(world, committed)
}

/** Lends a repository full of programs to start; `sprung` tells whether one of them was. */
async function withTraps(
  body: (repository: TestRepository, sprung: () => boolean, trap: string) => Promise<void>,
): Promise<void> {
  const script = '#!/bin/sh\ntouch "$(dirname "$0")/sprung"\nexit 1\n'
  const hooks = ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman', 'pre-auto-gc']
  const traps: Files = Object.fromEntries(['trap', ...hooks].map((name): [string, string] => [name, script]))
  await withDirectory(traps, async (directory) => {
    await withRepository(FILES, async (repository) => {
      const trap = join(directory, 'trap')
      repository.write({ '.gitattributes': '* filter=trap diff=trap\n' })
      repository.plumb(['add', '.gitattributes'])
      repository.plumb(['commit', '--quiet', '--message', 'Set traps'])
      for (const [key, value] of TRAPS) {
        repository.plumb(['config', key, value.replace('TRAP', trap).replace('HOOKS', directory)])
      }
      await body(repository, () => existsSync(join(directory, 'sprung')), trap)
    })
  })
}

/** Lends a world whose git is this script. */
async function withFakeGit(script: string, body: (world: World) => Promise<void>): Promise<void> {
  await withDirectory({ 'bin/git': script, 'work/.git/HEAD': '', 'work/federation/x': '' }, async (directory) => {
    await body({ ...worldIn(join(directory, 'work')), env: { PATH: `${directory}/bin:/usr/bin:/bin` } })
  })
}

async function errorOf(act: () => unknown): Promise<string> {
  try {
    await act()
    return 'nothing was thrown'
  } catch (error) {
    return String(error)
  }
}
