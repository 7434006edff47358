import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import type { Change } from '../../../src/domain/pass/change.ts'
import { detectDrift } from '../../../src/domain/pass/drift.ts'
import { describeEffects, findEffects, type Effect } from '../../../src/domain/pass/effect.ts'
import { aDesired, anId, aRegistration } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

type Side = Pick<Component, 'role' | 'layout' | 'effect'>

const node: Side = { role: 'node', layout: 'component', effect: 'read' }
const researcher: Side = { ...node, role: 'researcher' }
const ordered = { partyId: anId('b'), name: 'b', cause: 'missing', orderedBy: 'repository' } as const
const before = aRegistration({ address: undefined })
const register: Change = { ...ordered, kind: 'register', desired: aDesired() }
const replace: Change = { ...ordered, kind: 'replace', desired: aDesired(), before }
const remove: Change = { ...ordered, kind: 'delete', before }
const removeOlder: Change = { ...remove, before: { ...before, isOlder: true } }

const cases: readonly [what: string, side: Side, change: Change, held: readonly string[], effect: Effect][] = [
  ['a registration of secagg', { ...node, layout: 'address' }, register, [], 'next-setup'],
  ['a deletion of secagg', { ...node, layout: 'address' }, remove, ['b'], 'next-setup'],
  ['a registration of 4.2', { ...node, layout: 'address', effect: 'unread' }, register, [], 'none'],
  ['a registration of 6.4', { ...node, layout: 'party', effect: 'unread' }, register, [], 'none'],
  ['a registration before it is switched on', { ...node, effect: 'switched-off' }, register, [], 'none'],
  ['a registration at a node', node, register, [], 'restart-node'],
  ['a replacement at a node', node, replace, ['b'], 'restart-node'],
  ['the deletion of its researcher at a node', node, remove, ['b'], 'stop-node'],
  ['the deletion of one of two rows at a node', node, remove, ['b', 'c'], 'restart-node'],
  ['the deletion of an older row', node, removeOlder, ['b'], 'none'],
  ['a registration at the researcher', researcher, register, [], 'next-handshake'],
  ['a replacement at the researcher', researcher, replace, ['b'], 'next-handshake'],
  ['a deletion at the researcher', researcher, remove, ['b', 'c'], 'restart-researcher'],
  ['the deletion of the last node', researcher, remove, ['b'], 'stop-researcher'],
]

suite('the effect of what was done', (test) => {
  for (const [what, component, change, held, effect] of cases)
    test(`of ${what} is ${effect}`, () => {
      const outcome = { change, result: 'done', reason: undefined } as const
      const context = { component, drift: driftOf(held) }

      assert.is(findEffects(context, [outcome]).get(change.partyId), effect)
      assert.is(describeEffects(context, [outcome, outcome]).length, effect === 'none' ? 0 : 1)
    })

  test('of what was not done is not told', () => {
    const outcome = { change: register, result: 'failed', reason: 'x' } as const

    assert.is(findEffects({ component: node, drift: [] }, [outcome]).size, 0)
  })
})

function driftOf(held: readonly string[]): ReturnType<typeof detectDrift> {
  return detectDrift({
    desired: { registrations: [], unverified: [], excluded: [], removed: new Set() },
    recorded: new Map(),
    observed: { registrations: held.map((label) => aRegistration({ partyId: anId(label) })) },
    denied: new Set(),
    holdsAddress: false,
    isExclusive: false,
  })
}
