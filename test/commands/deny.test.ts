import * as assert from 'uvu/assert'
import { capture, captureJson } from '../helpers/capture.ts'
import { MEMBERS, readRegistrations, withFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { reconcile } from './helpers/pass.ts'

suite('deny and allow', (test) => {
  test('keep a party out, delete what we registered of it, and let it in again', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      await reconcile(federation)

      const denied = await captureJson(['deny', MEMBERS.b.id, ...local])
      assertMatchesSchema('deny', denied.json)
      assert.equal(denied.json['denied'], [MEMBERS.b.id])
      assert.is((await capture(['plan', ...federation.locate('a')])).exitCode, 2)
      assert.is(await reconcile(federation), 0)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), [MEMBERS.server.id])
      assert.is(await reconcile(federation), 0)

      assertMatchesSchema('allow', (await captureJson(['allow', MEMBERS.b.id, ...local])).json)
      assert.is(await reconcile(federation), 0)
      assert.is(Object.keys(readRegistrations(federation.trees.a)).length, 2)
    }))

  test('say so where nothing changes', () =>
    withFederation(async (federation) => {
      const { json } = await captureJson(['allow', MEMBERS.b.id, '--component', federation.trees.a.directory])

      assert.is(json['changed'], false)
    }))

  test('mean the party in whatever case its id is typed', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      await reconcile(federation)

      await capture(['deny', MEMBERS.b.id.toLowerCase(), ...local])
      assert.is(await reconcile(federation), 0)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), [MEMBERS.server.id])
      assert.is((await captureJson(['allow', MEMBERS.b.id, ...local])).json['changed'], true)
    }))

  test('refuse the beginning of an id, as plan shows it, since it would keep nobody out', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      await reconcile(federation)
      const beginning = MEMBERS.b.id.split('-')[0] ?? ''

      const denied = await capture(['deny', beginning, ...local])
      assert.is(denied.exitCode, 64)
      assert.match(denied.stderr, `Give the whole id: ${MEMBERS.b.id}`)
      await capture(['deny', MEMBERS.b.id, ...local])
      assert.match((await capture(['allow', beginning, ...local])).stderr, `Give the whole id: ${MEMBERS.b.id}`)
    }))

  test('take an id that begins another one, where people made both up', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]
      for (const id of ['NODE_paris-2', 'NODE_paris']) assert.is((await capture(['deny', id, ...local])).exitCode, 0)

      for (const id of ['NODE_paris', 'NODE_paris']) assert.is((await capture(['allow', id, ...local])).exitCode, 0)
      assert.equal((await captureJson(['deny', 'NODE_lyon', ...local])).json['denied'], ['NODE_lyon', 'NODE_paris-2'])
    }))

  test('tell where nobody is registered by an id, and who else is denied', () =>
    withFederation(async (federation) => {
      const local = ['--component', federation.trees.a.directory]

      assert.match((await capture(['deny', MEMBERS.b.id, ...local])).stdout, 'Nobody is registered here by this id')
      assert.match((await capture(['allow', 'NODE_other', ...local])).stdout, `Denied here: ${MEMBERS.b.id}.`)
    }))

  test('refuse a label, and tell what shows the id', () =>
    withFederation(async (federation) => {
      const { exitCode, stderr } = await capture(['deny', 'hospital-b', '--component', federation.trees.a.directory])

      assert.is(exitCode, 64)
      assert.match(stderr, '`fingerprint LABEL` shows it')
    }))

  test('refuse to deny the component itself, which is what leave is for', () =>
    withFederation(async (federation) => {
      const { exitCode, stderr } = await capture(['deny', MEMBERS.a.id, '--component', federation.trees.a.directory])

      assert.is(exitCode, 64)
      assert.match(stderr, 'To leave the federation: fbm-gitops leave')
    }))

  test('silence the bad certificate of a party that is denied', () =>
    withFederation(async (federation) => {
      federation.repository.write({ [`federation/certificates/${MEMBERS.b.id}.pem`]: 'garbage' })
      await federation.repository.commit('Garbage of b')

      assert.is(await reconcile(federation), 21)
      await capture(['deny', MEMBERS.b.id, '--component', federation.trees.a.directory])
      assert.is(await reconcile(federation), 0)
    }))

  test('take ids only', async () => {
    const { exitCode, stderr } = await capture(['deny', '$(id)'])

    assert.is(exitCode, 64)
    assert.match(stderr, "'$(id)' is no party id.")
  })
})
