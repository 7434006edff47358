import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { capture, captureJson } from '../helpers/capture.ts'
import { MEMBERS, readRegistrations, withFederation, type TestFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { reconcile } from './helpers/pass.ts'

suite('leave', (test) => {
  test('deletes what we registered, keeps what others did, and stays away until it is allowed', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      await reconcile(federation)
      addForeign(federation)

      const left = await captureJson(['leave', ...local, '--offline'])
      assertMatchesSchema('leave', left.json)
      assert.is(left.exitCode, 0)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), ['NODE_by-hand'])
      assert.is(await reconcile(federation), 20)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), ['NODE_by-hand'])

      await capture(['allow', MEMBERS.a.id, ...local])
      assert.is(await reconcile(federation), 0)
      assert.is(Object.keys(readRegistrations(federation.trees.a)).length, 3)
    }))

  test('names the command that takes it back, for just this component', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      await reconcile(federation)

      const { stdout } = await capture(['leave', ...local, '--offline'])

      assert.not.match(stdout, 'denied')
      const typed = /^To join again: fbm-gitops (.+)$/m.exec(stdout)?.[1]?.split(' ') ?? []
      assert.is((await capture(typed)).exitCode, 0, stdout)
      assert.is(await reconcile(federation), 0)
    }))

  test('does nothing the second time', () =>
    withFederation(async (federation) => {
      const flags = ['--component', federation.trees.a.directory, '--offline']
      await reconcile(federation)
      await capture(['leave', ...flags])

      const { exitCode, json } = await captureJson(['leave', ...flags])

      assert.is(exitCode, 0)
      assert.equal(json['outcomes'], [])
    }))
})

function addForeign({ trees }: TestFederation): void {
  const row =
    '"9": {"certificate": "x", "party_id": "NODE_by-hand", "component": "NODE", "ip": "10.0.0.9", "port": 14001}, '
  const text = readFileSync(trees.a.registryFile, 'utf8')
  writeFileSync(trees.a.registryFile, text.replace('"Certificates": {', `"Certificates": {${row}`))
}
