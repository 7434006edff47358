import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { contactSource } from '../../../src/declaration/contact.ts'
import type { World } from '../../../src/io/world/world.ts'
import { outcomeOf, withUser, type TestUser } from '../../helpers/contact.ts'
import { aRepositorySource } from '../../helpers/remote-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { shareRepository, type SharedRepository } from '../../helpers/shared-repository.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { codeOf } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }

interface Stage extends TestUser {
  readonly repository: TestRepository
  readonly shared: SharedRepository
}

/** What may become of a mirror. */
const DAMAGES: readonly (readonly [name: string, act: (git: string) => void])[] = [
  [
    'its packs are cut',
    (git) => {
      for (const name of packs(git)) {
        chmodSync(join(git, 'objects/pack', name), 0o600)
        truncateSync(join(git, 'objects/pack', name), 40)
      }
    },
  ],
  [
    'its packs are gone',
    (git) => {
      rmSync(join(git, 'objects/pack'), { recursive: true })
      mkdirSync(join(git, 'objects/pack'))
    },
  ],
  [
    'its objects are gone',
    (git) => {
      rmSync(join(git, 'objects'), { recursive: true })
    },
  ],
  [
    'its ref is garbage',
    (git) => {
      writeFileSync(join(git, 'refs/fbm-gitops/head'), 'garbage')
    },
  ],
  [
    'its ref leads nowhere',
    (git) => {
      writeFileSync(join(git, 'refs/fbm-gitops/head'), `${'1'.repeat(40)}\n`)
    },
  ],
  [
    'its configuration is another one',
    (git) => {
      writeFileSync(join(git, 'config'), '[core]\n\tbare = true\n\tfsmonitor = touch /tmp/x\n')
    },
  ],
  [
    'it was not finished',
    (git) => {
      rmSync(join(git, 'HEAD'))
    },
  ],
  [
    'it is a file',
    (git) => {
      rmSync(git, { recursive: true })
      writeFileSync(git, '')
    },
  ],
  [
    'it is gone',
    (git) => {
      rmSync(git, { recursive: true })
    },
  ],
]

suite('a mirror', (test) => {
  test('is fetched also where a fetch may take longer than a timer can be set for', () =>
    onStage(async ({ contact, shared, repository }) => {
      const limits = { timeoutMs: 30 * 86_400_000 }

      assert.is(outcomeOf(await contact(shared.directory, { limits })), await repository.head())
    }))

  test('holds the default branch, a branch, a tag, an annotated tag and a commit', () =>
    onStage(async ({ contact, repository, shared }) => {
      const first = await repository.head()
      repository.plumb(['tag', 'plain'])
      repository.plumb(['tag', '-a', '-m', 'Release', 'v1'])
      repository.plumb(['push', '--quiet', '--tags', shared.directory])
      const second = await repository.commit('Second')
      shared.push()

      assert.is(outcomeOf(await contact(shared.directory)), second)
      assert.is(outcomeOf(await contact(shared.directory, { ref: 'main' })), second)
      assert.is(outcomeOf(await contact(shared.directory, { ref: 'refs/heads/main' })), second)
      for (const ref of ['plain', 'v1', 'refs/tags/v1', first]) {
        assert.is(outcomeOf(await contact(shared.directory, { ref })), first, ref)
      }
    }))

  test('asks the server also for a commit that it holds already', () =>
    onStage(async ({ contact, shared, repository }) => {
      const head = await repository.head()
      assert.is(outcomeOf(await contact(shared.directory, { ref: head })), head)
      renameSync(shared.directory, `${shared.directory}.gone`)

      const { fault } = await contact(shared.directory, { ref: head })

      assert.is(fault?.code, 'REMOTE_NOT_FOUND')
    }))

  test('holds a commit also where the server gives none by its id', () =>
    onStage(async ({ contact, repository, shared }) => {
      const first = await repository.head()
      await repository.commit('Second')
      shared.push()
      repository.plumb(['--git-dir', shared.directory, 'config', 'protocol.version', '0'])
      repository.plumb(['--git-dir', shared.directory, 'config', 'uploadpack.allowAnySHA1InWant', 'false'])

      assert.is(outcomeOf(await contact(shared.directory, { ref: first })), first)
      assert.is(outcomeOf(await contact(shared.directory, { ref: '1'.repeat(40) })), 'REMOTE_REF_MISSING')
    }))

  test('prefers a branch to a tag of the same name', () =>
    onStage(async ({ contact, repository, shared }) => {
      repository.plumb(['tag', 'main'])
      repository.plumb(['push', '--quiet', '--tags', shared.directory])
      const second = await repository.commit('Second')
      shared.push()

      assert.is(outcomeOf(await contact(shared.directory, { ref: 'main' })), second)
    }))

  test('holds a repository of sha256', () =>
    withRepository(
      FILES,
      (repository) =>
        withUser(async ({ contact }) => {
          assert.is(outcomeOf(await contact(repository.top)), await repository.head())
          const second = await repository.commit('Second')
          assert.is(outcomeOf(await contact(repository.top)), second)
        }),
      'sha256',
    ))

  test('follows a clone, and a directory relative to the working directory', () =>
    onStage(async ({ contact, repository, world }) => {
      const head = await repository.head()
      repository.plumb(['clone', '--quiet', '--bare', '.', join(world.cwd, 'here.git')])

      assert.is(outcomeOf(await contact(repository.top)), head)
      assert.is(outcomeOf(await contact('./here.git')), head)
    }))

  test('tells what is not there', () =>
    onStage(async ({ contact, repository, shared }) => {
      repository.plumb(['init', '--quiet', '--bare', '../empty.git'])
      repository.plumb(['tag', 'blob', `${await repository.head()}:federation/federation.yaml`])
      repository.plumb(['push', '--quiet', '--tags', shared.directory])

      assert.is(outcomeOf(await contact(join(shared.root, 'empty.git'))), 'REMOTE_EMPTY')
      assert.is(outcomeOf(await contact(shared.directory, { ref: 'nowhere' })), 'REMOTE_REF_MISSING')
      assert.is(outcomeOf(await contact(shared.directory, { ref: 'blob' })), 'NOT_COMMIT')
      assert.is(outcomeOf(await contact('/nowhere')), 'REMOTE_NOT_FOUND')
    }))

  test('takes no more than it may', () =>
    onStage(async ({ contact, repository, shared }) => {
      repository.write({ noise: randomBytes(300_000) })
      await repository.commit('Make noise')
      shared.push()

      assert.is(outcomeOf(await contact(shared.directory, { limits: { packBytes: 100_000 } })), 'FETCH_TOO_BIG')
      assert.is(outcomeOf(await contact(shared.directory, { limits: { packBytes: 600_000 } })), await repository.head())
    }))

  test('takes nothing that git finds malformed', () =>
    onStage(async ({ contact, repository, shared }) => {
      const blob = repository.plumb(['hash-object', '-w', '--stdin'], 'x')
      const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')])
      const tree = repository.plumb(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], entry)
      repository.plumb(['update-ref', 'refs/heads/main', repository.plumb(['commit-tree', '-m', 'x', tree])])
      shared.push()

      assert.is(outcomeOf(await contact(shared.directory)), 'OBJECTS_REFUSED')
    }))

  test('stays what it was where a fetch is stopped, and says so', () =>
    onStage(async ({ contact, shared, repository }) => {
      const head = await repository.head()
      await contact(shared.directory)

      const stopped = await contact(shared.directory, {}, AbortSignal.abort())

      assert.is(stopped.fault?.code, 'FETCH_STOPPED')
      assert.is(stopped.head, head)
    }))

  for (const [name, act] of DAMAGES) {
    test(`is made anew where ${name}`, () =>
      onStage(async ({ contact, repository, shared }) => {
        const { mirror } = await contact(shared.directory)
        act(mirror)

        assert.is(outcomeOf(await contact(shared.directory)), await repository.head())
        const next = await repository.commit('Next')
        shared.push()
        assert.is(outcomeOf(await contact(shared.directory)), next)
        assert.equal(readdirSync(dirname(mirror)), ['contact.json', 'git'])
      }))
  }

  test('is kept where it cannot be made anew, since it may be all there is', () =>
    onStage(async ({ contact, repository, shared }) => {
      const { mirror } = await contact(shared.directory)
      rmSync(shared.directory, { recursive: true })
      writeFileSync(shared.directory, '')

      const { fault, head } = await contact(shared.directory)

      assert.ok(fault !== undefined)
      assert.is(head, await repository.head())
      assert.ok(packs(mirror).length > 0)
    }))

  test('is told of where there is no room for it, and what was known stays known', () =>
    onStage(async ({ contact, world, repository, shared }) => {
      const { mirror } = await contact(shared.directory)
      rmSync(mirror, { recursive: true })
      const mkdir: World['files']['mkdir'] = (path, mode) => {
        if (path.startsWith(`${mirror}.`)) throw systemError('ENOSPC', 'mkdir')
        world.files.mkdir(path, mode)
      }

      const full = { ...world, files: { ...world.files, mkdir } }
      const { fault, head } = await contactSource(full, aRepositorySource(shared.directory), { component: undefined })

      assert.is(fault?.code, 'STATE_NOT_WRITTEN')
      assert.match(fault?.message ?? '', /the disk is full/)
      assert.is(head, await repository.head())
    }))

  test('serves several passes at once', () =>
    onStage(async ({ contact, repository, shared }) => {
      for (const round of [1, 2, 3]) {
        const head = await repository.commit(`Round ${round}`)
        shared.push()
        const contacts = await Promise.all([1, 2, 3, 4].map(() => contact(shared.directory)))
        assert.equal(contacts.map(outcomeOf), [head, head, head, head])
      }
    }))

  test('is tidied up: packs are made one, and what killed fetches left is removed', () =>
    onStage(async ({ contact, repository, shared }) => {
      const { mirror } = await contact(shared.directory)
      const remains = ['objects/pack/tmp_pack_x', 'refs/fbm-gitops/head.lock', 'objects/pack/pack-1.keep']
      for (const name of remains) {
        writeFileSync(join(mirror, name), '')
        utimesSync(join(mirror, name), 0, 0)
      }
      writeFileSync(join(mirror, 'objects/pack/tmp_pack_new'), '')
      for (let index = 0; index < 22; index += 1) {
        repository.write({ 'federation/n': String(index) })
        await repository.commit(`Commit ${index}`)
        shared.push()
        assert.is(outcomeOf(await contact(shared.directory)), await repository.head())
      }

      assert.ok(packs(mirror).filter((name) => name.endsWith('.pack')).length < 10)
      assert.equal(
        remains.filter((name) => existsSync(join(mirror, name))),
        [],
      )
      assert.ok(existsSync(join(mirror, 'objects/pack/tmp_pack_new')), 'another fetch may hold it')
    }))

  test('is one for each URL and ref, readable by nobody else', () =>
    onStage(async ({ contact, home, shared }) => {
      const mirrors = [await contact(shared.directory), await contact(shared.directory, { ref: 'main' })]

      assert.is(new Set(mirrors.map(({ mirror }) => mirror)).size, 2)
      for (const path of ['.cache/fbm-gitops', '.cache/fbm-gitops/mirrors']) {
        assert.is(statSync(join(home, path)).mode & 0o777, 0o700)
      }
    }))

  test('is not made where others may write', () =>
    onStage(async ({ contact, home, shared }) => {
      await contact(shared.directory)
      chmodSync(join(home, '.cache/fbm-gitops'), 0o777)

      assert.is(await codeOf(() => contact(shared.directory)), 'STATE_DIRECTORY_PERMS')
    }))

  test('is remembered by one small file, which may be lost', () =>
    onStage(async ({ contact, repository, shared }) => {
      const { mirror } = await contact(shared.directory)
      const file = join(dirname(mirror), 'contact.json')
      const record = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
      assert.equal([record['url'], record['head']], [shared.directory, await repository.head()])
      const away = `${shared.directory}.away`
      for (const text of [
        '',
        '{',
        '{"schemaVersion":2}',
        JSON.stringify({ ...record, head: 'x' }),
        JSON.stringify({ ...record, url: '/x' }),
      ]) {
        writeFileSync(file, text)
        renameSync(shared.directory, away)
        const contacted = await contact(shared.directory)
        assert.equal([contacted.reachedAt, contacted.head], [undefined, undefined], text)
        renameSync(away, shared.directory)
      }
    }))
})

function onStage(body: (stage: Stage) => void | Promise<void>): Promise<void> {
  return withRepository(FILES, (repository) =>
    withUser((user) => body({ ...user, repository, shared: shareRepository(repository) })),
  )
}

function packs(git: string): readonly string[] {
  return readdirSync(join(git, 'objects/pack'))
}
