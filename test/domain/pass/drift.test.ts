import * as assert from 'uvu/assert'
import { detectDrift } from '../../../src/domain/pass/drift.ts'
import { aDesired, anEntry, anId, aRegistration } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import { asDeclared, classify, LINES } from './helpers/drift-table.ts'

suite('drift', (test) => {
  for (const line of LINES) {
    test(`classifies ${line.name} as ${line.expected}`, () => {
      assert.is(classify(line)?.class ?? 'nothing', line.expected)
    })
  }

  test('lists every party once, sorted by id', () => {
    const items = detectDrift({
      desired: {
        registrations: [aDesired({ partyId: anId('z') }), aDesired({ partyId: anId('a') })],
        unverified: [{ partyId: anId('m'), name: 'm' }],
        excluded: [],
        removed: new Set([anId('k')]),
      },
      recorded: new Map([[anId('z'), anEntry({ partyId: anId('z') })]]),
      observed: { registrations: [aRegistration({ partyId: 'by hand' }), aRegistration({ partyId: anId('k') })] },
      denied: new Set(),
      holdsAddress: true,
      isExclusive: false,
    })

    assert.equal(
      items.map(({ partyId, class: driftClass }) => `${partyId} ${driftClass}`),
      ['NODE_a missing', 'NODE_k conflicting', 'NODE_m unverified', 'NODE_z vanished', 'by hand foreign'],
    )
  })

  test('ignores addresses in a profile without them', () => {
    const line = { desired: aDesired({ address: undefined }), recorded: anEntry(), observed: asDeclared }

    assert.is(classify({ ...line, name: '', expected: 'matching', does: '' }, false)?.class, 'matching')
  })

  test('does not let a prototype name pass for a party', () => {
    const observed = [aRegistration({ partyId: '__proto__' }), aRegistration({ partyId: 'constructor' })]

    const items = detectDrift({
      desired: { registrations: [], unverified: [], excluded: [], removed: new Set() },
      recorded: new Map(),
      observed: { registrations: observed },
      denied: new Set(),
      holdsAddress: true,
      isExclusive: false,
    })

    assert.equal(
      items.map((item) => item.class),
      ['foreign', 'foreign'],
    )
  })
})
