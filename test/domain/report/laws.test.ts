import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { chooseExitCode } from '../../../src/domain/exit-code.ts'
import type { ObservedPeer } from '../../../src/domain/observation/observation.ts'
import { DRIFT_MEANINGS } from '../../../src/domain/pass/drift-meaning.ts'
import type { DriftClass } from '../../../src/domain/pass/drift.ts'
import { PROFILES, type ProfileName } from '../../../src/domain/profiles.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import type { DriftReport, ReportVerdict } from '../../../src/domain/report/drift-report.ts'
import { FAIL_ON } from '../../../src/domain/report/exit-code.ts'
import type { ReceivedObservation, ReportFacts } from '../../../src/domain/report/facts.ts'
import type { HistoryFact } from '../../../src/domain/report/history-fact.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { aFingerprint, anId, NOW } from '../../helpers/builders.ts'
import { REPORTED_REVISION } from '../../helpers/drift-report.ts'
import { anObservation, aParty, received, someFacts } from '../../helpers/report-facts.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const LABELS = ['r', 'a', 'b', 'c']
const COMMITS = [REPORTED_REVISION.id, '1'.repeat(40), '2'.repeat(40), 'none']
const CLASSES = Object.keys(DRIFT_MEANINGS) as DriftClass[]

const anyPeer: fc.Arbitrary<ObservedPeer> = fc.record({
  party: fc.constantFrom(...LABELS, 'z').map(anId),
  class: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<DriftClass>('matching', 'missing') },
    fc.constantFrom(...CLASSES),
  ),
  fingerprint: fc.constantFrom(...LABELS.map(aFingerprint), aFingerprint('old'), undefined),
})

/** Mostly as it should be, so that all goes well often enough. */
const anyPeers = fc.oneof(
  fc.constant(
    LABELS.map((label): ObservedPeer => ({ party: anId(label), class: 'matching', fingerprint: aFingerprint(label) })),
  ),
  fc.uniqueArray(anyPeer, { selector: ({ party }) => party, maxLength: 5 }),
)

const mostly = (value: boolean): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, fc.constant(!value))

type Fate = 'good' | 'stale' | 'forged' | 'future' | 'strange'

const observationOf = (fates: readonly Fate[]): fc.Arbitrary<ReceivedObservation> =>
  fc
    .record({
      label: fc.constantFrom(...LABELS),
      fate: fc.constantFrom(...fates),
      peers: anyPeers,
      hoursAgo: fc.integer({ min: 1, max: 3 }),
      revision: fc.oneof({ weight: 4, arbitrary: fc.constant(REPORTED_REVISION.id) }, fc.constantFrom(...COMMITS)),
      file: fc.constantFrom('a', 'b'),
      stalled: mostly(false),
    })
    .map(({ label, fate, peers, hoursAgo, revision, file, stalled }) => {
      const observedAt = fate === 'future' ? NOW + DAY_MS : NOW - hoursAgo * 3_600_000 - (fate === 'stale' ? DAY_MS : 0)
      const validUntil = fate === 'stale' ? NOW - 1000 : NOW + 2 * DAY_MS
      const condition = { type: 'Stalled', status: 'true', reason: 'Refused', since: NOW - DAY_MS } as const
      const conditions = stalled ? [condition] : []
      const others = peers.filter(({ party }) => party !== anId(label))
      const observation = anObservation(label, others, { observedAt, validUntil, revision, conditions })
      const strange = { ...observation, federation: 'another' }
      return received(fate === 'strange' ? strange : observation, { label: file, isGenuine: fate !== 'forged' })
    })

const anyHistory = fc.constantFrom<HistoryFact>('behind', 'ahead', 'diverged', 'unknown')

const anyFacts: fc.Arbitrary<ReportFacts> = fc
  .record({
    all: fc.boolean(),
    profile: fc.constantFrom(...(Object.keys(PROFILES) as ProfileName[])),
    received: fc.array(observationOf(['good', 'good', 'good', 'stale', 'forged', 'future', 'strange']), {
      maxLength: 6,
    }),
    unverified: fc.subarray(LABELS, { maxLength: 1 }),
    histories: fc.tuple(anyHistory, anyHistory),
    divergence: mostly(false),
    failOn: fc.constantFrom(...FAIL_ON),
    ending: fc.constantFrom(-1, 3, 20, 60, 1000),
  })
  .map(({ all, unverified, histories: [one, other], divergence, ending, ...rest }) => {
    const facts = someFacts(LABELS, { profile: rest.profile })
    const { federation } = facts.declaration
    const parties = LABELS.map((label) => {
      const party = aParty(label)
      const { certificate } = party
      if (unverified.includes(label)) return { ...party, certificate: undefined }
      return certificate === undefined || label !== 'c'
        ? party
        : { ...party, certificate: { ...certificate, notAfter: NOW + ending * DAY_MS } }
    })
    const problems = unverified.map((label) => ({
      ...makeProblem('ENTRY_DUPLICATE', {}, { path: label }),
      party: anId(label),
    }))
    const [first = '', second = '', third = '', none = ''] = COMMITS
    return {
      ...facts,
      declaration: { ...facts.declaration, federation: { ...federation, parties }, problems },
      received: all ? [...facts.received, ...rest.received] : rest.received,
      history: new Map<string, HistoryFact>([
        [first, 'same'],
        [second, one],
        [third, other],
        [none, 'unknown'],
      ]),
      divergence: divergence ? [[second, third]] : [],
      failOn: rest.failOn,
    }
  })

const VERDICTS: readonly ReportVerdict[] = ['in-sync', 'unknown', 'drifted', 'alarm']
const RUNS = { numRuns: 400 }

suite('laws of drift reports', (test) => {
  test('the order of what came in changes nothing', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (facts, numbers) => {
        const shuffled = facts.received
          .map((each) => [numbers.next().value ?? 0, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each)

        assert.equal(makeDriftReport({ ...facts, received: shuffled }), makeDriftReport(facts))
      }),
      RUNS,
    )
  })

  test('every cell that is not as declared has a finding, or belongs to a member with one', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const report = makeDriftReport(facts)
        const { findings, members } = report
        const about = (key: 'component' | 'party', id: string): boolean => findings.some((each) => each[key]?.id === id)
        const untold = report.cells.flatMap((row, holder) =>
          row.filter((cell, held) => {
            if (cell === 'declared' || cell === 'self' || cell === 'excluded') return false
            const [one, other] = [members[holder]?.id ?? '', members[held]?.id ?? '']
            return !about('component', one) && !(cell === 'unverified' && about('party', other))
          }),
        )

        assert.equal(untold, [])
      }),
      RUNS,
    )
  })

  test('the exit code is that of the worst finding that counts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { exitCode, findings } = makeDriftReport(facts)
        const counting = findings.filter(({ severity, isNew }) => {
          if (facts.failOn === 'new') return isNew === true && severity !== 'info'
          return FAIL_ON.indexOf(severity) <= FAIL_ON.indexOf(facts.failOn)
        })
        const codes = counting.map((finding) =>
          facts.failOn === 'info' && finding.exitCode === 0 ? 2 : finding.exitCode,
        )

        assert.is(exitCode, chooseExitCode(codes))
      }),
      RUNS,
    )
  })

  test('in sync is only what is known of everybody, and as declared', () => {
    const seen = new Set<ReportVerdict>()
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { verdict, cells, members, counts } = makeDriftReport(facts)
        seen.add(verdict)
        if (verdict !== 'in-sync') return
        assert.ok(members.every(({ observation }) => observation.state === 'fresh'))
        assert.ok(cells.flat().every((cell) => cell === 'declared' || cell === 'self' || cell === 'excluded'))
        assert.ok(Object.keys(counts).every((cell) => cell === 'declared'))
      }),
      RUNS,
    )
    assert.equal([...seen].sort(), [...VERDICTS].sort())
  })

  test('what is stale or forged makes nothing greener', () => {
    const worse = observationOf(['stale', 'forged', 'future', 'strange'])
    fc.assert(
      fc.property(anyFacts, worse, (facts, more) => {
        const before = makeDriftReport(facts)
        const after = makeDriftReport({ ...facts, received: [...facts.received, more] })

        assert.ok(VERDICTS.indexOf(after.verdict) >= VERDICTS.indexOf(before.verdict))
        assert.ok(after.exitCode !== 0 || before.exitCode === 0)
        assert.ok(isNoGreener(before, after))
      }),
      RUNS,
    )
  })

  test('no two findings have the same id', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const ids = makeDriftReport(facts).findings.map(({ id }) => id)

        assert.is(new Set(ids).size, ids.length)
      }),
      RUNS,
    )
  })
})

function isNoGreener(before: DriftReport, after: DriftReport): boolean {
  return after.cells.every((row, holder) =>
    row.every((cell, held) => cell !== 'declared' || before.cells[holder]?.[held] === 'declared'),
  )
}
