import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateDirectory, locateSource } from '../../../src/io/source/source.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { withRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }

suite('source', (test) => {
  for (const { typed, label } of [
    { typed: 'federation', label: 'federation' },
    { typed: './federation//', label: './federation' },
    { typed: 'federation/../federation/', label: 'federation/../federation' },
    { typed: '/', label: '/' },
  ]) {
    test(`calls ${typed} ${label}`, async () => {
      await withDirectory(FILES, (directory) => {
        assert.is(locateDirectory(worldIn(directory), typed).label, label)
      })
    })
  }

  test('follows links in what was typed', async () => {
    await withDirectory(FILES, (directory) => {
      symlinkSync('federation', join(directory, 'link'))

      assert.is(locateDirectory(worldIn(directory), 'link').directory, join(directory, 'federation'))
    })
  })

  for (const { name, directory, code } of [
    { name: 'a directory that does not exist', directory: 'nowhere', code: 'SOURCE_MISSING' },
    { name: 'a path below a file', directory: 'federation/federation.yaml/x', code: 'SOURCE_MISSING' },
    { name: 'a file', directory: 'federation/federation.yaml', code: 'SOURCE_NOT_A_DIRECTORY' },
    { name: 'a link to itself', directory: 'loop', code: 'SOURCE_UNREADABLE' },
    { name: 'a path with a NUL', directory: 'a\0b', code: 'SOURCE_UNREADABLE' },
  ]) {
    test(`refuses ${name}`, async () => {
      await withDirectory(FILES, async (top) => {
        symlinkSync('loop', join(top, 'loop'))

        assert.is(await codeOf(() => locateSource(worldIn(top), directory)), code)
      })
    })
  }

  test('refuses a link in a work tree that leads out of it, on every level', async () => {
    await withDirectory(FILES, async (outside) => {
      await withRepository({ 'README.md': 'x' }, async ({ top }) => {
        symlinkSync(join(outside, 'federation'), join(top, 'federation'))
        symlinkSync(outside, join(top, 'sub'))

        for (const directory of ['federation', 'sub/federation']) {
          assert.is(await codeOf(() => locateSource(worldIn(top), directory)), 'SOURCE_LEAVES_REPOSITORY', directory)
        }
      })
    })
  })

  test('accepts a link that stays in its work tree', async () => {
    await withRepository(FILES, ({ top }) => {
      symlinkSync('federation', join(top, 'link'))

      assert.is(locateSource(worldIn(top), 'link').prefix, 'federation')
    })
  })

  test('refuses a bare repository and the inside of .git', async () => {
    await withRepository(FILES, async ({ top, plumb }) => {
      plumb(['clone', '--quiet', '--bare', top, '../bare.git'])

      for (const directory of ['.git', '.git/refs/heads', '../bare.git', '../bare.git/objects']) {
        assert.is(await codeOf(() => locateSource(worldIn(top), directory)), 'SOURCE_IN_GIT_DIRECTORY', directory)
      }
    })
  })

  test('refuses a bare repository that was committed into the federation directory', async () => {
    const planted = { 'federation/HEAD': 'ref: refs/heads/x\n', 'federation/objects/x': '', 'federation/refs/x': '' }
    await withRepository({ ...FILES, ...planted }, async ({ top }) => {
      assert.is(await codeOf(() => locateSource(worldIn(top), 'federation')), 'SOURCE_IN_GIT_DIRECTORY')
    })
  })

  test('takes the nearest repository', async () => {
    await withRepository(FILES, ({ top, plumb }) => {
      mkdirSync(join(top, 'inner/federation'), { recursive: true })
      plumb(['init', '--quiet', 'inner'])

      assert.is(locateSource(worldIn(top), 'inner/federation').repository?.top, join(top, 'inner'))
    })
  })
})
