import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { locateState } from '../../src/io/state/state-directory.ts'
import { captureJson } from '../helpers/capture.ts'
import {
  certificateOf,
  manifestOf,
  MEMBERS,
  readRegistrations,
  withFederation,
  type TestFederation,
} from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'
import { codes, pass } from './helpers/pass.ts'

suite('reconcile', (test) => {
  test('registers every peer, and nothing a second time', () =>
    withFederation(async (federation) => {
      assert.is((await pass(federation, 'plan')).exitCode, 2)
      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 0)
      assert.is((await pass(federation, 'plan')).exitCode, 0)

      const held = readRegistrations(federation.trees.a)
      assert.equal(Object.keys(held).sort(), [MEMBERS.b.id, MEMBERS.server.id].sort())
      assert.is(held[MEMBERS.b.id], (await certificateOf('b')).certificatePem)
    }))

  test('changes no byte, inode or time outside the state directory when there is nothing to do', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const registry = federation.trees.a.registryFile
      const before = { content: readFileSync(registry, 'utf8'), status: statSync(registry, { bigint: true }) }

      const again = await pass(federation, 'reconcile', '--offline')

      assert.equal(again.json.outcomes, [])
      assert.is(readFileSync(registry, 'utf8'), before.content)
      const after = statSync(registry, { bigint: true })
      assert.equal(
        [after.ino, after.mtimeNs, after.ctimeNs],
        [before.status.ino, before.status.mtimeNs, before.status.ctimeNs],
      )
    }))

  test('keeps every other table byte by byte', () =>
    withFederation(async (federation) => {
      const before = readFileSync(federation.trees.a.registryFile, 'utf8')

      await pass(federation, 'reconcile', '--offline')

      assert.ok(readFileSync(federation.trees.a.registryFile, 'utf8').startsWith(before.replace(/\}\s*$/, '')))
    }))

  test('writes one audit line for each change, with who, what and from which commit', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')

      const lines = readAudit(federation)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      assert.is(lines.length, 2)
      for (const line of lines) {
        assert.is(line['kind'], 'register')
        assert.is(line['revision'], await federation.repository.head())
        assert.ok(String(line['newFingerprint']).startsWith('SHA256:'))
        assert.is(line['outcome'], 'done')
      }
    }))

  test('applies only the plan that was reviewed', () =>
    withFederation(async (federation) => {
      const { json } = await pass(federation, 'plan')
      const other = `SHA256:${'0'.repeat(64)}`

      const refused = await assertUntouched(federation.trees.a.registryFile.replace(/[^/]+$/, ''), async () =>
        captureJson(['plan', ...federation.locate('a'), '--plan-digest', other]),
      )
      assert.is(refused.exitCode, 20)
      assert.is((await pass(federation, 'reconcile', '--offline', '--plan-digest', other)).exitCode, 20)
      assert.equal(readRegistrations(federation.trees.a), {})
      assert.is((await pass(federation, 'reconcile', '--offline', '--plan-digest', json.digest)).exitCode, 0)
    }))

  test('follows a new key that is announced, and refuses one that is not', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const { certificatePem } = await certificateOf('b', 2)
      const old = readFingerprint((await certificateOf('b')).certificatePem) ?? ''
      federation.repository.write({ [`federation/certificates/${MEMBERS.b.id}.pem`]: certificatePem })
      await federation.repository.commit('New key')

      const refused = await pass(federation, 'reconcile', '--offline')
      assert.is(refused.exitCode, 20)
      assert.equal(codes(refused.json), ['KEY_CHANGE_UNANNOUNCED'])

      federation.repository.write({ 'federation/federation.yaml': manifestOf(undefined, { replaces: { b: old } }) })
      await federation.repository.commit('Announce it')
      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 0)
      assert.is(readRegistrations(federation.trees.a)[MEMBERS.b.id], certificatePem)
    }))

  test('deletes a party that was removed, and tells the party itself', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const manifest = manifestOf(['server', 'a'], { removed: [MEMBERS.b.id] })
      federation.repository.write({ 'federation/federation.yaml': manifest })
      await federation.repository.commit('b leaves')

      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 0)
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), [MEMBERS.server.id])
      const itself = await captureJson(['reconcile', ...federation.locate('b'), '--offline'])
      assert.is(itself.exitCode, 20)
    }))

  test('reports a party that is only no longer declared, and leaves it registered', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      federation.repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await federation.repository.commit('b is gone')

      const { exitCode, json } = await pass(federation, 'reconcile', '--offline')

      assert.is(exitCode, 2)
      assert.ok(codes(json).includes('DEPARTED'))
      assert.is(Object.keys(readRegistrations(federation.trees.a)).length, 2)
    }))

  test('stops for an edited row until --overwrite names it', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const registry = federation.trees.a.registryFile
      writeFileSync(registry, readFileSync(registry, 'utf8').replace('10.221.0.4', '10.221.0.9'))

      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 20)
      assert.match(readFileSync(registry, 'utf8'), '10.221.0.9')
      assert.is((await pass(federation, 'reconcile', '--offline', '--overwrite', MEMBERS.b.id)).exitCode, 0)
      assert.match(readFileSync(registry, 'utf8'), '10.221.0.4')
    }))

  test('refuses a history that was rewritten, until it is accepted by name', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      await federation.repository.git.raw(['commit', '--quiet', '--amend', '--message', 'Rewritten'])
      const head = await federation.repository.head()

      const refused = await pass(federation, 'reconcile', '--offline')
      assert.is(refused.exitCode, 22)
      assert.equal(codes(refused.json), ['SOURCE_ROLLED_BACK'])
      assert.is((await pass(federation, 'reconcile', '--offline', '--accept-history', head)).exitCode, 0)
      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 0)
    }))

  test('refuses a history that was rewritten also under another name of the federation', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const renamed = manifestOf().replace('federation: test-network', 'federation: renamed')
      federation.repository.write({ 'federation/federation.yaml': renamed })
      await federation.repository.git.raw(['commit', '--quiet', '--amend', '--all', '--message', 'Renamed'])

      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 22)
    }))

  test('does not forget the accepted commit by a pass over uncommitted files', () =>
    withFederation(async (federation) => {
      await federation.repository.commit('One more')
      await pass(federation, 'reconcile', '--offline')
      await pass(federation, 'reconcile', '--offline', '--uncommitted')
      await federation.repository.git.raw(['reset', '--quiet', '--hard', 'HEAD~1'])

      assert.is((await pass(federation, 'plan')).exitCode, 22)
    }))

  test('leaves out a party whose certificate is missing, and registers the others', () =>
    withFederation(async (federation) => {
      federation.repository.remove(`federation/certificates/${MEMBERS.b.id}.pem`)
      await federation.repository.commit('b has not published')

      const { exitCode, json } = await pass(federation, 'reconcile', '--offline')

      assert.is(exitCode, 21)
      assert.ok(codes(json).includes('CERTIFICATE_MISSING'))
      assert.equal(Object.keys(readRegistrations(federation.trees.a)), [MEMBERS.server.id])
    }))

  test('finds a certificate that was silently generated again, while peers are still registered', () =>
    withFederation(async (federation) => {
      writeFileSync(federation.trees.a.certificateFile, (await certificateOf('a', 2)).certificatePem)

      const { exitCode, json } = await pass(federation, 'reconcile', '--offline')

      assert.is(exitCode, 21)
      assert.ok(codes(json).includes('SELF_CERTIFICATE'))
      assert.is(Object.keys(readRegistrations(federation.trees.a)).length, 2)
    }))

  test('with --mode report writes nothing and ends like plan', () =>
    withFederation(async (federation) => {
      const { exitCode, json } = await assertUntouched(federation.trees.a.directory, () =>
        pass(federation, 'reconcile', '--mode', 'report'),
      )

      assert.is(exitCode, 2)
      assert.equal(json.outcomes, [])
    }))

  test('registers nothing for a component that is not declared', () =>
    withFederation(async (federation) => {
      const manifest = manifestOf(['server', 'b'])
      federation.repository.write({ 'federation/federation.yaml': manifest })
      await federation.repository.commit('Without a')

      const { exitCode, json } = await pass(federation, 'reconcile', '--offline')

      assert.is(exitCode, 26)
      assert.ok(codes(json).includes('SELF_UNDECLARED'))
      assert.equal(readRegistrations(federation.trees.a), {})
    }))

  test('says what to do where the state directory may be read by others', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      chmodSync(dirname(locateState(federation.trees.a.registryFile).path), 0o777)

      const { exitCode, json } = await pass(federation, 'reconcile', '--offline')

      assert.is.not(exitCode, 0)
      assert.ok(codes(json).some((code) => code.includes('PERMS')))
    }))

  test('sees through a registry that was replaced by another file', () =>
    withFederation(async (federation) => {
      await pass(federation, 'reconcile', '--offline')
      const registry = federation.trees.a.registryFile
      const copy = `${registry}.copy`
      writeFileSync(copy, readFileSync(registry))
      renameSync(copy, registry)

      assert.is((await pass(federation, 'reconcile', '--offline')).exitCode, 0)
    }))
})

function readAudit({ trees }: TestFederation): string {
  return readFileSync(locateState(trees.a.registryFile).audit, 'utf8')
}
