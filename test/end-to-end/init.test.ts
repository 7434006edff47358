import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withDirectory } from '../helpers/directory.ts'
import { withPython } from '../helpers/python.ts'
import { suite } from '../helpers/suite.ts'

const PROGRAM = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')

interface Session {
  readonly shown: string
  readonly exitCode: number
}

type Steps = readonly (readonly [shown: string, typed: string])[]

const STEPS: Steps = [
  ['The name of the federation', 'oncology-network'],
  ['joins at once', ''],
  ['The profile: ', 'secagg'],
  ['The profile: ', 'secagg-mpspdz'],
  ['range of addresses', ''],
  ['Who must approve', '@study/coordinators'],
]

await withPython('init in a real terminal', (python) => {
  const type = async (cwd: string, steps: Steps): Promise<Session> => {
    const argv = [process.execPath, PROGRAM, 'init']
    return (await python.ask('type_answers.py', { argv, cwd, steps })) as Session
  }

  suite('init in a terminal', (test) => {
    test('asks, echoes each answer once, shows what it will write, and writes', () =>
      withDirectory({}, async (cwd) => {
        const { shown, exitCode } = await type(cwd, [...STEPS, ['Write this?', 'y']])

        assert.is(exitCode, 0, shown)
        assert.match(shown, 'That is none of them.')
        assert.match(shown, /The profile: [^a-z]*Gsecagg-mpspdz[\r\n]/)
        assert.match(shown, /To be written below [^]*Write this\? [^]*Written\.[^]*Next:/)
        const manifest = readFileSync(join(cwd, 'federation/federation.yaml'), 'utf8')
        assert.match(manifest, 'network: 10.220.0.0/14 #')
        assert.ok(existsSync(join(cwd, 'hooks/pre-commit')))
      }))

    test('writes nothing after Ctrl-C, not even at the last question', () =>
      withDirectory({}, async (cwd) => {
        for (const steps of [STEPS.slice(0, 2), STEPS]) {
          const { shown, exitCode } = await type(cwd, [
            ...steps,
            [steps === STEPS ? 'Write this?' : 'The profile: ', '^C'],
          ])

          assert.is(exitCode, 1, shown)
          assert.match(shown, 'Nothing was written.')
          assert.equal(readdirSync(cwd), [])
        }
      }))
  })
  return Promise.resolve()
})
