import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import { detectDrift } from '../../../src/domain/pass/drift.ts'
import { makePlan } from '../../../src/domain/pass/plan.ts'
import { prepareChanges, type PreparedChange } from '../../../src/domain/pass/preparation.ts'
import type { Registration } from '../../../src/domain/registration.ts'
import { confineSelection, selectChanges } from '../../../src/io/registrar/selection.ts'
import { aCertificate, aDesired, aFingerprint, anId, aRegistration, NOW } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const R = anId('r')
const BY_HAND = aRegistration({ partyId: 'NODE_x', fingerprint: aFingerprint('x'), address: undefined })
const NODE = { layout: 'component', role: 'node' } as const

suite('the changes that are still as they were planned', (test) => {
  test('put a researcher into the registry of a node where the other row was given up', () => {
    assert.equal(select([BY_HAND], NODE), { pending: ['NODE_x', R], contended: [] })
  })

  for (const { what, rows, pending, contended } of [
    {
      what: 'was edited',
      rows: [{ ...BY_HAND, fingerprint: aFingerprint('y') }],
      pending: [],
      contended: ['NODE_x', R],
    },
    {
      what: 'was laid out otherwise',
      rows: [{ ...BY_HAND, isOlder: true as const }],
      pending: [],
      contended: ['NODE_x', R],
    },
    { what: 'has come', rows: [BY_HAND, { ...BY_HAND, partyId: 'NODE_y' }], pending: ['NODE_x'], contended: [R] },
    {
      what: 'of an older Fed-BioMed has come',
      rows: [BY_HAND, { ...BY_HAND, partyId: 'NODE_y', isOlder: true as const }],
      pending: ['NODE_x'],
      contended: [R],
    },
  ]) {
    test(`put nothing beside a row that ${what} since`, () => {
      assert.equal(select(rows, NODE), { pending, contended })
    })
  }

  test('put a row beside others where there may be more than one', () => {
    const more = [BY_HAND, { ...BY_HAND, partyId: 'NODE_y' }]

    assert.equal(select(more, { ...NODE, role: 'researcher' }).pending, ['NODE_x', R])
    assert.equal(select(more, { ...NODE, layout: 'party' }).pending, ['NODE_x', R])
  })
})

/** What of a plan to give up `NODE_x` for the researcher is still done where the registry holds these rows. */
function select(
  rows: readonly Registration[],
  component: Pick<Component, 'layout' | 'role'>,
): Record<'pending' | 'contended', readonly string[]> {
  const observed = { registrations: rows }
  const selected = selectChanges(planned(), observed, new Set())
  const { pending, contended } = confineSelection(selected, observed, component)
  return { pending: partiesOf(pending), contended: partiesOf(contended) }
}

function planned(): readonly PreparedChange[] {
  const drift = detectDrift({
    desired: {
      registrations: [aDesired({ partyId: R, address: undefined })],
      unverified: [],
      excluded: [],
      removed: new Set(),
    },
    recorded: new Map(),
    observed: { registrations: [BY_HAND] },
    denied: new Set(),
    holdsAddress: false,
    isExclusive: true,
  })
  const decisions = { adopt: new Set(['NODE_x']), overwrite: new Set<string>() }
  const plan = makePlan(drift, { componentId: anId('self'), profile: 'mutual-tls', decisions })
  const certificate = aCertificate('first')
  const certificates = new Map([[certificate.fingerprint, certificate]])
  return prepareChanges(plan.changes, plan, { federation: 'f', revision: 'none', now: NOW, certificates })
}

function partiesOf(changes: readonly PreparedChange[]): readonly string[] {
  return changes.map(({ change }) => change.partyId)
}
