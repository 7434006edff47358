import { chmodSync, existsSync, lchownSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { distrustMirror } from '../../../src/io/mirror/distrust.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'

const OWNER = { uid: 12_001, gid: 12_001 }

suite('a mirror that is no longer trusted', (test) => {
  test('loses what it is recognized by', () =>
    withDirectory({ 'mirror/config': '[core]' }, (directory) => {
      distrustMirror(realWorld(), { mirror: join(directory, 'mirror') })

      assert.not.ok(existsSync(join(directory, 'mirror/config')))
    }))

  test('takes nothing from anybody but its owner, who may have put a link in its place', () =>
    withDirectory({ 'victim/config': 'of root' }, (directory) => {
      if (process.geteuid?.() !== 0) {
        announceSkip('a mirror of somebody else', 'the tests do not run as root')
        return
      }
      chmodSync(directory, 0o755)
      chmodSync(join(directory, 'victim'), 0o700)
      mkdirSync(join(directory, 'state'))
      symlinkSync(join(directory, 'victim'), join(directory, 'state/git'))
      for (const path of ['state', 'state/git']) lchownSync(join(directory, path), OWNER.uid, OWNER.gid)
      const world = realWorld()

      distrustMirror(world, { mirror: join(directory, 'state/git'), owner: OWNER })

      assert.ok(existsSync(join(directory, 'victim/config')))
      assert.is(world.host.userId(), 0)
    }))
})
