import * as assert from 'uvu/assert'
import type { Fingerprint } from '../../../src/domain/certificate/certificate.ts'
import { reviewPlan, type Policy, type Verdict } from '../../../src/domain/pass/review.ts'
import { aFingerprint, anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import { planOf, type Orders } from './helpers/orders.ts'

suite('review', (test) => {
  test('lets one deletion and any number of node replacements pass', () => {
    const { approved, refused } = review({ deletions: ['a'], replacements: ['b', 'c', 'd'] })

    assert.ok(approved)
    assert.equal(refused, [])
  })

  test('holds back all deletions and replacements where more than one deletion is ordered', () => {
    const verdict = review({ deletions: ['a', 'b'], replacements: ['c'], registrations: ['d'] })

    assert.not(verdict.approved)
    assert.equal(parties(verdict.changes), ['NODE_d'])
    assert.equal(parties(verdict.refused), ['NODE_a', 'NODE_b', 'NODE_c'])
    assert.equal(codes(verdict), ['BRAKE_DELETIONS'])
  })

  test('names the command that lifts the brake', () => {
    const [reason] = review({ deletions: ['a', 'b'], replacements: ['c'] }).reasons

    assert.match(reason?.remedy ?? '', '--allow-delete NODE_a --allow-delete NODE_b --allow-replace NODE_c')
  })

  test('still holds back everything where only some are named, so that two passes cannot delete two parties', () => {
    const verdict = review({ deletions: ['a', 'b'] }, { allowDelete: new Set([anId('a')]) })

    assert.equal(parties(verdict.refused), ['NODE_a', 'NODE_b'])
  })

  test('lets pass what is named, each by its own flag', () => {
    const allowDelete = new Set<string>([anId('a'), anId('b')])
    const allowReplace = new Set<string>([anId('c')])

    assert.ok(review({ deletions: ['a', 'b'], replacements: ['c'] }, { allowDelete, allowReplace }).approved)
    assert.not(
      review({ deletions: ['a', 'b'], replacements: ['c'] }, { allowDelete, allowReplace: allowDelete }).approved,
    )
  })

  for (const orders of [{ deletions: ['r'] }, { replacements: ['r'] }]) {
    test(`holds back a researcher's ${Object.keys(orders).join()}`, () => {
      assert.equal(codes(review({ ...orders, registrations: ['d'] })), ['BRAKE_RESEARCHER'])
    })
  }

  test('does not count what the operator names', () => {
    assert.ok(review({ deletions: ['a'], adoptions: ['b', 'c', 'r'] }).approved)
  })

  test('applies nothing but the plan that was reviewed', () => {
    const planDigest = aFingerprint('another plan')

    const verdict = review({ registrations: ['a'] }, { planDigest })

    assert.not(verdict.approved)
    assert.equal(verdict.changes, [])
    assert.equal(codes(verdict), ['PLAN_CHANGED'])
  })

  test('applies the plan whose digest is given', () => {
    const planDigest: Fingerprint = planOf({ registrations: ['a'] }).digest

    assert.ok(review({ registrations: ['a'] }, { planDigest }).approved)
  })
})

function review(orders: Orders, policy: Partial<Policy> = {}): Verdict {
  const strict = { allowDelete: new Set<string>(), allowReplace: new Set<string>(), planDigest: undefined }
  return reviewPlan(planOf(orders), { ...strict, ...policy })
}

function parties(changes: readonly { readonly partyId: string }[]): readonly string[] {
  return changes.map(({ partyId }) => partyId)
}

function codes({ reasons }: Verdict): readonly string[] {
  return reasons.map(({ code }) => code)
}
