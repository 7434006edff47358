import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeFileSystem, readFile } from '../../../src/io/world/file-system.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'

const files = makeFileSystem()

suite('file system', (test) => {
  for (const mode of ['readonly', 'readwrite', 'append', 'create'] as const) {
    test(`follows no symbolic link when it opens with ${mode}`, () =>
      withDirectory({ target: 'kept' }, (directory) => {
        symlinkSync('target', join(directory, 'link'))

        assert.throws(() => files.open(join(directory, 'link'), mode), /ELOOP|EEXIST/)
        assert.is(readFile(files, join(directory, 'link')).toString(), 'kept')
      }))
  }

  test('reads nothing as a whole that is no plain file, or too large', () =>
    withDirectory({ file: 'abc' }, (directory) => {
      const path = join(directory, 'file')

      assert.throws(() => readFile(files, '/dev/zero'), /plain file/)
      assert.throws(() => readFile(files, path, 2), /larger than 2 bytes/)
      assert.is(readFile(files, path, 3).toString(), 'abc')
      assert.match(readFile(files, '/proc/self/status').toString(), /^Name:/)
    }))

  test('appends at the end whatever was written before, and writes in place elsewhere', () =>
    withDirectory({ file: 'abc' }, (directory) => {
      const path = join(directory, 'file')
      const end = files.open(path, 'append')
      const place = files.open(path, 'readwrite')
      writeFileSync(path, 'abcdef')

      files.append(end, Buffer.from('gh'))
      files.pwrite(place, Buffer.from('X'), 1)
      for (const descriptor of [end, place]) files.close(descriptor)

      assert.is(readFileSync(path, 'utf8'), 'aXcdefgh')
    }))

  test('reads a file whole whose size says nothing', () => {
    assert.match(readFile(files, '/proc/self/status').toString(), /^Name:[^]*Threads:/)
  })

  test('tells what is there, and that nothing is', () =>
    withDirectory({ file: 'abc' }, (directory) => {
      symlinkSync('file', join(directory, 'link'))

      assert.is(files.lstat(join(directory, 'link'))?.kind, 'symlink')
      assert.is(files.stat(join(directory, 'link'))?.size, 3)
      assert.is(files.lstat(directory)?.kind, 'directory')
      assert.is(files.lstat('/dev/null')?.kind, 'other')
      assert.is(files.lstat(join(directory, 'nothing')), undefined)
      assert.is(files.realpath(join(directory, 'link')), join(directory, 'file'))
      assert.equal(files.list(directory), ['file', 'link'])
    }))
})
