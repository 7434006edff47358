import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import type { Inventory } from '../../../src/domain/inventory.ts'
import { planDeparture } from '../../../src/domain/pass/departure.ts'
import { aFingerprint, anAddress, anEntry, anId, aRegistration } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const component: Component = {
  directory: '/component',
  configurationFile: '/component/etc/config.ini',
  familyLabel: 'Fed-BioMed',
  profiles: [],
  layout: 'address',
  commandLine: 'script-address',
  effect: 'read',
  id: anId('self'),
  role: 'node',
  address: undefined,
  certificateFile: '/component/etc/certs/certificate.pem',
  registryFile: '/component/var/db.json',
  siblingRegistries: [],
}
const inventory: Inventory = { federation: 'network', revision: 'none', entries: new Map([[anId('b'), anEntry()]]) }

suite('planDeparture', (test) => {
  for (const [layout, digest] of [
    ['address', 'SHA256:45a5ac8039c24c1b1e1aa77310a375af3e920c5fe4c19f78e16aa1e71d8b6aa5'],
    ['party', 'SHA256:40b7701d7ba477b19aff70cba2807cc7b8ef3a684cfdd9ece55c92a1b8013edc'],
  ] as const) {
    test(`gives leaving a registry of the layout ${layout} the digest that audit logs hold already`, () => {
      const { plan } = planDeparture({ ...component, layout }, inventory, { registrations: [aRegistration()] })

      assert.equal(
        plan.changes.map(({ kind, partyId }) => [kind, partyId]),
        [['delete', anId('b')]],
      )
      assert.is(plan.digest, digest)
    })
  }

  for (const [layout, kept] of [
    ['address', 1],
    ['party', 0],
  ] as const) {
    test(`${kept === 1 ? 'leaves' : 'deletes'} a row with another address in the layout ${layout}`, () => {
      const observed = { registrations: [aRegistration({ address: anAddress(9) })] }
      const { plan } = planDeparture({ ...component, layout }, inventory, observed)

      assert.is(plan.changes.length, 1 - kept)
    })
  }

  test('leaves rows of an older Fed-BioMed that others made or edited, without a refusal of what is to be done with them', () => {
    const older = { isOlder: true, address: undefined } as const
    const rows = [
      aRegistration({ partyId: 'NODE_x', ...older }),
      aRegistration({ ...older, fingerprint: aFingerprint('edited') }),
    ]

    const { plan } = planDeparture({ ...component, layout: 'component' }, inventory, { registrations: rows })

    assert.equal(plan.changes, [])
    assert.equal(
      plan.problems.map(({ code, party }) => [code, party]),
      [['EDITED_DENIED', anId('b')]],
    )
  })
})
