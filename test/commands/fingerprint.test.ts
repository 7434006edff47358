import * as assert from 'uvu/assert'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { certificateOf, MEMBERS, withFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'

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
