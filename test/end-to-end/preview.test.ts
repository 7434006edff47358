import { writeFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import {
  certificateOf,
  manifestOf,
  MEMBERS,
  withFederation,
  type MemberName,
  type TestFederation,
} from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { changesOf, preview, type ChangeJson } from '../commands/helpers/preview.ts'

const NAMES: readonly MemberName[] = ['server', 'a', 'b']

interface Scenario {
  readonly name: string
  /** Absent for the first commit: nobody holds anything yet. */
  readonly change: ((federation: TestFederation) => Promise<void>) | undefined
  readonly members: readonly MemberName[]
  readonly exitCode: number
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a new federation',
    change: undefined,
    members: NAMES,
    exitCode: 2,
  },
  {
    name: 'an announced key of a node, and a party that moves',
    change: async (federation) => {
      const before = await fingerprintOf('b')
      await rotate(federation, 'b')
      const manifest = manifestOf(NAMES, { replaces: { b: before } }).replace('10.221.0.2', '10.221.0.9')
      federation.repository.write({ 'federation/federation.yaml': manifest })
    },
    members: NAMES,
    exitCode: 2,
  },
  {
    name: 'a key of the researcher, and a party that leaves',
    change: async (federation) => {
      const before = await fingerprintOf('server')
      await rotate(federation, 'server')
      federation.repository.remove(`federation/certificates/${MEMBERS.b.id}.pem`)
      const manifest = manifestOf(['server', 'a'], { replaces: { server: before }, removed: [MEMBERS.b.id] })
      federation.repository.write({ 'federation/federation.yaml': manifest })
    },
    members: ['server', 'a'],
    exitCode: 20,
  },
]

suite('what a preview says', (test) => {
  for (const { name, change, members, exitCode } of SCENARIOS) {
    test(`is what reconcile then does in real components: ${name}`, () =>
      withFederation(async (federation) => {
        if (change !== undefined) {
          await reconcileAll(federation)
          await change(federation)
          await federation.repository.commit('Change it')
        }
        const { json: said, exitCode: previewed } = await preview(federation.directory)
        assert.is(previewed, exitCode)

        for (const member of members) {
          const { id } = MEMBERS[member]
          const expected = changesOf(said, id).map(write).sort()
          const itself = said.members.find(({ party }) => party === id)
          const planned = await captureJson(['plan', ...federation.locate(member)])
          assert.equal((planned.json['changes'] as readonly ChangeJson[]).map(write).sort(), expected, member)
          assert.is(planned.exitCode, itself?.exitCode, planned.stdout)

          const flags = (said.groups[itself?.group ?? -1]?.flags ?? []).flatMap((flag) => flag.split(' '))
          const done = await captureJson(['reconcile', ...federation.locate(member), '--offline', ...flags])
          assert.is(done.exitCode, 0, member)
          assert.equal(
            (done.json['outcomes'] as readonly { readonly result: string }[]).map(({ result }) => result),
            expected.map(() => 'done'),
          )
        }
      }))
  }
})

async function fingerprintOf(name: MemberName): Promise<string> {
  return readFingerprint((await certificateOf(name)).certificatePem) ?? ''
}

function write({ kind, party, after }: ChangeJson): string {
  return `${kind} ${party} ${after?.fingerprint ?? ''}`
}

async function reconcileAll(federation: TestFederation): Promise<void> {
  for (const name of NAMES) await capture(['reconcile', ...federation.locate(name), '--offline'])
}

/** Gives a member a new key, in its component and in the federation. */
async function rotate({ repository, trees }: TestFederation, name: MemberName): Promise<void> {
  const { certificatePem } = await certificateOf(name, 2)
  writeFileSync(trees[name].certificateFile, certificatePem)
  repository.write({ [`federation/certificates/${MEMBERS[name].id}.pem`]: certificatePem })
}
