import * as assert from 'uvu/assert'
import { confineVerdict } from '../../../src/domain/pass/confinement.ts'
import { detectDrift, type DriftInput } from '../../../src/domain/pass/drift.ts'
import { makePlan } from '../../../src/domain/pass/plan.ts'
import { reviewPlan, type Verdict } from '../../../src/domain/pass/review.ts'
import type { Registration } from '../../../src/domain/registration.ts'
import { aDesired, aFingerprint, anEntry, anId, aRegistration } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'

const R = anId('r')
const foreign = aRegistration({ partyId: 'NODE_x', fingerprint: aFingerprint('x'), address: undefined })
const older = { isOlder: true } as const

suite('the bounds of a registry', (test) => {
  test('lets a node register its researcher alone', () => {
    const { changes, reasons } = verdictOn([])

    assert.equal([changes.length, reasons], [1, []])
  })

  test('registers no researcher beside somebody else, and says what gives way', () => {
    const { changes, refused, reasons, approved } = verdictOn([foreign])

    assert.equal([changes, refused.length, approved], [[], 1, false])
    assert.is(reasons[0]?.code, 'NODE_HOLDS_ONE')
    assert.match(reasons[0]?.remedy ?? '', 'reconcile --adopt NODE_x')
  })

  test('does both in one write where the operator gives up the other', () => {
    const { changes, reasons } = verdictOn([foreign], { adopt: ['NODE_x'] })

    assert.equal(
      changes.map(({ kind, partyId }) => `${kind} ${partyId}`),
      ['delete NODE_x', `register ${R}`],
    )
    assert.equal(reasons, [])
  })

  test('asks for everything at once where an older researcher is replaced beside an older row made by hand', () => {
    const rows = [
      { ...foreign, ...older },
      aRegistration({ partyId: R, address: undefined, fingerprint: aFingerprint('second'), ...older }),
    ]
    const recorded = [anEntry({ partyId: R, fingerprint: aFingerprint('second') })]

    const { changes, reasons } = verdictOn(rows, { recorded })

    assert.equal(changes, [])
    assert.is(reasons[0]?.code, 'OLDER_ROWS_LEFT')
    assert.match(reasons[0]?.remedy ?? '', `reconcile --adopt NODE_x --allow-replace ${R}`)
    assert.equal(verdictOn(rows, { recorded, adopt: ['NODE_x'], allowed: [R] }).changes.length, 2)
  })

  test('names the row that is in the way, and not that of the researcher', () => {
    const { reasons } = verdictOn([foreign, ofResearcher('second')], { recorded: [recordedResearcher] })

    assert.is(reasons[0]?.code, 'NODE_HOLDS_ONE')
    assert.match(reasons[0]?.message ?? '', /\(NODE_x\)/)
    // The brake alone would lead to the next refusal.
    assert.match(reasons[0]?.remedy ?? '', `reconcile --adopt NODE_x --allow-replace ${R}`)
  })

  test('leaves it to the brake to tell of what the brake alone holds back', () => {
    const { reasons } = verdictOn([{ ...ofResearcher('second'), ...older }], { recorded: [recordedResearcher] })

    assert.equal(
      reasons.map(({ code }) => code),
      ['BRAKE_RESEARCHER'],
    )
  })

  test('names the flag for one of ours that was edited', () => {
    const edited = aRegistration({ partyId: anId('gone'), address: undefined, fingerprint: aFingerprint('x') })

    const { reasons } = verdictOn([edited], { recorded: [anEntry({ partyId: anId('gone') })] })

    assert.match(reasons[0]?.remedy ?? '', `reconcile --overwrite ${anId('gone')}`)
  })

  test('deletes no older row of ours while another one cannot go', () => {
    const gone = aRegistration({ partyId: anId('gone'), address: undefined, ...older })

    const { changes } = verdictOn([{ ...foreign, ...older }, gone], { recorded: [anEntry({ partyId: anId('gone') })] })

    assert.equal(changes, [])
  })

  test('says nothing of a plan that is not the one that was reviewed', () => {
    const { reasons } = verdictOn([foreign], { planDigest: aFingerprint('another plan') })

    assert.equal(
      reasons.map(({ code }) => code),
      ['PLAN_CHANGED'],
    )
  })

  test('names the brake of a researcher that is no longer declared, whatever its row looks like', () => {
    const before = anId('node').replace('NODE', 'RESEARCHER')
    for (const layout of [{}, older]) {
      const rows = [aRegistration({ partyId: before, address: undefined, ...layout })]
      const recorded = [{ ...anEntry(), partyId: before as ReturnType<typeof anId> }]

      const { changes, reasons } = verdictOn(rows, { recorded })

      assert.equal(changes, [])
      assert.match(reasons[0]?.remedy ?? '', `reconcile --allow-delete ${before}`)
      assert.equal(verdictOn(rows, { recorded, allowed: [before] }).changes.length, 2)
    }
  })

  test('holds back no deletion that is ordered for another reason', () => {
    const gone = aRegistration({ partyId: anId('gone'), address: undefined })
    const recorded = [anEntry({ partyId: anId('gone') })]

    const { changes } = verdictOn([{ ...foreign, ...older }, gone], { recorded, denied: [anId('gone')] })

    assert.equal(
      changes.map(({ kind, partyId }) => `${kind} ${partyId}`),
      [`delete ${anId('gone')}`],
    )
  })
})

const recordedResearcher = anEntry({ partyId: R, fingerprint: aFingerprint('second') })

function ofResearcher(label: string): Registration {
  return aRegistration({ partyId: R, address: undefined, fingerprint: aFingerprint(label) })
}

interface Circumstances {
  readonly planDigest?: ReturnType<typeof aFingerprint>
  readonly recorded?: readonly ReturnType<typeof anEntry>[]
  readonly denied?: readonly string[]
  readonly adopt?: readonly string[]
  readonly allowed?: readonly string[]
}

/** What a node of `mutual-tls` may do that holds these rows, and is to hold its researcher. */
function verdictOn(rows: readonly Registration[], circumstances: Circumstances = {}): Verdict {
  const { recorded = [], denied = [], adopt = [], allowed = [], planDigest } = circumstances
  const desired = aDesired({ partyId: R, address: undefined, replaces: [aFingerprint('second')] })
  const input: DriftInput = {
    desired: { registrations: [desired], unverified: [], excluded: [], removed: new Set() },
    recorded: new Map(recorded.map((entry) => [entry.partyId, entry])),
    observed: { registrations: rows },
    denied: new Set(denied),
    holdsAddress: false,
    isExclusive: true,
  }
  const drift = detectDrift(input)
  const decisions = { adopt: new Set(adopt), overwrite: new Set<string>() }
  const plan = makePlan(drift, { componentId: anId('self'), profile: 'mutual-tls', decisions })
  const policy = { allowDelete: new Set(allowed), allowReplace: new Set(allowed), planDigest }
  return confineVerdict(reviewPlan(plan, policy), { drift, holdsOne: true })
}
