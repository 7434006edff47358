import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { withDirectory } from '../helpers/directory.ts'
import { suite } from '../helpers/suite.ts'

const program = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')

suite('npm start', (test) => {
  test('shows a federation that becomes complete, and ends with what to type next', () =>
    withDirectory({}, async (directory) => {
      const keep = join(directory, 'kept')

      const { stdout } = await execa(process.execPath, [program, 'demo', '--keep', keep], { stdin: 'ignore' })

      assert.match(stdout, '0 of 12 registrations are as declared')
      assert.match(stdout, '12 of 12 registrations are as declared')
      assert.match(stdout, /hospital-a +holds exactly inria-server and hospital-a-2/)
      assert.match(stdout, /fbm-gitops init\n?$/)
    }))

  test('says that it needs git where there is none on the PATH', () =>
    withDirectory({}, async (directory) => {
      const keep = join(directory, 'kept')
      const options = { env: {}, extendEnv: false, reject: false, stdin: 'ignore' } as const

      const { exitCode, stdout, stderr } = await execa(process.execPath, [program, 'demo', '--keep', keep], options)

      assert.is(exitCode, 1)
      assert.match(stdout + stderr, /DEMO_NEEDS_GIT\n.*no git/)
      assert.not.match(stderr, 'UNEXPECTED')
      assert.not.ok(existsSync(keep))
    }))

  test('fails loudly where it cannot do what it shows', () =>
    withDirectory({ 'kept/already': 'here' }, async (directory) => {
      const { exitCode } = await execa(process.execPath, [program, 'demo', '--keep', join(directory, 'kept')], {
        stdin: 'ignore',
        reject: false,
      })

      assert.is(exitCode, 1)
    }))
})
