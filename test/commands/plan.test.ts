import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { capture } from '../helpers/capture.ts'
import { certificateOf, withFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { pass } from './helpers/pass.ts'

suite('plan', (test) => {
  test('reads the commit, never the files, and names what is not committed', () =>
    withFederation(async (federation) => {
      federation.repository.write({ 'federation/federation.yaml': 'nonsense: [' })

      const { exitCode, json } = await pass(federation, 'plan')

      assert.is(exitCode, 2)
      assert.ok(json.problems.some(({ code }) => code === 'UNCOMMITTED_CHANGES'))
      assert.is((await pass(federation, 'plan', '--uncommitted')).exitCode, 26)
    }))

  test('finds a second certificate behind the one that we registered', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const registry = federation.trees.a.registryFile
      const behind = `END CERTIFICATE-----\\n${(await certificateOf('b', 2)).certificatePem.replaceAll('\n', '\\n')}`
      writeFileSync(registry, readFileSync(registry, 'utf8').replace('END CERTIFICATE-----\\n', behind))

      const { exitCode, json } = await pass(federation, 'plan')

      assert.is(exitCode, 20)
      assert.ok(json.drift.some((item) => item.class === 'edited'))
    }))

  test('takes no lock and writes nothing, even beside an interrupted pass', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')

      await assertUntouched(federation.trees.a.directory, () => pass(federation, 'plan'))
      await assertUntouched(federation.repository.top, () => pass(federation, 'plan'))
    }))

  test('is shown to people with what to type next', () =>
    withFederation(async (federation) => {
      const { stdout } = await capture(['plan', ...federation.locate('a')])

      assert.match(stdout, 'register  server')
      assert.match(stdout, '2 to register. Nothing was written.')
      assert.match(stdout, 'fbm-gitops reconcile --plan-digest SHA256:')
    }))
})
