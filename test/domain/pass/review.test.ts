import * as assert from 'uvu/assert'
import type { Fingerprint } from '../../../src/domain/certificate/certificate.ts'
import type { Change } from '../../../src/domain/pass/change.ts'
import { reviewPlan, type Policy, type Verdict } from '../../../src/domain/pass/review.ts'
import { aCertificate, aDesired, aFingerprint, anId } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import { planOf, type Orders } from './helpers/orders.ts'

const STRICT: Policy = { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined }

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

  for (const { name, held, orders, expected } of [
    {
      name: 'a fingerprint, of just this researcher, for a new certificate',
      held: 'first',
      orders: { kind: 'replace', certificate: 'second', port: 14001 },
      expected:
        /^Compare the new fingerprint of RESEARCHER_r by telephone \(fbm-gitops fingerprint RESEARCHER_r\)\. If it/,
    },
    {
      name: 'the addresses, and no fingerprint, where the address alone changes',
      held: 'first',
      orders: { kind: 'replace', certificate: 'first', port: 14009 },
      expected:
        /^Let the site of RESEARCHER_r confirm by telephone that its address changes from 10\.221\.0\.2:14001 to 10\.221\.0\.2:14009; its certificate stays the same\. If/,
    },
    {
      name: 'both where both change',
      held: 'first',
      orders: { kind: 'replace', certificate: 'second', port: 14009 },
      expected:
        /fbm-gitops fingerprint RESEARCHER_r\)\. Let the site .* from 10\.221\.0\.2:14001 to 10\.221\.0\.2:14009\. If/,
    },
    {
      name: 'that it leaves, where it is deleted',
      held: 'first',
      orders: { kind: 'delete', certificate: 'first', port: 14001 },
      expected: /^Let the site of RESEARCHER_r confirm by telephone that it leaves the federation\. If/,
    },
  ] as const) {
    test(`lets a site confirm ${name}`, () => {
      const partyId = anId('r')
      const before = { fingerprint: aCertificate(held).fingerprint, address: { ip: '10.221.0.2', port: 14001 } }
      const desired = aDesired({
        partyId,
        certificate: aCertificate(orders.certificate),
        address: { ip: '10.221.0.2', port: orders.port },
      })
      const ordered = { partyId, name: 'server', cause: 'outdated', orderedBy: 'repository', before } as const
      const change: Change =
        orders.kind === 'delete' ? { ...ordered, kind: 'delete' } : { ...ordered, kind: 'replace', desired }
      const plan = { ...planOf({}), changes: [change] }

      const [reason] = reviewPlan(plan, STRICT).reasons

      assert.match(reason?.remedy ?? '', expected)
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
  return reviewPlan(planOf(orders), { ...STRICT, ...policy })
}

function parties(changes: readonly { readonly partyId: string }[]): readonly string[] {
  return changes.map(({ partyId }) => partyId)
}

function codes({ reasons }: Verdict): readonly string[] {
  return reasons.map(({ code }) => code)
}
