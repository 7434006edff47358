import fc from 'fast-check'
import type { ObservedPeer } from '../../src/domain/observation/observation.ts'
import { DRIFT_MEANINGS } from '../../src/domain/pass/drift-meaning.ts'
import type { DriftClass } from '../../src/domain/pass/drift.ts'
import { PROFILES, type ProfileName } from '../../src/domain/profiles.ts'
import { makeProblem } from '../../src/domain/problem.ts'
import { FAIL_ON } from '../../src/domain/report/exit-code.ts'
import type { ReceivedObservation, ReportFacts } from '../../src/domain/report/facts.ts'
import type { HistoryFact } from '../../src/domain/report/history-fact.ts'
import { aFingerprint, anId, NOW } from './builders.ts'
import { REPORTED_REVISION } from './drift-report.ts'
import { anObservation, aParty, aPeer, received, someFacts } from './report-facts.ts'

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
  fc.constant(LABELS.map((label) => aPeer(label))),
  fc
    .constantFrom(...LABELS)
    .map((lacking) =>
      LABELS.map((label) => aPeer(label, label === lacking ? { class: 'missing', fingerprint: undefined } : {})),
    ),
  fc.uniqueArray(anyPeer, { selector: ({ party }) => party, maxLength: 5 }),
)

const mostly = (value: boolean): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, fc.constant(!value))

/** What is the matter with something that came in. */
export type Fate = 'good' | 'stale' | 'forged' | 'future' | 'strange'

/** What came in for one of the parties, with one of these fates. */
export const observationOf = (fates: readonly Fate[]): fc.Arbitrary<ReceivedObservation> =>
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

/** What a report on four parties follows from: mostly as it should be, in any profile, for any `--fail-on`. */
export const anyFacts: fc.Arbitrary<ReportFacts> = fc
  .record({
    all: fc.boolean(),
    profile: fc.constantFrom(...(Object.keys(PROFILES) as ProfileName[])),
    received: fc.oneof(
      fc.array(observationOf(['good', 'good', 'good', 'stale', 'forged', 'future', 'strange']), { maxLength: 6 }),
      fc.array(observationOf(['good']), { maxLength: 2 }),
    ),
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
