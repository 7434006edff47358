import { createHash } from 'node:crypto'
import * as assert from 'uvu/assert'
import type { Observation, ObservedPeer } from '../../../src/domain/observation/observation.ts'
import type { DriftClass } from '../../../src/domain/pass/drift.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import type { Cell, DriftReport } from '../../../src/domain/report/drift-report.ts'
import type { ReportFacts } from '../../../src/domain/report/facts.ts'
import type { HistoryFact } from '../../../src/domain/report/history-fact.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import type { FindingRule } from '../../../src/domain/report/rules.ts'
import { aCertificate, aFingerprint, anId, NOW } from '../../helpers/builders.ts'
import { REPORTED_REVISION } from '../../helpers/drift-report.ts'
import { anExpectation } from '../../helpers/certificates.ts'
import { anObservation, aParty, aPeer, received, replacing, someFacts } from '../../helpers/report-facts.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const ALL = ['r', 'a', 'b']
const EARLIER = '1'.repeat(40)

interface Case {
  readonly told: ObservedPeer
  readonly history?: HistoryFact
  readonly cell: Cell
  readonly rule?: FindingRule
}

/** What `a` tells of `b`, and what becomes of it. */
const CLASSES: readonly Case[] = [
  { told: aPeer('b'), cell: 'declared' },
  { told: aPeer('b'), history: 'behind', cell: 'declared' },
  { told: aPeer('b', { class: 'unrecorded' }), cell: 'declared' },
  { told: aPeer('b', { fingerprint: undefined }), cell: 'different', rule: 'outdated' },
  { told: none('missing'), cell: 'missing', rule: 'missing' },
  { told: none('vanished'), cell: 'missing', rule: 'vanished' },
  { told: none('gone'), cell: 'missing', rule: 'missing' },
  { told: none('unverified'), history: 'behind', cell: 'missing', rule: 'missing' },
  { told: aPeer('b', { class: 'outdated' }), cell: 'different', rule: 'outdated' },
  { told: aPeer('b', { class: 'departed' }), history: 'behind', cell: 'different', rule: 'outdated' },
  { told: aPeer('b', { class: 'conflicting' }), cell: 'different', rule: 'conflicting' },
  { told: aPeer('b', { class: 'edited' }), cell: 'different', rule: 'edited' },
  { told: none('ambiguous'), cell: 'different', rule: 'ambiguous' },
  { told: aPeer('b', { class: 'foreign' }), cell: 'denied', rule: 'denied' },
  { told: aPeer('b', { class: 'foreign' }), history: 'behind', cell: 'different', rule: 'conflicting' },
  { told: none('denied'), cell: 'denied', rule: 'denied' },
  { told: aPeer('b', { class: 'obsolete' }), cell: 'excess', rule: 'obsolete' },
]

const FORGERIES: readonly {
  readonly name: string
  readonly change: (observation: Observation) => ReturnType<typeof received>
  readonly reason: RegExp
}[] = [
  {
    name: 'what the party did not sign',
    change: (observation) => received(observation, { isGenuine: false }),
    reason: /signature does not match/,
  },
  {
    name: 'what is of another federation',
    change: (observation) => received({ ...observation, federation: 'other\u202e' }),
    reason: /of another federation, 'other\\u\{202e\}'/,
  },
  {
    name: 'what another component signed',
    change: (observation) => received({ ...observation, component: anId('b') }, { party: anId('a') }),
    reason: /about another component/,
  },
  {
    name: 'what comes from the future',
    change: (observation) => received({ ...observation, observedAt: NOW + 301_000, validUntil: NOW + DAY_MS }),
    reason: /lies in the future \(2026-11-01T00:05:01Z\)/,
  },
  {
    name: 'what wants to be believed for too long',
    change: (observation) => received({ ...observation, validUntil: observation.observedAt + 31 * DAY_MS + 1000 }),
    reason: /more than 31 days/,
  },
  {
    name: 'what ends before it begins',
    change: (observation) => received({ ...observation, validUntil: observation.observedAt }),
    reason: /ends before it begins/,
  },
  {
    name: 'what says another role',
    change: (observation) => received({ ...observation, role: 'researcher' }),
    reason: /of a researcher/,
  },
  {
    name: 'what cannot be read',
    change: () => ({ party: anId('a'), label: 'a.json', content: { kind: 'unreadable', reason: 'it is no JSON' } }),
    reason: /a\.json\) does not count: it is no JSON/,
  },
]

suite('makeDriftReport', (test) => {
  test('says nothing good of a party where it cannot be told which address the component was shown', () => {
    for (const history of ['behind', 'ahead'] as const) {
      const facts: ReportFacts = {
        ...someFacts(ALL),
        history: new Map([[REPORTED_REVISION.id, history]]),
        moved: new Map([[REPORTED_REVISION.id, 'unknown']]),
      }
      const report = makeDriftReport(facts)
      assert.is(report.verdict, 'unknown')
      assert.is(report.exitCode, 22)
      const moved = makeDriftReport({ ...facts, moved: new Map([[REPORTED_REVISION.id, new Set([anId('b')])]]) })
      assert.is(moved.verdict, 'drifted')
      assert.is(moved.exitCode, 2)
    }
  })

  test('tells what a shallow clone needs', () => {
    const facts = { ...someFacts(ALL), history: new Map<string, HistoryFact>(), isShallow: true }
    const { findings, verdict } = makeDriftReport(facts)
    assert.is(verdict, 'unknown')
    assert.match(findings[0]?.remedy ?? '', /fetch-depth: 0/)
    assert.not.match(makeDriftReport({ ...facts, isShallow: false }).findings[0]?.remedy ?? '', /fetch-depth/)
  })

  test('is in sync where every component was observed and holds what is declared', () => {
    const report = makeDriftReport(someFacts(ALL))

    assert.is(report.verdict, 'in-sync')
    assert.is(report.exitCode, 0)
    assert.equal(report.findings, [])
    assert.equal(report.counts, { declared: 6 })
  })

  test('leaves out in a star whom the profile does not register', () => {
    const report = makeDriftReport(someFacts(ALL, { profile: 'mutual-tls' }))

    assert.equal(report.cells, [
      ['self', 'declared', 'declared'],
      ['declared', 'self', 'excluded'],
      ['declared', 'excluded', 'self'],
    ])
    assert.is(report.verdict, 'in-sync')
  })

  for (const { told, history = 'same', cell, rule } of CLASSES) {
    test(`shows ${told.class}, seen at a commit that is ${history}, as ${cell}`, () => {
      const report = makeDriftReport(observing(told, history))

      assert.is(cellOf(report), cell)
      assert.equal(rulesAt(report), rule === undefined ? [] : [rule])
    })
  }

  test('does not believe that a party is held as declared by another certificate than is declared', () => {
    const report = makeDriftReport(observing(aPeer('b', { fingerprint: aFingerprint('old') })))

    assert.is(cellOf(report), 'different')
    assert.is(report.findings[0]?.rule, 'outdated')
    assert.is(report.findings[0]?.actual, aFingerprint('old'))
    assert.is(report.findings[0]?.expected, aFingerprint('b'))
    assert.is(report.exitCode, 2)
  })

  test('says of a party that was declared after the observed commit that it was not seen yet', () => {
    const report = makeDriftReport(observing(undefined, 'behind'))
    const missing = report.findings.find(({ rule }) => rule === 'missing')

    assert.is(cellOf(report), 'missing')
    assert.is(missing?.message, 'name-a has not registered name-b. It has not seen the newest commit yet.')
    assert.is(missing?.since, REPORTED_REVISION.time)
    assert.is(missing?.declaredBy, REPORTED_REVISION)
  })

  test('knows nothing of a party of which a component at the same commit tells nothing', () => {
    const report = makeDriftReport(observing(undefined, 'same'))

    assert.is(cellOf(report), 'unknown')
    assert.is(report.verdict, 'unknown')
    assert.is(report.exitCode, 2)
  })

  for (const { name, change, reason } of FORGERIES) {
    test(`refuses ${name}`, () => {
      const facts = someFacts(ALL)
      const report = makeDriftReport(replacing(facts, change(anObservation('a', [aPeer('r'), aPeer('b')]))))
      const [finding] = report.findings

      assert.is(report.members[1]?.observation.state, 'refused')
      assert.equal(report.cells[1], ['unknown', 'self', 'unknown'])
      assert.match(finding?.message ?? '', reason)
      assert.is(finding?.rule, 'observation-refused')
      assert.is(report.verdict, 'alarm')
      assert.is(report.exitCode, 21)
    })
  }

  test('tells of what is refused beside an observation that counts', () => {
    const facts = someFacts(ALL)
    const forged = received(anObservation('a', []), { isGenuine: false, label: 'origin/fbm-gitops/observed/a' })
    const report = makeDriftReport({ ...facts, received: [...facts.received, forged] })

    assert.is(report.members[1]?.observation.state, 'fresh')
    assert.equal(
      report.findings.map(({ rule, severity }) => [rule, severity]),
      [['observation-refused', 'warning']],
    )
    assert.is(report.exitCode, 21)
  })

  test('takes the newest of several observations that count', () => {
    const facts = someFacts(ALL)
    const older = received(anObservation('a', [], { observedAt: NOW - 2 * 3_600_000 }), { label: 'file' })

    assert.is(makeDriftReport({ ...facts, received: [older, ...facts.received] }).verdict, 'in-sync')
  })

  test('calls what has run out stale, whatever it says', () => {
    const old = anObservation('a', [aPeer('r'), aPeer('b')], { observedAt: NOW - 2 * DAY_MS, validUntil: NOW - DAY_MS })
    const report = makeDriftReport(replacing(someFacts(ALL), received(old)))

    assert.equal(report.cells[1], ['stale', 'self', 'stale'])
    assert.is(report.findings[0]?.rule, 'observation-stale')
    assert.is(report.findings[0]?.since, NOW - DAY_MS)
    assert.is(report.verdict, 'unknown')
    assert.is(report.exitCode, 22)
  })

  test('tells what the repository alone shows where nobody has told anything', () => {
    const report = makeDriftReport(someFacts(ALL, { received: [] }))

    assert.equal(report.counts, { unknown: 6 })
    assert.equal(
      report.findings.map(({ rule }) => rule),
      ['observation-missing', 'observation-missing', 'observation-missing'],
    )
    assert.is(report.exitCode, 22)
    assert.is(makeDriftReport(someFacts(ALL, { received: [], failOn: 'error' })).exitCode, 0)
  })

  test('is alarmed by a component that saw another history, and by two that saw different ones', () => {
    const [one, other] = ['1'.repeat(40), '2'.repeat(40)]
    const facts = someFacts(ALL)
    const a = received(anObservation('a', [aPeer('r'), aPeer('b')], { revision: one }))
    const b = received(anObservation('b', [aPeer('r'), aPeer('a')], { revision: other }))
    const with_ = (history: HistoryFact, divergence: ReportFacts['divergence']): DriftReport =>
      makeDriftReport({
        ...replacing(facts, a, b),
        history: new Map<string, HistoryFact>([...facts.history, [one, history], [other, 'behind']]),
        divergence,
      })

    const rewritten = with_('diverged', [[one, other]])
    const apart = with_('behind', [[other, one]])

    assert.equal(rulesOf(rewritten, 'error'), ['history-diverged'])
    assert.is(rewritten.findings[0]?.component?.name, 'name-a')
    assert.equal(rulesOf(apart, 'error'), ['history-diverged'])
    assert.is(apart.findings[0]?.message, 'name-a saw 1111111, name-b saw 2222222: neither follows from the other.')
    assert.is(apart.verdict, 'alarm')
    assert.is(apart.exitCode, 22)
  })

  for (const { days, severity, exitCode } of [
    { days: 6, severity: 'error', exitCode: 2 },
    { days: 29, severity: 'warning', exitCode: 2 },
    { days: 89, severity: 'info', exitCode: 0 },
    { days: 91, severity: undefined, exitCode: 0 },
  ]) {
    test(`tells of a certificate that ends in ${days} days`, () => {
      const certificate = { ...aCertificate('b'), notAfter: NOW + days * DAY_MS }
      const report = makeDriftReport(declaring([aParty('r'), aParty('a'), aParty('b', { certificate })]))

      assert.is(report.findings[0]?.severity, severity)
      assert.is(report.exitCode, exitCode)
      assert.is(report.verdict, 'in-sync')
    })
  }

  test('makes the problems of the declaration findings, with their place below the top of the repository', () => {
    const place = { file: '/shared/federation/certificates/NODE_b.pem', line: 3, column: 7 }
    const expired = makeProblem('EXPIRED', place, {
      owner: anExpectation(),
      fingerprint: aFingerprint('b'),
      at: NOW - DAY_MS,
    })
    const parties = [aParty('r'), aParty('a'), aParty('b', { certificate: undefined })]
    const facts = declaring(parties)
    const problems = [{ ...expired, party: anId('b') }]
    const report = makeDriftReport({ ...facts, declaration: { ...facts.declaration, problems } })
    const finding = report.findings.find(({ rule }) => rule === 'certificate-expired')

    assert.is(finding?.place.file, 'federation/certificates/NODE_b.pem')
    assert.is(finding?.place.line, 3)
    assert.is(finding?.party?.name, 'name-b')
    assert.is(cellOf(report), 'unverified')
    assert.is(report.exitCode, 21)
  })

  for (const file of [undefined, '/shared/federation']) {
    test(`says of a problem at ${file ?? 'no file'} that its place is the manifest, below the top of the repository`, () => {
      const problem = {
        ...makeProblem('SOURCE_MISSING', {}, { directory: 'x' }),
        place: file === undefined ? {} : { file },
      }
      const facts = declaring([aParty('r'), aParty('a')])
      const report = makeDriftReport({ ...facts, declaration: { ...facts.declaration, problems: [problem] } })

      assert.equal(
        report.findings.filter(({ rule }) => rule === 'declaration').map(({ place }) => place),
        [{ file: 'federation/federation.yaml', line: 1, column: 1 }],
      )
    })
  }

  test('tells of parties that are held although they are no longer declared, and counts those by hand', () => {
    const peers = [aPeer('r'), aPeer('b'), aPeer('z', { class: 'departed' }), aPeer('y', { class: 'gone' })]
    const foreign = { count: 2, parties: ['ok', 'bad\u202e'] }
    const report = makeDriftReport(replacing(someFacts(ALL), received(anObservation('a', peers, { foreign }))))

    assert.equal(
      report.findings.map(({ rule }) => rule),
      ['departed', 'foreign'],
    )
    assert.is(report.findings[0]?.party?.id, anId('z'))
    assert.match(report.findings[1]?.message ?? '', 'holds 2 parties that the federation does not know'.slice(0, 15))
    assert.match(report.findings[1]?.message ?? '', 'bad\\u{202e}')
    assert.is(report.verdict, 'drifted')
    assert.is(report.exitCode, 2)
  })

  test('tells of a component that says that a person must act', () => {
    const conditions = [{ type: 'Stalled', status: 'true', reason: 'Refused', since: NOW - DAY_MS } as const]
    const observed = anObservation('a', [aPeer('r'), aPeer('b')], { conditions })
    const report = makeDriftReport(replacing(someFacts(ALL), received(observed)))

    assert.is(report.findings[0]?.rule, 'component-stalled')
    assert.is(report.findings[0]?.since, NOW - DAY_MS)
    assert.is(report.verdict, 'alarm')
  })

  test('tells of a party that was removed, is denied, and is registered by hand', () => {
    const report = makeDriftReport(
      replacing(
        someFacts(ALL),
        received(anObservation('a', [aPeer('r'), aPeer('b'), aPeer('z', { class: 'foreign' })])),
      ),
    )
    const [finding] = report.findings

    assert.equal(rulesOf(report, 'info'), ['foreign'])
    assert.equal(finding?.party, { id: anId('z'), name: anId('z') })
    assert.match(finding?.message ?? '', 'by hand, and denied there')
    assert.is(report.exitCode, 0)
  })

  test('does not compare what was observed by another profile', () => {
    const observed = anObservation('a', [aPeer('r'), aPeer('b')], { profile: 'secagg-mpspdz' })
    const report = makeDriftReport(replacing(someFacts(ALL), received(observed)))

    assert.equal(report.cells[1], ['unknown', 'self', 'unknown'])
    assert.equal(rulesOf(report, 'warning'), ['observation-behind'])
    assert.is(report.verdict, 'unknown')
  })

  test('speaks of one component alone where it is asked to', () => {
    const facts = someFacts(ALL, { scope: anId('a') })
    const report = makeDriftReport({ ...facts, received: facts.received.slice(1, 2) })

    assert.is(report.verdict, 'in-sync')
    assert.equal(report.counts, { declared: 2 })
    assert.equal(report.findings, [])
    assert.equal(report.cells[0], ['self', 'not-asked', 'not-asked'])
    assert.equal(
      report.members.map(({ observation }) => observation.state),
      ['not-asked', 'fresh', 'not-asked'],
    )
  })

  test('names a component that is not declared by its id, and calls nobody missing', () => {
    const report = makeDriftReport(someFacts(ALL, { scope: anId('z'), received: [] }))

    assert.equal(report.scope, { kind: 'component', party: { id: anId('z'), name: anId('z') } })
    assert.equal(new Set(report.members.map(({ observation }) => observation.state)), new Set(['not-asked']))
    assert.equal(report.findings, [])
  })

  test('is never in sync where nothing was compared', () => {
    for (const label of ['z', 'a']) {
      const report = makeDriftReport(someFacts(ALL, { scope: anId(label), received: [] }))
      assert.is(report.verdict, 'unknown', label)
    }
    assert.is(makeDriftReport(someFacts([])).verdict, 'in-sync')
  })

  test('asks no component for an observation that it compares itself', () => {
    const report = makeDriftReport(someFacts(ALL, { scope: anId('a'), received: [] }))

    assert.equal(report.cells[1], ['unknown', 'self', 'unknown'])
    assert.equal(report.findings, [])
  })

  test('keeps the id of a finding, whatever its wording, its time and its severity', () => {
    const before = makeDriftReport(observing(aPeer('b', { class: 'missing', fingerprint: undefined })))
    const renamed = observing(aPeer('b', { class: 'missing', fingerprint: undefined }))
    const after = makeDriftReport({ ...renamed, now: NOW + 1000, commits: new Map() })

    const parts = ['missing', anId('a'), anId('b'), aFingerprint('b'), '']
    const promised = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    assert.is(before.findings[0]?.id, promised)
    assert.is(after.findings[0]?.id, before.findings[0]?.id)
  })

  test('marks what a baseline does not have, or not as severe, and lists what is gone', () => {
    const facts = observing(aPeer('b', { class: 'missing', fingerprint: undefined }))
    const first = makeDriftReport(facts)
    const [known] = first.findings
    assert.ok(known)
    const gone = { id: 'f'.repeat(64), rule: 'edited', severity: 'error', message: 'Gone.' } as const
    const baseline = { file: 'old.json', federation: 'oncology-network', madeAt: NOW - DAY_MS }
    const compare = (severity: 'error' | 'info'): DriftReport =>
      makeDriftReport({ ...facts, failOn: 'new', baseline: { ...baseline, findings: [{ ...known, severity }, gone] } })

    assert.is(compare('error').findings[0]?.isNew, false)
    assert.is(compare('error').exitCode, 0)
    assert.is(compare('info').findings[0]?.isNew, true)
    assert.is(compare('info').exitCode, 2)
    assert.equal(compare('error').baseline, {
      file: 'old.json',
      madeAt: NOW - DAY_MS,
      new: 0,
      known: 1,
      gone: [{ id: gone.id, rule: 'edited', message: 'Gone.' }],
    })
  })

  test('ends with 0 where findings are not to count', () => {
    assert.is(makeDriftReport(someFacts(ALL, { received: [], exitZero: true })).exitCode, 0)
  })

  test('makes an info count where it is asked to', () => {
    const foreign = { count: 1, parties: undefined }
    const observed = anObservation('a', [aPeer('r'), aPeer('b')], { foreign })
    const facts = replacing(someFacts(ALL), received(observed))

    assert.is(makeDriftReport(facts).exitCode, 0)
    assert.is(makeDriftReport({ ...facts, failOn: 'info' }).exitCode, 2)
  })
})

function none(driftClass: DriftClass): ObservedPeer {
  return aPeer('b', { class: driftClass, fingerprint: undefined })
}

/** Facts in which `a` tells this of `b`, at a commit that stands so to the reported one. */
function observing(peer: ObservedPeer | undefined, history: HistoryFact = 'same'): ReportFacts {
  const facts = someFacts(ALL)
  const peers = [aPeer('r'), ...(peer === undefined ? [] : [peer])]
  const revision = history === 'same' ? REPORTED_REVISION.id : EARLIER
  const known = new Map<string, HistoryFact>([...facts.history, [EARLIER, history]])
  return { ...replacing(facts, received(anObservation('a', peers, { revision }))), history: known }
}

function declaring(parties: ReportFacts['declaration']['federation']['parties']): ReportFacts {
  const facts = someFacts(ALL)
  const federation = { ...facts.declaration.federation, parties }
  return { ...facts, declaration: { ...facts.declaration, federation } }
}

/** What `a` holds of `b`. */
function cellOf({ cells }: DriftReport): Cell | undefined {
  return cells[1]?.[2]
}

/** The rules about `b`, at `a`. */
function rulesAt({ findings }: DriftReport): readonly FindingRule[] {
  return findings.filter(({ party }) => party?.id === anId('b')).map(({ rule }) => rule)
}

function rulesOf({ findings }: DriftReport, severity: string): readonly FindingRule[] {
  return findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule)
}
