import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeObservation, type ObservedPass } from '../../../src/domain/observation/make-observation.ts'
import type { Observation } from '../../../src/domain/observation/observation.ts'
import { parseObservation } from '../../../src/domain/observation/parse-observation.ts'
import { isToldAlready } from '../../../src/domain/observation/renewal.ts'
import { writeObservation } from '../../../src/domain/observation/write-observation.ts'
import { assess, type Situation } from '../../../src/domain/pass/assessment.ts'
import type { Outcome } from '../../../src/domain/pass/outcome.ts'
import { isProblem } from '../../../src/domain/problem.ts'
import type { Condition } from '../../../src/domain/status/condition.ts'
import { anAssessmentInSync, aPlannedAssessment, aPlannedSituation } from '../../helpers/assessments.ts'
import { aFingerprint, aComponent, anAddress, anEntry, anId, aRegistration, NOW } from '../../helpers/builders.ts'
import { privateKey } from '../../helpers/certificates.ts'
import { suite } from '../../helpers/suite.ts'

const TERMS = { version: '0.1.0', validForMs: 86_400_000, foreignNames: false }
const READY: Condition = {
  type: 'Ready',
  status: 'true',
  reason: 'InSync',
  message: 'All is as declared.',
  since: NOW - 60_001,
  revision: undefined,
}

suite('what a component tells of a pass', (test) => {
  test('is how the pass left its peers, and how many it does not know', () => {
    const assessment = aPlannedAssessment()
    const outcomes = assessment.verdict.changes.map((change): Outcome => ({
      change,
      result: 'done',
      reason: undefined,
    }))
    const observation = make({ assessment, outcomes, record: { exitCode: 21, endedAt: NOW + 1999 } })

    assert.equal(observation.peers, [
      { party: anId('b'), class: 'matching', fingerprint: aFingerprint('b') },
      { party: anId('c'), class: 'unverified', fingerprint: undefined },
      { party: anId('d'), class: 'conflicting', fingerprint: aFingerprint('other') },
      { party: anId('e'), class: 'matching', fingerprint: aFingerprint('e') },
      { party: anId('r'), class: 'matching', fingerprint: aFingerprint('r') },
    ])
    assert.equal(observation.foreign, { count: 1, parties: undefined })
    assert.equal(observation.conditions, [
      { type: 'Ready', status: 'true', reason: 'InSync', since: Math.floor((NOW - 60_001) / 1000) * 1000 },
    ])
    const { federation, component, role, profile, revision, exitCode, family } = observation
    assert.equal(
      { federation, component, role, profile, revision, exitCode, family },
      {
        federation: 'oncology-network',
        component: anId('a'),
        role: 'node',
        profile: 'secagg-mpspdz',
        revision: '3f2c1a9'.padEnd(40, '0'),
        exitCode: 21,
        family: 'Fed-BioMed 5.0–5.3',
      },
    )
    assert.is(observation.observedAt, NOW + 1000)
    assert.is(observation.validUntil, NOW + 1000 + TERMS.validForMs)
  })

  test('is what the registry still holds where a change was not done', () => {
    const assessment = aPlannedAssessment()
    const outcomes = assessment.verdict.changes.map((change): Outcome => ({ change, result: 'failed', reason: 'x' }))
    const { peers, planDigest } = make({ assessment, outcomes })

    assert.equal(peers[0], { party: anId('b'), class: 'outdated', fingerprint: aFingerprint('old') })
    assert.equal(peers.at(-1), { party: anId('r'), class: 'missing', fingerprint: undefined })
    assert.not.equal(planDigest, anAssessmentInSync().plan.digest)
  })

  test('has a digest from which nobody can find an address that was written by hand', () => {
    const situation = aPlannedSituation()
    const digests = [1, 2].map((last) => {
      const by = aRegistration({ partyId: anId('d'), fingerprint: aFingerprint('other'), address: anAddress(last) })
      const registrations = situation.local.observed.registrations.map((row) => (row.partyId === anId('d') ? by : row))
      const decisions = { ...situation.decisions, adopt: new Set([anId('d')]) }
      const local = { ...situation.local, observed: { registrations } }
      const assessment = assess({ ...situation, decisions, local })
      assert.ok(assessment.plan.changes.some(({ partyId }) => partyId === anId('d')))
      return make({ assessment }).planDigest
    })

    assert.is(digests[0], digests[1])
  })

  test('has the same digest after the pass that did all as after the next one, which has nothing to do', () => {
    const assessment = aPlannedAssessment()
    const outcomes = assessment.plan.changes.map((change): Outcome => ({ change, result: 'done', reason: undefined }))
    const idle = anAssessmentInSync()

    assert.is(make({ assessment, outcomes }).planDigest, idle.plan.digest)
    assert.is(make({ assessment: idle }).planDigest, idle.plan.digest)
  })

  test('holds a party that was removed only for as long as the registry does', () => {
    const { declaration, local } = anAssessmentInSyncSituation()
    const removed = declaration.federation.parties.filter(({ id }) => id === anId('b'))
    const parties = declaration.federation.parties.filter(({ id }) => id !== anId('b'))
    const federation = {
      ...declaration.federation,
      parties,
      removed: removed.map(({ id }) => ({ id, reason: 'left' })),
    }
    const assessment = anAssessmentInSync({ declaration: { ...declaration, federation }, local })
    const done = assessment.plan.changes.map((change): Outcome => ({ change, result: 'done', reason: undefined }))

    assert.equal(
      make({ assessment }).peers.map(({ party, class: driftClass }) => [party, driftClass]),
      [
        [anId('b'), 'departed'],
        [anId('e'), 'matching'],
      ],
    )
    assert.equal(
      make({ assessment, outcomes: done }).peers.map(({ party }) => party),
      [anId('e')],
    )
  })

  test('names a party that the federation dropped without a word while what was registered of it is there', () => {
    const { declaration, local } = anAssessmentInSyncSituation()
    const parties = declaration.federation.parties.filter(({ id }) => id !== anId('b'))
    const dropped = { ...declaration, federation: { ...declaration.federation, parties } }
    const byHand = local.observed.registrations.map((row) =>
      row.partyId === anId('b') ? { ...row, fingerprint: aFingerprint('by hand') } : row,
    )
    const edited = { ...local, observed: { registrations: byHand } }
    const tell = (given: typeof local): unknown =>
      make({ assessment: anAssessmentInSync({ declaration: dropped, local: given }) }).peers[0]

    assert.equal(tell(local), { party: anId('b'), class: 'departed', fingerprint: aFingerprint('b') })
    assert.equal(tell(edited), { party: anId('b'), class: 'edited', fingerprint: undefined })
  })

  test('is nothing where the federation does not declare the component', () => {
    const assessment = anAssessmentInSync({ component: aComponent({ id: anId('z') }) })

    assert.is(makeObservation(pass({ assessment }), TERMS), undefined)
  })

  test('names foreign rows only if asked, escaped and cut, and a hundred of them at most', () => {
    const names = ['x\u202e"\n', `y${'\u{1f600}'.repeat(300)}`, ...Array.from({ length: 200 }, (_, n) => `z${n}`)]
    const assessment = withForeign(names)
    const observation = makeObservation(pass({ assessment }), { ...TERMS, foreignNames: true })
    const { count, parties = [] } = observation?.foreign ?? { count: 0 }

    assert.is(make({ assessment }).foreign.parties, undefined)
    assert.is(count, 202)
    assert.is(parties.length, 100)
    assert.is(parties[0], 'x\\u{202e}"\\u{a}')
    assert.match(parties[1] ?? '', /^y.*…$/u)
    if (observation !== undefined) assertSound(observation)
  })

  test('lets nothing out but what the federation says itself, fingerprints, classes and conditions', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.stringMatching(/^zq[a-z]{10}$/)),
        fc.integer({ min: 1, max: 254 }),
        (stream, last) => {
          const secret = (): string => String(stream.next().value)
          const address = { ip: `203.0.113.${last}`, port: 40_000 + last }
          const assessment = aSecretAssessment(secret, address)
          const outcomes = assessment.verdict.changes.map((change): Outcome => ({
            change,
            result: 'failed',
            reason: secret(),
          }))
          const condition: Condition = { ...READY, message: secret(), revision: secret() }
          const observation = make({ assessment, outcomes, conditions: [condition] })

          const text = assertSound(observation)
          assert.not.match(text, /zq[a-z]{10}|203\.0\.113|4[0-9]{4}[,}"]|PRIVATE|-----BEGIN CERT/)
          // The fingerprint of a stranger's certificate: the letters of a secret, in hexadecimal.
          assert.not.match(text, /7a71(?:[67][0-9a-f]){10}/)
          const known = new Set([...aPlannedSituation().declaration.federation.parties].map(({ id }): string => id))
          known.add(DEPARTED)
          for (const { party } of observation.peers) assert.ok(known.has(party), party)
          assert.equal(
            leavesOf(observation).filter((leaf) => !isAllowed(leaf, known)),
            [],
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  test('is told again when it says something else, when a third of its validity has passed, and when the clock was set back', () => {
    const assessment = anAssessmentInSync()
    const earlier = make({ assessment })
    const later = (ms: number, more: Partial<ObservedPass> = {}): Observation =>
      make({ assessment, record: { exitCode: 0, endedAt: NOW + ms }, ...more })

    assert.ok(isToldAlready(earlier, later(0)))
    assert.ok(isToldAlready(earlier, later(TERMS.validForMs / 3 - 1000)))
    assert.not(isToldAlready(earlier, later(TERMS.validForMs / 3)))
    assert.not(isToldAlready(earlier, later(-1000)))
    assert.not(isToldAlready(earlier, later(1000, { conditions: [] })))
    assert.not(isToldAlready(earlier, later(1000, { record: { exitCode: 2, endedAt: NOW + 1000 } })))
    assert.not(isToldAlready(earlier, { ...later(1000), validUntil: NOW + 1000 + 3_600_000 }))
  })
})

function pass(given: Partial<ObservedPass>): ObservedPass {
  const record = { exitCode: 0, endedAt: NOW } as const
  return { assessment: anAssessmentInSync(), outcomes: [], record, conditions: [READY], ...given }
}

function make(given: Partial<ObservedPass>): Observation {
  const observation = makeObservation(pass(given), TERMS)
  if (observation === undefined) throw new Error('It was not made.')
  return observation
}

/** What is made can be written, and is read as what was made. */
function assertSound(observation: Observation): string {
  const text = writeObservation(observation, privateKey('good'))
  const parsed = parseObservation(Buffer.from(text), 'x')
  assert.not(isProblem(parsed), isProblem(parsed) ? parsed.message : '')
  if (!isProblem(parsed)) assert.equal(parsed.observation, observation)
  return text
}

function anAssessmentInSyncSituation(): Pick<Situation, 'declaration' | 'local'> {
  const { declaration, inventory } = anAssessmentInSync()
  const registrations = [...inventory.entries.values()].map(({ partyId, fingerprint, address }) => ({
    partyId,
    fingerprint,
    address,
  }))
  return { declaration, local: { ...aPlannedSituation().local, inventory, observed: { registrations } } }
}

function withForeign(names: readonly string[]): ObservedPass['assessment'] {
  const { local, ...situation } = aPlannedSituation()
  const foreign = names.map((partyId) => aRegistration({ partyId }))
  return assess({ ...situation, local: { ...local, observed: { registrations: foreign } } })
}

/** The federation declared it once. */
const DEPARTED = anId('gone')

/** Whatever may be a secret of the site is one. */
function aSecretAssessment(secret: () => string, address: { ip: string; port: number }): ObservedPass['assessment'] {
  const { component, declaration, local, ...decisions } = aPlannedSituation()
  const path = (): string => `/${secret()}/${secret()}`
  const places = { directory: path(), configurationFile: path(), certificateFile: path(), privateKeyFile: path() }
  const rows = [
    ...local.observed.registrations.map((row) => ({ ...row, address })),
    aRegistration({ partyId: secret(), fingerprint: aFingerprint(secret()), address }),
    aRegistration({ partyId: `NODE_${secret()}`, fingerprint: undefined }),
  ]
  const entries = new Map([...local.inventory.entries, [DEPARTED, anEntry({ partyId: DEPARTED, address })] as const])
  return assess({
    ...decisions,
    component: {
      ...component,
      ...places,
      address,
      configuredAddress: secret(),
      variables: [secret()],
      registryFile: path(),
      siblingRegistries: [path()],
    },
    declaration: { ...declaration, revision: { ...declaration.revision, subject: secret(), author: secret() } },
    local: {
      ...local,
      observed: { registrations: [...rows, aRegistration({ partyId: DEPARTED, address })] },
      inventory: { ...local.inventory, entries },
      denied: new Set([secret()]),
    },
  })
}

function leavesOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leavesOf)
}

const WORDS = /^(?:oncology-network|node|secagg-mpspdz|Ready|true|InSync|0\.1\.0|Fed-BioMed 5\.0–5\.3|[a-z]{5,11})$/

function isAllowed(leaf: unknown, known: ReadonlySet<string>): boolean {
  if (typeof leaf !== 'string') return leaf === undefined || Number.isSafeInteger(leaf)
  return known.has(leaf) || WORDS.test(leaf) || /^SHA256:[0-9a-f]{64}$/.test(leaf) || /^[0-9a-f]{40}$/.test(leaf)
}
