import { readFileSync, writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import {
  certificateOf,
  MEMBERS,
  readRegistrations,
  withFederation,
  type TestFederation,
} from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'

suite('fingerprint', (test) => {
  test('reads the own certificate and the declared one alike', () =>
    withFederation(async (federation) => {
      const own = await captureJson(['fingerprint', '--component', federation.trees.b.directory])
      const declared = await captureJson(['fingerprint', 'b', '--federation', federation.directory])

      assertMatchesSchema('fingerprint', own.json)
      assertMatchesSchema('fingerprint', declared.json)
      assert.is(own.json['fingerprint'], declared.json['fingerprint'])
      assert.is(own.json['fingerprint'], readFingerprint((await certificateOf('b')).certificatePem))
    }))

  test('shows eight groups to be read aloud, and the form that openssl prints', () =>
    withFederation(async (federation) => {
      const { stdout } = await capture(['fingerprint', 'b', '--federation', federation.directory])
      const digits = (readFingerprint((await certificateOf('b')).certificatePem) ?? '').slice('SHA256:'.length)

      assert.match(stdout, (digits.slice(0, 32).match(/.{8}/g) ?? []).join(' '))
      assert.match(stdout, (digits.toUpperCase().match(/../g) ?? []).join(':'))
    }))

  test('names the parties there are for one that is not', () =>
    withFederation(async (federation) => {
      const { exitCode, stderr } = await capture(['fingerprint', 'c', '--federation', federation.directory])

      assert.is(exitCode, 64)
      assert.match(stderr, 'Give one of: server, a, b.')
    }))

  test('says why there is none for a party that has not published', () =>
    withFederation(async (federation) => {
      federation.repository.remove(`federation/certificates/${MEMBERS.b.id}.pem`)
      await federation.repository.commit('Nothing of b')

      const { exitCode, stderr } = await capture(['fingerprint', 'b', '--federation', federation.directory])

      assert.is(exitCode, 21)
      assert.match(stderr, 'CERTIFICATE_MISSING')
    }))
})

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

  test('writes nothing', () =>
    withFederation(async (federation) => {
      await assertUntouched(federation.trees.a.directory, () => capture(['explain', 'b', ...federation.locate('a')]))
    }))
})

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

async function reconcile(federation: TestFederation): Promise<number> {
  return (await capture(['reconcile', ...federation.locate('a'), '--offline'])).exitCode
}

function addForeign({ trees }: TestFederation): void {
  const row =
    '"9": {"certificate": "x", "party_id": "NODE_by-hand", "component": "NODE", "ip": "10.0.0.9", "port": 14001}, '
  const text = readFileSync(trees.a.registryFile, 'utf8')
  writeFileSync(trees.a.registryFile, text.replace('"Certificates": {', `"Certificates": {${row}`))
}
