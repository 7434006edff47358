import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { InventoryEntry } from '../../../src/domain/inventory.ts'
import type { PartyId } from '../../../src/domain/party.ts'
import type { Change } from '../../../src/domain/pass/change.ts'
import { confineVerdict } from '../../../src/domain/pass/confinement.ts'
import type { Decisions } from '../../../src/domain/pass/decision.ts'
import { detectDrift, type DriftInput } from '../../../src/domain/pass/drift.ts'
import { makePlan, type Plan } from '../../../src/domain/pass/plan.ts'
import { keepBooks, prepareChanges } from '../../../src/domain/pass/preparation.ts'
import { reviewPlan, type Policy, type Verdict } from '../../../src/domain/pass/review.ts'
import type { Registration } from '../../../src/domain/registration.ts'
import {
  aCertificate,
  aDesired,
  aFingerprint,
  anAddress,
  anEntry,
  anId,
  aRegistration,
  NOW,
} from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

interface Situation {
  readonly input: DriftInput
  readonly decisions: Decisions
  readonly allowed: ReadonlySet<string>
}

const ids = ['r', 'a', 'b', 'c', 'd', 'e'].map(anId)
const anyId = fc.constantFrom(...ids)
const anyLabel = fc.constantFrom('first', 'second', 'third')
const anyIp = fc.integer({ min: 2, max: 4 }).map(anAddress)

const anyDesired = fc
  .record({
    partyId: anyId,
    label: anyLabel,
    key: anyLabel,
    address: anyIp,
    replaces: fc.subarray(['first', 'second', 'third']),
  })
  .map(({ partyId, label, key, address, replaces }) =>
    aDesired({ partyId, address, certificate: aCertificate(label, key), replaces: replaces.map(aFingerprint) }),
  )
const anyRow = fc
  .record({ partyId: anyId, label: fc.option(anyLabel, { nil: undefined }), address: anyIp, isOlder: fc.boolean() })
  .map(({ partyId, label, address, isOlder }) => {
    const fingerprint = label === undefined ? undefined : aFingerprint(label)
    return aRegistration({ partyId, address, fingerprint, ...(isOlder ? { isOlder } : {}) })
  })
const anyEntry = fc
  .record({ partyId: anyId, label: anyLabel, key: anyLabel, address: anyIp })
  .map(({ partyId, label, key, address }) => {
    const { fingerprint, publicKeyHash } = aCertificate(label, key)
    return anEntry({ partyId, address, fingerprint, publicKeyHash })
  })

/** What the profiles differ in, as far as a pass goes: rows of an older layout are of mutual TLS alone. */
const PROFILES = [
  { holdsAddress: true, isExclusive: false, mayBeOlder: false },
  { holdsAddress: false, isExclusive: false, mayBeOlder: false },
  { holdsAddress: false, isExclusive: false, mayBeOlder: true },
  { holdsAddress: false, isExclusive: true, mayBeOlder: true },
]

const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    profile: fc.constantFrom(...PROFILES),
    excluded: fc.subarray(ids, { maxLength: 2 }),
    desired: fc.uniqueArray(anyDesired, { selector: ({ partyId }) => partyId, maxLength: 6 }),
    unverified: fc.subarray(ids, { maxLength: 2 }),
    removed: fc.subarray(ids, { maxLength: 2 }),
    recorded: fc.uniqueArray(anyEntry, { selector: ({ partyId }) => partyId, maxLength: 6 }),
    rows: fc.array(anyRow, { maxLength: 8 }),
    denied: fc.subarray(ids, { maxLength: 2 }),
    adopt: fc.subarray(ids, { maxLength: 2 }),
    overwrite: fc.subarray(ids, { maxLength: 2 }),
    allowed: fc.subarray(ids),
  })
  .map((parts) => {
    const unverified = new Set<string>(parts.unverified)
    const declared = parts.desired.filter(({ partyId }) => !unverified.has(partyId))
    const { holdsAddress, isExclusive, mayBeOlder } = parts.profile
    const apart = new Set(isExclusive ? parts.excluded.filter((id) => !unverified.has(id)) : [])
    const wanted = declared.filter(({ partyId }) => !apart.has(partyId)).slice(0, isExclusive ? 1 : undefined)
    const names = new Set<string>([...declared.map(({ partyId }) => partyId), ...unverified, ...apart])
    const bare = ({ isOlder, ...row }: Registration): Registration => ({
      ...row,
      address: holdsAddress ? row.address : undefined,
      ...(isOlder && mayBeOlder ? { isOlder } : {}),
    })
    return {
      input: {
        desired: {
          registrations: wanted.map((each) => ({ ...each, address: holdsAddress ? each.address : undefined })),
          unverified: parts.unverified.map((partyId) => ({ partyId, name: partyId })),
          excluded: [...apart].map((partyId) => ({ partyId, name: partyId })),
          removed: new Set(parts.removed.filter((id) => !names.has(id))),
        },
        recorded: new Map(parts.recorded.map((entry) => [entry.partyId as string, entry])),
        observed: { registrations: parts.rows.map(bare) },
        denied: new Set<string>(parts.denied),
        holdsAddress,
        isExclusive,
      },
      decisions: { adopt: new Set<string>(parts.adopt), overwrite: new Set<string>(parts.overwrite) },
      allowed: new Set<string>(parts.allowed),
    }
  })

suite('the laws of the pass', (test) => {
  test('1: in sync means no change', () => {
    check(anySituation, ({ input }) => {
      const registrations = input.desired.registrations
      const inSync = {
        ...input,
        observed: {
          registrations: registrations.map(({ partyId, address, certificate }) => ({
            partyId,
            address,
            fingerprint: certificate.fingerprint,
          })),
        },
        denied: new Set<string>(),
      }
      const { plan } = pass({ input: inSync, decisions: noDecisions, allowed: new Set() })

      assert.equal(plan.changes, [])
    })
  })

  test('2: applying a plan leaves no drift but what was refused, unverified, departed, foreign or denied', () => {
    check(anySituation, (situation) => {
      const { plan, verdict } = pass(situation)
      const after = { ...situation, decisions: noDecisions, input: applied(situation, plan, verdict) }
      const refused = new Set([...verdict.refused, ...errorsOf(plan)].map(({ partyId }) => partyId))

      for (const item of detectDrift(after.input)) {
        if (refused.has(item.partyId)) continue
        assert.ok(
          ['matching', 'unverified', 'departed', 'foreign', 'denied'].includes(item.class),
          `${item.partyId} ${item.class}`,
        )
      }
    })
  })

  test('3: a second pass is empty', () => {
    check(anySituation, (situation) => {
      const { plan, verdict } = pass(situation)
      const again = pass({ ...situation, input: applied(situation, plan, verdict) })

      assert.equal(again.verdict.changes.map(describe), [])
      assert.equal(again.plan.bookkeeping, [])
    })
  })

  test('4: the order of input changes nothing', () => {
    check(fc.tuple(anySituation, fc.integer()), ([situation, seed]) => {
      const { input } = situation
      const shuffled = {
        ...input,
        desired: {
          ...input.desired,
          registrations: shuffle(input.desired.registrations, seed),
          unverified: shuffle(input.desired.unverified, seed),
        },
        recorded: new Map(shuffle([...input.recorded], seed)),
        observed: { registrations: shuffleUnique(input.observed.registrations, seed) },
      }

      const [a, b] = [pass(situation), pass({ ...situation, input: shuffled })]

      assert.is(a.plan.digest, b.plan.digest)
      assert.equal(a.plan.changes.map(describe), b.plan.changes.map(describe))
      assert.equal(a.plan.bookkeeping, b.plan.bookkeeping)
      assert.equal(a.verdict.approved, b.verdict.approved)
    })
  })

  test('5: what is not ours is never touched, unless --adopt or --overwrite names its party', () => {
    check(anySituation, (situation) => {
      const { plan } = pass(situation)
      const { recorded, observed } = situation.input
      const { adopt, overwrite } = situation.decisions

      for (const change of plan.changes) {
        const rows = observed.registrations.filter(({ partyId }) => partyId === change.partyId)
        const ours = rows.every((row) => isSame(row, recorded.get(row.partyId), situation.input.holdsAddress))
        assert.ok(ours || adopt.has(change.partyId) || overwrite.has(change.partyId), describe(change))
        if (change.kind === 'register') assert.is(rows.length, 0)
      }
    })
  })

  test('an unverified party is neither registered nor deleted but from an older row, a denied one never registered', () => {
    check(anySituation, (situation) => {
      const { desired, observed } = situation.input
      const unverified = desired.unverified.filter(({ partyId }) => {
        return !observed.registrations.some((row) => row.partyId === partyId && row.isOlder)
      })
      for (const { kind, partyId } of pass(situation).plan.changes) {
        const isDenied = situation.input.denied.has(partyId)
        assert.not(isDenied && kind !== 'delete')
        assert.not(!isDenied && unverified.some((party) => party.partyId === partyId))
      }
    })
  })

  test('nothing new is written beside an older row, or beside another one where only one may be', () => {
    check(anySituation, (situation) => {
      const { plan, verdict } = pass(situation)
      if (verdict.changes.every(({ kind }) => kind === 'delete')) return
      const { observed, isExclusive } = applied(situation, plan, verdict)

      assert.not(observed.registrations.some(({ isOlder }) => isOlder))
      assert.ok(!isExclusive || observed.registrations.length === 1)
    })
  })

  test('no registration of a researcher is deleted or replaced unless the operator names it', () => {
    check(anySituation, (situation) => {
      const { changes } = pass(situation).verdict
      const ofResearcher = changes.find(({ partyId }) => partyId === anId('r'))
      if (ofResearcher === undefined || ofResearcher.kind === 'register') return

      assert.ok(ofResearcher.orderedBy === 'operator' || situation.allowed.has(ofResearcher.partyId))
    })
  })

  test('a brake holds back all deletions and replacements that the repository orders, or none', () => {
    check(anySituation, (situation) => {
      const { plan } = pass(situation)
      const verdict = reviewPlan(plan, policyOf(situation))
      const ordered = plan.changes.filter(({ kind, orderedBy }) => kind !== 'register' && orderedBy === 'repository')
      const risky = ordered.filter((change) => change.kind === 'replace' || !isDeletionOfOlder(change))

      assert.ok(verdict.refused.length === 0 || verdict.refused.length === risky.length)
      assert.is(verdict.changes.length + verdict.refused.length, plan.changes.length)
    })
  })
})

const noDecisions: Decisions = { adopt: new Set(), overwrite: new Set() }

function check<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), { numRuns: 1000 })
}

function pass({ input, decisions, allowed }: Situation): { readonly plan: Plan; readonly verdict: Verdict } {
  const drift = detectDrift(input)
  const plan = makePlan(drift, { componentId: anId('self'), profile: 'secagg-mpspdz', decisions })
  const reviewed = reviewPlan(plan, policyOf({ allowed }))
  return { plan, verdict: confineVerdict(reviewed, { drift, holdsOne: input.isExclusive }) }
}

function policyOf({ allowed }: Pick<Situation, 'allowed'>): Policy {
  return { allowDelete: allowed, allowReplace: allowed, planDigest: undefined }
}

function isDeletionOfOlder({ partyId, ...change }: Change): boolean {
  return change.kind === 'delete' && change.before.isOlder === true && partyId !== anId('r')
}

/** What the registrar and the books make of a verdict: the model of an apply that succeeds. */
function applied({ input }: Situation, plan: Plan, { changes }: Verdict): DriftInput {
  const verified = ['first', 'second', 'third'].map((label) => aCertificate(label))
  const certificates = new Map(verified.map((each) => [each.fingerprint, each]))
  const occasion = { federation: 'f', revision: 'none', now: NOW, certificates }
  const drift = detectDrift(input)
  const inventory = { federation: 'f', revision: 'none', entries: input.recorded }
  const entries = new Map<string, InventoryEntry>(keepBooks(inventory, { plan, drift }, occasion).entries)
  let rows: readonly Registration[] = input.observed.registrations
  for (const { change, entry } of prepareChanges(changes, plan, occasion)) {
    rows = rows.filter(({ partyId }) => partyId !== change.partyId)
    if (entry === undefined) entries.delete(change.partyId)
    else {
      entries.set(change.partyId, entry)
      rows = [...rows, { partyId: entry.partyId, fingerprint: entry.fingerprint, address: entry.address }]
    }
  }
  return { ...input, recorded: entries, observed: { registrations: rows } }
}

function errorsOf(plan: Plan): readonly { readonly partyId: string }[] {
  return plan.problems.filter(({ severity }) => severity === 'error').map(({ party }) => ({ partyId: party ?? '' }))
}

function isSame(row: Registration, entry: InventoryEntry | undefined, holdsAddress: boolean): boolean {
  return row.fingerprint === entry?.fingerprint && (!holdsAddress || row.address?.ip === entry?.address?.ip)
}

function describe({ kind, partyId, orderedBy }: Change): string {
  return `${kind} ${partyId as PartyId} by ${orderedBy}`
}

/** A fixed permutation for each seed. */
function shuffle<T>(values: readonly T[], seed: number): readonly T[] {
  return values
    .map((value, index) => ({ value, rank: Math.imul(index + 1, seed | 1) >>> 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}

/** Of two rows for one party the first counts, so those keep their order. */
function shuffleUnique(rows: readonly Registration[], seed: number): readonly Registration[] {
  const counts = new Map<string, number>()
  for (const { partyId } of rows) counts.set(partyId, (counts.get(partyId) ?? 0) + 1)
  const unique = rows.filter(({ partyId }) => counts.get(partyId) === 1)
  return [...shuffle(unique, seed), ...rows.filter(({ partyId }) => counts.get(partyId) !== 1)]
}
