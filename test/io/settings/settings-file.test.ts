import { chmodSync, chownSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isThere, readSettingsFile } from '../../../src/io/settings/settings-file.ts'
import { realWorld, type World } from '../../../src/io/world/world.ts'
import { makePipe, withDirectory } from '../../helpers/directory.ts'
import { withSettings } from '../../helpers/settings.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'
import { worldIn } from '../../helpers/world-in.ts'

const LARGEST = 100
const FILES = { 'fbm-gitops.yaml': 'apiVersion: fbm-gitops/v1\n' }

/** What is read of a file, or the code of what is wrong with it. */
function read(world: World, file = 'fbm-gitops.yaml'): string {
  const { bytes, problem } = readSettingsFile(world, file, LARGEST)
  return problem === undefined ? new TextDecoder().decode(bytes) : problem.code
}

suite('a settings file', (test) => {
  for (const mode of [0o400, 0o600, 0o640, 0o644]) {
    test(`is read with mode ${mode.toString(8)}`, () =>
      withDirectory(FILES, (directory) => {
        chmodSync(join(directory, 'fbm-gitops.yaml'), mode)

        assert.is(read(worldIn(directory)), FILES['fbm-gitops.yaml'])
      }))
  }

  for (const mode of [0o620, 0o602, 0o664, 0o666, 0o777]) {
    test(`is refused with mode ${mode.toString(8)}, with the command that mends it`, () =>
      withDirectory(FILES, (directory) => {
        chmodSync(join(directory, 'fbm-gitops.yaml'), mode)

        const { problem } = readSettingsFile(worldIn(directory), 'fbm-gitops.yaml', LARGEST)

        assert.equal([problem?.code, problem?.exitCode], ['SETTINGS_UNSAFE', 1])
        assert.match(problem?.message ?? '', `mode 0${mode.toString(8)}`)
        assert.match(problem?.remedy ?? '', /: chmod go-w fbm-gitops\.yaml$/)
      }))
  }

  test('is refused if it belongs to another user, and read if it belongs to this one or to root', () =>
    withSettings(FILES, (directory) => {
      const path = join(directory, 'fbm-gitops.yaml')
      const seenBy = (user: number): World => {
        const world = worldIn(directory)
        return { ...world, host: { ...world.host, userId: () => user } }
      }
      if (realWorld().host.userId() !== 0) {
        announceSkip('the owner of a settings file', 'only root can give files away')
        return
      }

      assert.is(read(seenBy(1000)), FILES['fbm-gitops.yaml'])
      chownSync(path, 1000, 1000)
      assert.is(read(seenBy(1000)), FILES['fbm-gitops.yaml'])
      for (const user of [0, 1001]) {
        const { problem } = readSettingsFile(seenBy(user), 'fbm-gitops.yaml', LARGEST)
        assert.is(problem?.code, 'SETTINGS_UNSAFE')
        assert.match(problem?.message ?? '', 'belongs to the user 1000')
        assert.match(problem?.remedy ?? '', `chown ${user} fbm-gitops.yaml`)
      }
      // A system that knows no users.
      assert.is(read(seenBy(-1)), FILES['fbm-gitops.yaml'])
    }))

  test('is read through the links of a ConfigMap, whose directory everybody may write to', () =>
    withSettings({ '..2026_11_25/fbm-gitops.yaml': 'one', '..2026_11_26/fbm-gitops.yaml': 'two' }, (directory) => {
      chmodSync(directory, 0o777)
      symlinkSync('..2026_11_25', join(directory, '..data'))
      symlinkSync('..data/fbm-gitops.yaml', join(directory, 'fbm-gitops.yaml'))
      assert.is(read(worldIn(directory)), 'one')

      symlinkSync('..2026_11_26', join(directory, '..data_tmp'))
      renameSync(join(directory, '..data_tmp'), join(directory, '..data'))
      assert.is(read(worldIn(directory)), 'two')
    }))

  test('is judged by the file that a link leads to', () =>
    withDirectory({ 'elsewhere.yaml': 'x' }, (directory) => {
      chmodSync(join(directory, 'elsewhere.yaml'), 0o666)
      symlinkSync('elsewhere.yaml', join(directory, 'fbm-gitops.yaml'))

      assert.is(read(worldIn(directory)), 'SETTINGS_UNSAFE')
    }))

  test('is no directory and no pipe, and does not wait for one', () =>
    withDirectory({}, (directory) => {
      mkdirSync(join(directory, 'directory'))
      makePipe(join(directory, 'pipe'))

      assert.is(read(worldIn(directory), 'directory'), 'SETTINGS_NOT_A_FILE')
      assert.is(read(worldIn(directory), 'pipe'), 'SETTINGS_NOT_A_FILE')
      assert.is(read(worldIn(directory), '/dev/zero'), 'SETTINGS_NOT_A_FILE')
    }))

  test('is read no further than to one byte more than it may have', () =>
    withSettings({ 'fbm-gitops.yaml': 'x'.repeat(5000) }, (directory) => {
      assert.is(read(worldIn(directory)).length, LARGEST + 1)
    }))

  test('is missing where there is none, and behind a link that leads nowhere', () =>
    withDirectory({}, (directory) => {
      symlinkSync('nowhere', join(directory, 'link'))

      assert.is(read(worldIn(directory)), 'SETTINGS_MISSING')
      assert.is(read(worldIn(directory), 'link'), 'SETTINGS_MISSING')
      assert.not(isThere(worldIn(directory), 'fbm-gitops.yaml'))
    }))

  test('cannot be done without because nobody may look', () =>
    withDirectory(FILES, (directory) => {
      const refuse = (): never => {
        throw systemError('EACCES', 'open')
      }
      const world = worldIn(directory)
      const blind = { ...world, files: { ...world.files, stat: refuse, open: refuse } }

      assert.ok(isThere(blind, 'fbm-gitops.yaml'))
      assert.is(read(blind), 'SETTINGS_UNREADABLE')
    }))
})
