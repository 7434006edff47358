import * as assert from 'uvu/assert'
import { detectDrift } from '../../../src/domain/pass/drift.ts'
import { makePlan } from '../../../src/domain/pass/plan.ts'
import { anEntry, anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import { planOf, stateOf } from './helpers/orders.ts'

const none = { adopt: new Set<string>(), overwrite: new Set<string>() }

suite('the plan digest', (test) => {
  const base = planOf({ registrations: ['a'], replacements: ['b'], deletions: ['c'] })

  test('is the same for equal plans', () => {
    assert.is(planOf({ deletions: ['c'], replacements: ['b'], registrations: ['a'] }).digest, base.digest)
  })

  test('does not move with bookkeeping', () => {
    const drift = detectDrift({ ...stateOf({ registrations: ['a'] }), recorded: new Map([['NODE_gone', anEntry()]]) })
    const context = { componentId: anId('self'), profile: 'secagg-mpspdz', decisions: none } as const

    assert.is(makePlan(drift, context).bookkeeping.length, 1)
    assert.is(makePlan(drift, context).digest, planOf({ registrations: ['a'] }).digest)
  })

  for (const [what, other] of [
    ['a change more', planOf({ registrations: ['a', 'd'], replacements: ['b'], deletions: ['c'] })],
    ['a change less', planOf({ registrations: ['a'], replacements: ['b'] })],
    ['another component', planOf({ registrations: ['a'], replacements: ['b'], deletions: ['c'] }, anId('other'))],
  ] as const) {
    test(`differs for ${what}`, () => {
      assert.is.not(other.digest, base.digest)
    })
  }
})
