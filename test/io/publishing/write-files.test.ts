import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { writePublishedFiles } from '../../../src/io/publishing/write-files.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'

suite('published files', (test) => {
  test('are written with the directories that they need', () =>
    withDirectory({}, (directory) => {
      writePublishedFiles(realWorld(), directory, [{ path: 'a/b/c.pem', bytes: Buffer.from('x') }])

      assert.is(readFileSync(join(directory, 'a/b/c.pem'), 'utf8'), 'x')
    }))

  test('are not written through a link, at whatever level it was put there meanwhile', () =>
    withDirectory({}, (elsewhere) =>
      withDirectory({ file: '' }, (directory) => {
        mkdirSync(join(elsewhere, 'b'))
        symlinkSync(elsewhere, join(directory, 'a'))
        for (const path of ['a/x.pem', 'a/b/x.pem', 'file/x.pem']) {
          assert.throws(() => {
            writePublishedFiles(realWorld(), directory, [{ path, bytes: Buffer.from('x') }])
          }, /PUBLISH_NOT_WRITTEN: .*is a link, or no directory/)
        }
        assert.equal(readdirSync(elsewhere, { recursive: true }), ['b'])
      }),
    ))
})
