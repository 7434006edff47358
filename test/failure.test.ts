import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { ComponentTreePaths } from '../src/demo/component-tree.ts'
import { realWorld, type World } from '../src/io/world/world.ts'
import { capture } from './helpers/capture.ts'
import { MEMBERS, withFederation, type TestFederation } from './helpers/federation.ts'
import { suite } from './helpers/suite.ts'

const CLAIM = '\nNothing was written.\n'

const failToCreate: World['files']['open'] = (path, mode, permissions) => {
  return path.endsWith('denied.json.tmp') ? fail('EROFS') : realWorld().files.open(path, mode, permissions)
}

suite('a command that fails', (test) => {
  test('says nothing of what was written where it had written the deny list by then', () =>
    withFederation(async ({ locate, trees: { a } }) => {
      await capture(['reconcile', ...locate('a'), '--offline'])

      await whileOpen(a.registryFile, async () => {
        const { exitCode, stderr } = await capture(['leave', '--component', a.directory, '--offline'])

        assert.is(exitCode, 24)
        assert.match(stderr, 'REGISTRY_IN_USE')
        assert.match(readFileSync(join(stateOf(a), 'denied.json'), 'utf8'), MEMBERS.a.id)
        assert.not.match(stderr, CLAIM)
      })
    }))

  test('says that nothing was written where its lock and a leftover are all that it removed', () =>
    withFederation(async ({ locate, trees: { a } }) => {
      await capture(['reconcile', ...locate('a'), '--offline'])
      writeFileSync(join(stateOf(a), 'inventory.json'), 'damaged')
      writeFileSync(join(stateOf(a), 'denied.json.tmp'), 'left by a crash')

      const { stderr } = await capture(['leave', '--component', a.directory, '--offline'])

      assert.match(stderr, 'INVENTORY_UNREADABLE')
      assert.not.ok(existsSync(join(stateOf(a), 'denied.json.tmp')))
      assert.match(stderr, CLAIM)
    }))

  test('says that nothing was written where its result would have had a file of its own', () =>
    withFederation(async ({ repository, trees: { a } }) => {
      const output = ['--output', join(repository.top, 'result.txt')]
      const { stderr } = await capture(['leave', '--component', join(a.directory, 'nowhere'), ...output])

      assert.match(stderr, CLAIM)
    }))

  for (const { when, claims, faults } of [
    { when: 'before it has begun', claims: true, faults: { open: failToCreate } },
    { when: 'only when it is made durable', claims: false, faults: { fsyncDirectory: () => fail('EIO') } },
  ]) {
    test(`says ${claims ? 'that nothing was written' : 'nothing of it'} where its only write fails ${when}`, () =>
      withFederation(async (federation) => {
        // Makes the directory in which the deny list lies.
        await capture(['allow', MEMBERS.b.id, '--component', federation.trees.a.directory])

        const { exitCode, stderr } = await deny(federation, faults)

        assert.is(exitCode, 1)
        assert.match(stderr, 'STATE_NOT_WRITTEN')
        assert.is(existsSync(join(stateOf(federation.trees.a), 'denied.json')), !claims)
        assert.is(stderr.includes(CLAIM), claims)
      }))
  }

  test('never says that nothing was written of a defect of its own, where it may write', () =>
    withFederation(async (federation) => {
      const { exitCode, stderr } = await deny(federation, {
        link: () => {
          throw new TypeError('no link')
        },
      })

      assert.is(exitCode, 1)
      assert.match(stderr, 'UNEXPECTED')
      assert.not.match(stderr, CLAIM)
    }))
})

function deny({ trees }: TestFederation, files: Partial<World['files']>): ReturnType<typeof capture> {
  const real = realWorld().files
  const argv = ['deny', MEMBERS.b.id, '--component', trees.a.directory]
  return capture(argv, { files: { ...real, ...files } })
}

function fail(code: string): never {
  throw Object.assign(new Error(`${code}: simulated`), { code, errno: -5, syscall: 'open' })
}

function stateOf({ registryFile }: ComponentTreePaths): string {
  return join(dirname(registryFile), 'fbm-gitops', basename(registryFile, '.json'))
}

async function whileOpen(file: string, body: () => Promise<void>): Promise<void> {
  const descriptor = openSync(file, 'r+')
  const child = spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', descriptor] })
  closeSync(descriptor)
  try {
    await body()
  } finally {
    child.kill('SIGKILL')
  }
}
