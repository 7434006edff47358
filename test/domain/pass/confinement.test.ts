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

interface Circumstances {
  readonly recorded?: readonly ReturnType<typeof anEntry>[]
  readonly denied?: readonly string[]
  readonly adopt?: readonly string[]
  readonly allowed?: readonly string[]
}

/** What a node of `mutual-tls` may do that holds these rows, and is to hold its researcher. */
function verdictOn(rows: readonly Registration[], circumstances: Circumstances = {}): Verdict {
  const { recorded = [], denied = [], adopt = [], allowed = [] } = circumstances
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
  const policy = { allowDelete: new Set(allowed), allowReplace: new Set(allowed), planDigest: undefined }
  return confineVerdict(reviewPlan(plan, policy), { drift, holdsOne: true })
}
