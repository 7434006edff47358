import * as assert from 'uvu/assert'
import type { Federation } from '../../../src/domain/federation.ts'
import type { Party } from '../../../src/domain/party.ts'
import { checkSelf, type SelfCheckInput } from '../../../src/domain/pass/self-check.ts'
import { aCertificate, aComponent, aFingerprint, anAddress, anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const self: Party = {
  id: anId('self'),
  name: 'hospital-a',
  role: 'node',
  address: anAddress(),
  certificate: aCertificate('own'),
  certificatePath: 'certificates/NODE_self.pem',
  replaces: [],
}

const federation: Federation = { name: 'network', profile: 'secagg-mpspdz', parties: [self], removed: [] }

const component = aComponent({ id: self.id })

const fine: SelfCheckInput = { component, federation, denied: new Set(), ownFingerprint: aFingerprint('own') }

const CASES: readonly {
  readonly name: string
  readonly input: Partial<SelfCheckInput>
  readonly codes: readonly string[]
  readonly goesOn: boolean
}[] = [
  { name: 'finds nothing wrong with a component that is as declared', input: {}, codes: [], goesOn: true },
  {
    name: 'stops for a component that is not declared',
    input: { federation: { ...federation, parties: [] } },
    codes: ['SELF_UNDECLARED'],
    goesOn: false,
  },
  {
    name: 'stops for a component that was removed, with its own message',
    input: { federation: { ...federation, parties: [], removed: [{ id: self.id, reason: 'study closed' }] } },
    codes: ['SELF_REMOVED'],
    goesOn: false,
  },
  {
    name: 'is content with a component that has left and is no longer declared',
    input: { federation: { ...federation, parties: [] }, denied: new Set([self.id]) },
    codes: ['SELF_LEFT'],
    goesOn: false,
  },
  {
    name: 'stops for a component that has left but is still declared',
    input: { denied: new Set([self.id]) },
    codes: ['SELF_LEFT_DECLARED'],
    goesOn: false,
  },
  {
    name: 'goes on beside a certificate that was silently regenerated, and says so',
    input: { ownFingerprint: aFingerprint('regenerated') },
    codes: ['SELF_CERTIFICATE'],
    goesOn: true,
  },
  {
    name: 'warns of an address other than declared',
    input: { component: { ...component, address: anAddress(9) } },
    codes: ['SELF_ADDRESS'],
    goesOn: true,
  },
  {
    name: 'warns of an address that is none, such as the localhost of a configuration made outside the VPN',
    input: { component: { ...component, address: undefined, configuredAddress: 'localhost:14000' } },
    codes: ['SELF_ADDRESS'],
    goesOn: true,
  },
  {
    name: 'does not compare what could not be read',
    input: { ownFingerprint: undefined, component: { ...component, address: undefined } },
    codes: [],
    goesOn: true,
  },
]

suite('the check of oneself', (test) => {
  for (const { name, input, codes, goesOn } of CASES) {
    test(name, () => {
      const check = checkSelf({ ...fine, ...input })

      assert.equal(
        check.problems.map(({ code }) => code),
        codes,
      )
      assert.is(check.goesOn, goesOn)
    })
  }

  test('shows both fingerprints of a certificate other than declared', () => {
    const [problem] = checkSelf({ ...fine, ownFingerprint: aFingerprint('regenerated') }).problems

    assert.match(problem?.message ?? '', aFingerprint('regenerated'))
    assert.match(problem?.message ?? '', aFingerprint('own'))
  })
})
