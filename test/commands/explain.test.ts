import * as assert from 'uvu/assert'
import { capture, captureJson } from '../helpers/capture.ts'
import { manifestOf, MEMBERS, readRegistrations, withFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { reconcile } from './helpers/pass.ts'

suite('explain', (test) => {
  test('tells the class, the three states, and the commit that declared it', () =>
    withFederation(async (federation) => {
      await capture(['reconcile', ...federation.locate('a'), '--offline'])

      const { stdout } = await capture(['explain', 'b', ...federation.locate('a')])

      assert.match(stdout, /^b {3}NODE_7c1e2a90-\S+ {3}matching\n/)
      assert.match(stdout, 'certificate last changed on 2026-01-02 by Ada Admin')
      assert.match(stdout, /recorded +SHA256:[0-9a-f]{64} {3}10\.221\.0\.4:14001/)
    }))

  test('matches its schema for a party that is not registered', () =>
    withFederation(async (federation) => {
      const { exitCode, json } = await captureJson(['explain', MEMBERS.b.id, ...federation.locate('a')])

      assertMatchesSchema('explain', json)
      assert.is(exitCode, 0)
    }))

  test('tells a component about itself, and names the parties for one that is none', () =>
    withFederation(async (federation) => {
      const itself = await capture(['explain', 'a', ...federation.locate('a')])
      const nobody = await capture(['explain', 'c', ...federation.locate('a')])

      assert.is(itself.exitCode, 0)
      assert.match(itself.stdout, 'It is this component itself')
      assert.is(nobody.exitCode, 64)
      assert.match(nobody.stderr, 'Give one of: server, a, b.')
    }))

  test('claims nothing of a registry with which nothing is compared', () =>
    withFederation(async (federation) => {
      await reconcile(federation)
      federation.repository.write({ 'federation/federation.yaml': manifestOf(['server', 'b']) })
      await federation.repository.commit('Let a go')

      const { exitCode, stdout } = await capture(['explain', 'b', ...federation.locate('a')])

      assert.is(exitCode, 0)
      assert.ok(MEMBERS.b.id in readRegistrations(federation.trees.a))
      assert.match(stdout, 'Nothing is compared here')
      assert.not.match(stdout, 'not registered')
    }))

  test('writes nothing', () =>
    withFederation(async (federation) => {
      await assertUntouched(federation.trees.a.directory, () => capture(['explain', 'b', ...federation.locate('a')]))
    }))
})
