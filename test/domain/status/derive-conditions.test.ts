import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { PassRecord, RecordedChange } from '../../../src/domain/pass/pass-record.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import { CONDITIONS, type Condition, type ConditionType } from '../../../src/domain/status/condition.ts'
import { deriveConditions } from '../../../src/domain/status/derive-conditions.ts'
import { ONE_PASS, type Evidence } from '../../../src/domain/status/evidence.ts'
import { exitCodeOfStatus } from '../../../src/domain/status/exit-code.ts'
import { anId, NOW } from '../../helpers/builders.ts'
import { suite } from '../../helpers/suite.ts'
import { aDiskFault, aFailure, anEvidence, aRecord, HEAD, judge } from './helpers/evidence.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const party = { name: 'hospital-b', id: anId('b') }
const IN_SYNC: Readonly<Record<ConditionType, string>> = {
  Ready: 'true InSync',
  Reconciling: 'false Settled',
  Stalled: 'false NoDecisionNeeded',
  SourceFresh: 'true SourceRead',
  Drifted: 'false AsDeclared',
  ExpiringSoon: 'false NoCertificateEnds',
}
const change: RecordedChange = {
  partyId: party.id,
  name: party.name,
  kind: 'register',
  result: 'done',
  cause: 'missing',
  before: undefined,
  after: undefined,
  reason: undefined,
}
const unverified = makeProblem('SELF_CERTIFICATE', {}, { ...party, own: 'SHA256:1', declared: 'SHA256:2' })
const rolledBack = makeProblem(
  'SOURCE_ROLLED_BACK',
  {},
  {
    directory: '.',
    accepted: HEAD,
    head: 'b'.repeat(40),
    rewriting: { missing: 1, added: 1, ancestor: undefined, changed: [], changedCount: 0 },
  },
)
const departed = makeProblem('DEPARTED', {}, party)

/** What a pass left, and how the conditions differ from those of one in sync. */
const CASES: readonly {
  readonly name: string
  readonly evidence: Partial<Evidence>
  readonly expected: Partial<Readonly<Record<ConditionType, string>>>
  readonly exitCode: number
}[] = [
  { name: 'a pass in sync', evidence: {}, expected: {}, exitCode: 0 },
  {
    name: 'no pass',
    evidence: { pass: undefined },
    expected: Object.fromEntries(Object.keys(CONDITIONS).map((type) => [type, 'unknown NoPassYet'])),
    exitCode: 2,
  },
  {
    name: 'a component that has left',
    evidence: { pass: aRecord({ problems: [makeProblem('SELF_LEFT', {}, party)], remaining: {} }) },
    expected: { Ready: 'true LeftFederation' },
    exitCode: 0,
  },
  {
    name: 'a pass that is under way',
    evidence: { runningSince: NOW - 5 },
    expected: { Reconciling: 'true PassRunning' },
    exitCode: 0,
  },
  {
    name: 'a disk that was full',
    evidence: { pass: aFailure(aDiskFault()) },
    expected: {
      Ready: 'false Failed',
      Reconciling: 'true Failed',
      SourceFresh: 'unknown SourceNotRead',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 1,
  },
  {
    name: 'a defect',
    evidence: { pass: aFailure(makeProblem('UNEXPECTED', {}, { message: 'x is undefined' })) },
    expected: {
      Ready: 'false Defect',
      Stalled: 'true Defect',
      SourceFresh: 'unknown SourceNotRead',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 1,
  },
  {
    name: 'a change that failed beside one that was done',
    evidence: {
      pass: aRecord({
        exitCode: 23,
        changes: [change, { ...change, partyId: anId('c'), result: 'failed' }],
        remaining: { matching: 2, missing: 1 },
      }),
    },
    expected: { Ready: 'false Failed', Reconciling: 'true Failed', Drifted: 'true DriftLeft' },
    exitCode: 23,
  },
  {
    name: 'a change that somebody undid',
    evidence: {
      pass: aRecord({ exitCode: 24, changes: [{ ...change, result: 'contended' }], remaining: { missing: 1 } }),
    },
    expected: { Ready: 'false Busy', Reconciling: 'true Busy', Drifted: 'true DriftLeft' },
    exitCode: 24,
  },
  {
    name: 'a change that a brake held back',
    evidence: {
      pass: aRecord({
        exitCode: 20,
        changes: [{ ...change, kind: 'delete', cause: 'denied', result: 'refused' }],
        remaining: { denied: 1 },
      }),
    },
    expected: { Ready: 'false Refused', Stalled: 'true Refused', Drifted: 'true DriftLeft' },
    exitCode: 20,
  },
  {
    name: 'changes that were only reported',
    evidence: {
      pass: aRecord({
        mode: 'report',
        exitCode: 2,
        changes: [{ ...change, result: 'pending' }],
        remaining: { missing: 1 },
      }),
    },
    expected: { Ready: 'false ChangesPending', Drifted: 'true DriftLeft' },
    exitCode: 2,
  },
  {
    name: 'a party that is no longer declared',
    evidence: { pass: aRecord({ exitCode: 2, problems: [departed], remaining: { departed: 1 } }) },
    expected: { Ready: 'false PartyDeparted', Stalled: 'true PartyDeparted', Drifted: 'true DriftLeft' },
    exitCode: 2,
  },
  {
    name: 'a certificate that is not as declared',
    evidence: { pass: aRecord({ exitCode: 21, problems: [unverified] }) },
    expected: { Ready: 'false VerificationFailed', Stalled: 'true VerificationFailed' },
    exitCode: 21,
  },
  {
    name: 'a Fed-BioMed that does not fit',
    evidence: { pass: aFailure(makeProblem('PROFILE_MISMATCH', {}, { family: 'x', profile: 'party', served: 'y' })) },
    expected: {
      Ready: 'false RegistryUnusable',
      Stalled: 'true RegistryUnusable',
      SourceFresh: 'unknown SourceNotRead',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 25,
  },
  {
    name: 'a federation that does not declare this component yet',
    evidence: { pass: aFailure(makeProblem('SELF_UNDECLARED', {}, { id: party.id, federation: 'network' })) },
    expected: {
      Ready: 'false NotDeclared',
      Stalled: 'true NotDeclared',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 26,
  },
  {
    name: 'a federation directory that is not there',
    evidence: { pass: aFailure(makeProblem('SOURCE_MISSING', {}, { directory: './federation' })) },
    expected: {
      Ready: 'false FederationInvalid',
      Stalled: 'true FederationInvalid',
      SourceFresh: 'false SourceUnreadable',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 26,
  },
  {
    name: 'a platform on which nothing can be written',
    evidence: { pass: aFailure(makeProblem('PLATFORM_UNSUPPORTED', {}, { platform: 'darwin' })) },
    expected: {
      Ready: 'false WrongUsage',
      Stalled: 'true WrongUsage',
      SourceFresh: 'unknown SourceNotRead',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 64,
  },
  {
    name: 'a history that was rewritten',
    evidence: { pass: aFailure(rolledBack) },
    expected: {
      Ready: 'false SourceRolledBack',
      Stalled: 'true SourceRolledBack',
      SourceFresh: 'false SourceRolledBack',
      Drifted: 'unknown NotCompared',
      ExpiringSoon: 'unknown NoPassYet',
    },
    exitCode: 22,
  },
  {
    name: 'a repository that was reached',
    evidence: { contact: { reachedAt: NOW - HOUR_MS, head: HEAD, fault: undefined, mirror: '/mirror' } },
    expected: { SourceFresh: 'true SourceReached' },
    exitCode: 0,
  },
  {
    name: 'a repository that cannot be reached now',
    evidence: { contact: { reachedAt: NOW - HOUR_MS, head: HEAD, fault: aDiskFault(), mirror: '/mirror' } },
    expected: { SourceFresh: 'true SourceUnreachable' },
    exitCode: 0,
  },
  {
    name: 'a repository that was not reached for too long',
    evidence: {
      contact: { reachedAt: NOW - 2 * HOUR_MS, head: HEAD, fault: aDiskFault(), mirror: '/mirror' },
      maxStalenessMs: HOUR_MS,
    },
    expected: { SourceFresh: 'false SourceStale' },
    exitCode: 22,
  },
  {
    name: 'a repository that was reached in the future, by a clock that was set back',
    evidence: {
      contact: { reachedAt: NOW + 2 * HOUR_MS, head: HEAD, fault: undefined, mirror: '/mirror' },
      maxStalenessMs: HOUR_MS,
    },
    expected: { SourceFresh: 'false SourceStale' },
    exitCode: 22,
  },
  {
    name: 'a repository that never was reached',
    evidence: { contact: { reachedAt: undefined, head: undefined, fault: aDiskFault(), mirror: '/mirror' } },
    expected: { SourceFresh: 'false SourceNeverReached' },
    exitCode: 22,
  },
  {
    name: 'a fight',
    evidence: { fighting: new Set([party.id]) },
    expected: { Ready: 'false Fight', Stalled: 'true Fight' },
    exitCode: 20,
  },
  {
    name: 'three intervals without a pass',
    evidence: { pass: aRecord({ endedAt: NOW - 4 * MINUTE_MS - 1 }), intervalMs: MINUTE_MS },
    expected: { Ready: 'unknown PassOverdue', SourceFresh: 'unknown PassOverdue' },
    exitCode: 22,
  },
  {
    name: 'not quite three intervals without a pass',
    evidence: { pass: aRecord({ endedAt: NOW - 4 * MINUTE_MS }), intervalMs: MINUTE_MS },
    expected: {},
    exitCode: 0,
  },
  {
    name: 'a day without a pass, where nobody promised any',
    evidence: { pass: aRecord({ endedAt: NOW - DAY_MS - 1 }) },
    expected: { Ready: 'unknown PassOverdue', SourceFresh: 'unknown PassOverdue' },
    exitCode: 22,
  },
  {
    name: 'a pass in the future, by a clock that was set back',
    evidence: { pass: aRecord({ endedAt: NOW + DAY_MS + 1 }) },
    expected: { Ready: 'unknown PassOverdue', SourceFresh: 'unknown PassOverdue' },
    exitCode: 22,
  },
  {
    name: 'a certificate that ends in 29 days',
    evidence: { pass: aRecord({ expiring: [{ partyId: party.id, name: party.name, notAfter: NOW + 29 * DAY_MS }] }) },
    expected: { ExpiringSoon: 'true CertificateEnds' },
    exitCode: 0,
  },
  {
    name: 'a certificate that has come near to its end since the pass',
    evidence: {
      pass: aRecord({ endedAt: NOW - HOUR_MS, nextEnding: { ...change, notAfter: NOW + 30 * DAY_MS - 1 } }),
    },
    expected: { ExpiringSoon: 'true CertificateEnds' },
    exitCode: 0,
  },
  {
    name: 'a certificate that ends in 30 days',
    evidence: { pass: aRecord({ nextEnding: { ...change, notAfter: NOW + 30 * DAY_MS } }) },
    expected: {},
    exitCode: 0,
  },
  {
    name: 'a certificate that has ended since the pass',
    evidence: { pass: aRecord({ endedAt: NOW - HOUR_MS, expiring: [{ ...change, notAfter: NOW - 1 }] }) },
    expected: { ExpiringSoon: 'true CertificateExpired' },
    exitCode: 0,
  },
]

suite('the conditions of a component', (test) => {
  for (const { name, evidence, expected, exitCode } of CASES) {
    test(`are these after ${name}`, () => {
      const found = anEvidence(evidence)

      assert.equal(judge(found), { ...IN_SYNC, ...expected })
      assert.is(exitCodeOfStatus(deriveConditions([], found, NOW), found.pass), exitCode)
    })
  }

  test('name the commit, the certificate and its end, and count what is otherwise', () => {
    const conditions = deriveConditions(
      [],
      anEvidence({
        pass: aRecord({
          exitCode: 20,
          problems: [makeProblem('AMBIGUOUS', {}, party)],
          remaining: { ambiguous: 1, edited: 2, foreign: 3 },
          expiring: [{ partyId: party.id, name: party.name, notAfter: Date.UTC(2026, 10, 20) }],
        }),
      }),
      NOW,
    )

    const find = (type: ConditionType): Condition | undefined => conditions.find((each) => each.type === type)
    assert.is(find('Drifted')?.message, '2 edited, 1 ambiguous.')
    assert.is(find('ExpiringSoon')?.message, 'The certificate of hospital-b on 2026-11-20.')
    assert.equal(new Set(conditions.map(({ revision }) => revision)), new Set([HEAD]))
  })

  test('keep what is known of a directory through a pass that fails for another reason', () => {
    const before = deriveConditions([], anEvidence(), NOW)

    const after = judge(anEvidence({ pass: aFailure(aDiskFault()) }), NOW + 1, before)

    assert.is(after.SourceFresh, 'true SourceRead')
  })

  test('call for a person where the same is tried again for more than an hour', () => {
    const failed = anEvidence({ pass: aFailure(aDiskFault()) })
    const first = deriveConditions([], failed, NOW)
    const later = (ms: number): Evidence => anEvidence({ pass: aFailure(aDiskFault(), { endedAt: NOW + ms }) })

    assert.is(judge(later(HOUR_MS - 1), NOW + HOUR_MS - 1, first).Stalled, 'false NoDecisionNeeded')
    assert.is(judge(later(HOUR_MS), NOW + HOUR_MS, first).Stalled, 'true KeepsFailing')
  })

  test('are so since the clock made them so, however late somebody looks', () => {
    const contact = { reachedAt: NOW, head: HEAD, fault: undefined, mirror: '/mirror' }
    const evidence = anEvidence({ contact, maxStalenessMs: HOUR_MS })
    const before = deriveConditions([], evidence, NOW)

    const after = deriveConditions(before, evidence, NOW + 5 * HOUR_MS)

    assert.is(after.find(({ type }) => type === 'SourceFresh')?.since, NOW + HOUR_MS)
  })

  test('are always the same six, in the same order', () => {
    check((evidence, now) => {
      const types = deriveConditions([], evidence, now).map(({ type }) => type)

      assert.equal(types, Object.keys(CONDITIONS))
    })
  })

  test('are since an instant that moves exactly where the status does, and never back', () => {
    fc.assert(
      fc.property(anyEvidence, anyEvidence, anyPause, anyPause, (first, second, now, pause) => {
        const before = deriveConditions([], first, NOW + now)
        const after = deriveConditions(before, second, NOW + now + pause)

        for (const [index, condition] of after.entries()) {
          const last = before[index]
          if (last === undefined) throw new Error('There are six of both.')
          assert.ok(condition.since <= NOW + now + pause)
          if (condition.status === last.status) assert.is(condition.since, last.since)
        }
      }),
    )
  })

  test('are the same where nothing has changed, however often they are derived', () => {
    check((evidence, now) => {
      const once = deriveConditions([], evidence, now)

      assert.equal(deriveConditions(once, evidence, now), once)
    })
  })

  test('call nobody ready for whom something is left to be desired', () => {
    check((evidence, now) => {
      const found = judge(evidence, now)
      if (!found.Ready.startsWith('true')) return

      assert.ok(found.Stalled.startsWith('false'), found.Stalled)
      assert.ok(found.Drifted.startsWith('false'), found.Drifted)
      assert.ok(found.Reconciling.startsWith('false') || found.Reconciling === 'true PassRunning', found.Reconciling)
    })
  })

  test('call nobody unready without saying for whom it is to act: the next pass, a person, or who asked for a report', () => {
    check((evidence, now) => {
      const found = judge(evidence, now)
      if (!found.Ready.startsWith('false')) return

      const acts = found.Reconciling.startsWith('true') || found.Stalled.startsWith('true')
      assert.ok(acts || found.Ready === 'false ChangesPending' || found.Ready === 'false DriftLeft', found.Ready)
    })
  })

  test('end with 0 exactly where the component is ready and its source fresh', () => {
    check((evidence, now) => {
      const conditions = deriveConditions([], evidence, now)
      const is = (type: ConditionType): string | undefined => conditions.find((each) => each.type === type)?.status
      const isFine = is('Ready') === 'true' && is('SourceFresh') !== 'false'

      // A record says 0 where nothing in it speaks against it.
      if (evidence.pass?.exitCode === 0 && is('Ready') === 'false' && evidence.fighting.size === 0) return
      assert.is(exitCodeOfStatus(conditions, evidence.pass) === 0, isFine)
    })
  })
})

const anyPause = fc.integer({ min: 0, max: 3 * DAY_MS })
const anyCount = fc.integer({ min: 0, max: 2 })
const anyEnd = fc.integer({ min: -DAY_MS, max: 60 * DAY_MS }).map((ms) => ({ ...change, notAfter: NOW + ms }))
const anyPass: fc.Arbitrary<PassRecord> = fc
  .record({
    mode: fc.constantFrom('report', 'apply'),
    failed: fc.boolean(),
    exitCode: fc.constantFrom(0, 1, 2, 20, 21, 22, 23, 24, 25, 26, 64),
    endedAt: fc.integer({ min: NOW - 2 * DAY_MS, max: NOW + 2 * DAY_MS }),
    remaining: fc.record({ matching: anyCount, missing: anyCount, edited: anyCount, unverified: anyCount }),
    problems: fc.subarray([unverified, rolledBack, departed, aDiskFault()]),
    changes: fc.array(
      fc.constantFrom('done', 'refused', 'failed', 'contended', 'pending').map((result) => ({ ...change, result })),
      { maxLength: 3 },
    ),
    expiring: fc.array(anyEnd, { maxLength: 2 }),
    nextEnding: fc.option(anyEnd, { nil: undefined }),
  } as const)
  .map((parts) => aRecord(parts as Partial<PassRecord>))
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  pass: fc.option(anyPass, { nil: undefined }),
  endings: fc.constant(undefined),
  contact: fc.option(
    fc.record({
      reachedAt: fc.option(fc.integer({ min: NOW - 2 * DAY_MS, max: NOW + DAY_MS }), { nil: undefined }),
      head: fc.constant(HEAD),
      fault: fc.constantFrom(undefined, aDiskFault()),
      mirror: fc.constant('/mirror'),
    }),
    { nil: undefined },
  ),
  maxStalenessMs: fc.constantFrom(HOUR_MS, ONE_PASS.maxStalenessMs),
  intervalMs: fc.constantFrom(undefined, MINUTE_MS),
  fighting: fc.constantFrom(new Set<string>(), new Set([party.id as string])),
  runningSince: fc.option(fc.integer({ min: NOW - DAY_MS, max: NOW }), { nil: undefined }),
})

function check(property: (evidence: Evidence, now: number) => void): void {
  fc.assert(
    fc.property(anyEvidence, anyPause, (evidence, ms) => {
      const { pass } = evidence
      property({ ...evidence, endings: pass?.failed === false ? pass : undefined }, NOW + ms)
    }),
  )
}
