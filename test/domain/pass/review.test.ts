import * as assert from 'uvu/assert'
import type { Fingerprint } from '../../../src/domain/certificate/certificate.ts'
import { detectDrift } from '../../../src/domain/pass/drift.ts'
import { makePlan, type Plan } from '../../../src/domain/pass/plan.ts'
import { reviewPlan, type Policy, type Verdict } from '../../../src/domain/pass/review.ts'
import { aCertificate, aDesired, aFingerprint, anEntry, anId, aRegistration } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

interface Orders {
  /** Parties that are registered as we wrote them and listed under `removed:`. */
  readonly deletions?: readonly string[]
  /** Parties whose certificate was renewed. */
  readonly replacements?: readonly string[]
  readonly registrations?: readonly string[]
  /** Parties registered by hand that the operator adopts. */
  readonly adoptions?: readonly string[]
}

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
    const planDigest: Fingerprint = plan({ registrations: ['a'] }).digest

    assert.ok(review({ registrations: ['a'] }, { planDigest }).approved)
  })
})

suite('the plan digest', (test) => {
  const base = plan({ registrations: ['a'], replacements: ['b'], deletions: ['c'] })

  test('is the same for equal plans', () => {
    assert.is(plan({ deletions: ['c'], replacements: ['b'], registrations: ['a'] }).digest, base.digest)
  })

  test('does not move with bookkeeping', () => {
    const drift = detectDrift({ ...stateOf({ registrations: ['a'] }), recorded: new Map([['NODE_gone', anEntry()]]) })
    const context = { componentId: anId('self'), profile: 'secagg-mpspdz', decisions: none } as const

    assert.is(makePlan(drift, context).bookkeeping.length, 1)
    assert.is(makePlan(drift, context).digest, plan({ registrations: ['a'] }).digest)
  })

  for (const [what, other] of [
    ['a change more', plan({ registrations: ['a', 'd'], replacements: ['b'], deletions: ['c'] })],
    ['a change less', plan({ registrations: ['a'], replacements: ['b'] })],
    ['another component', plan({ registrations: ['a'], replacements: ['b'], deletions: ['c'] }, anId('other'))],
  ] as const) {
    test(`differs for ${what}`, () => {
      assert.is.not(other.digest, base.digest)
    })
  }
})

const none = { adopt: new Set<string>(), overwrite: new Set<string>() }

function plan(orders: Orders, componentId: string = anId('self')): Plan {
  const adopt = new Set<string>((orders.adoptions ?? []).map(anId))
  const decisions = { adopt, overwrite: new Set<string>() }
  return makePlan(detectDrift(stateOf(orders)), { componentId, profile: 'secagg-mpspdz', decisions })
}

function review(orders: Orders, policy: Partial<Policy> = {}): Verdict {
  const strict = { allowDelete: new Set<string>(), allowReplace: new Set<string>(), planDigest: undefined }
  return reviewPlan(plan(orders), { ...strict, ...policy })
}

function stateOf(orders: Orders): Parameters<typeof detectDrift>[0] {
  const { deletions = [], replacements = [], registrations = [], adoptions = [] } = orders
  const renewed = aCertificate('second', 'first')
  const ours = [...deletions, ...replacements]
  return {
    desired: {
      registrations: [...replacements, ...registrations, ...adoptions].map((label) =>
        aDesired({ partyId: anId(label), certificate: renewed }),
      ),
      unverified: [],
      removed: new Set(deletions.map(anId)),
    },
    recorded: new Map(ours.map((label) => [anId(label), anEntry({ partyId: anId(label) })])),
    observed: { registrations: [...ours, ...adoptions].map((label) => aRegistration({ partyId: anId(label) })) },
    denied: new Set(),
    holdsAddress: true,
  }
}

function parties(changes: readonly { readonly partyId: string }[]): readonly string[] {
  return changes.map(({ partyId }) => partyId)
}

function codes({ reasons }: Verdict): readonly string[] {
  return reasons.map(({ code }) => code)
}
