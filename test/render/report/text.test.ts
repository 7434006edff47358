import * as assert from 'uvu/assert'
import type { ObservedPeer } from '../../../src/domain/observation/observation.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { renderReport } from '../../../src/render/report/text.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { aCertificate, aFingerprint, NOW } from '../../helpers/builders.ts'
import { aDriftReport, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { anObservation, aParty, aPeer, received, replacing, someFacts } from '../../helpers/report-facts.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const LABELS = ['r', 'a', 'b', 'c', 'd']

suite('a report in text', (test) => {
  test('says first how it stands, and of each fault what to type', () => {
    assertGolden(renderReport(aReport(), makePlainStyle(80)), new URL('text.golden.txt', import.meta.url))
  })

  test('numbers the columns where their names do not fit', () => {
    const text = renderReport(aLargeReport(16), makePlainStyle(80))

    assert.match(text, / 1 2 3 .* 16$/m)
    assert.match(text, /^ {3}1 name-r +· /m)
    assertNarrow(text)
  })

  test('counts the registrations of three hundred parties, and shows those that have something to say', () => {
    const text = renderReport(aLargeReport(300), makePlainStyle(80))

    assert.match(text, /name-n1 +– 1 +! 1 +× 1/)
    assert.match(text, /… and \d+ components more/)
    assert.match(text, /… and \d+ more: .* All of them: --format json/s)
    assert.ok(text.split('\n').length < 250)
    assertNarrow(text)
  })

  test('tells long names apart as far as there is room for them', () => {
    const report = aLargeReport(60)
    const rename = (prefix: string) => report.members.map((member, index) => ({ ...member, name: `${prefix}${index}` }))
    const text = renderReport({ ...report, members: rename('hospital-of-a-long-name-') }, makePlainStyle(80))
    assert.match(text, /^ {2}hospital-of-a-long-name-\d+ +– 1 /m)
    assertNarrow(renderReport({ ...report, members: rename('x'.repeat(60)), findings: [] }, makePlainStyle(80)))
  })

  test('breaks every line of a narrow terminal but commands and names of files', () => {
    const report = aReport()
    const told = renderReport({ ...report, source: `the clone ${'at a place '.repeat(9)}` }, makePlainStyle(80)).split(
      '\n',
    )
    const isWhole = (line: string): boolean => /fbm-gitops|certificates\//.test(line)

    assert.equal(
      told.filter((line) => line.length > 80 && !isWhole(line)),
      [],
    )
    assert.ok(told.some((line) => /has told nothing/.test(line)))
  })

  test('draws no matrix where there is nothing to be shown in it', () => {
    const members = [aMember('r'), aMember('a')]
    const cells = [
      ['self', 'excluded'],
      ['excluded', 'self'],
    ] as const
    const text = renderReport(aDriftReport({ members, cells, counts: {}, findings: [] }), makePlainStyle(80))

    assert.not.match(text, /name-r|\n\n\n/)
  })

  test('shows names from outside as what they are', () => {
    const members = [aMember('r', { name: 'x\u202e\u001b[31m' }), aMember('a'), aMember('b')]
    const text = renderReport(aDriftReport({ members, source: 'a\nb' }), makePlainStyle(80))

    assert.not.ok(text.includes('\u001b') || text.includes('\u202e'))
    assert.match(text, 'x\\u{202e}\\u{1b}')
    assert.match(text, 'read from a\\u{a}b')
  })
})

/** A little of everything, compared with an earlier report. */
function aReport(): DriftReport {
  const stale = { observedAt: NOW - 9 * DAY_MS, validUntil: NOW - 8 * DAY_MS }
  const facts = replacing(
    someFacts(LABELS),
    received(anObservation('a', othersOf('a').map(spoil), { foreign: { count: 1, parties: undefined } })),
    received(anObservation('b', othersOf('b'), stale)),
    received(anObservation('c', []), { isGenuine: false }),
  )
  const certificate = { ...aCertificate('d'), notAfter: NOW + 20 * DAY_MS }
  const parties = LABELS.map((label) => (label === 'd' ? aParty('d', { certificate }) : aParty(label)))
  const { declaration } = facts
  const message = 'name-d has not registered name-a.'
  const gone = { id: 'f'.repeat(64), rule: 'missing', severity: 'error', message } as const
  return makeDriftReport({
    ...facts,
    received: facts.received.filter(({ party }) => party !== 'NODE_d'),
    declaration: { ...declaration, federation: { ...declaration.federation, parties } },
    baseline: { file: 'main.json', federation: 'oncology-network', madeAt: NOW - DAY_MS, findings: [gone] },
  })
}

function othersOf(self: string): readonly ObservedPeer[] {
  return LABELS.filter((label) => label !== self).map((label) => aPeer(label))
}

/** Of the first nothing is left, the second was changed. */
function spoil(peer: ObservedPeer, index: number): ObservedPeer {
  if (index === 0) return { ...peer, class: 'vanished', fingerprint: undefined }
  return index === 1 ? { ...peer, class: 'edited', fingerprint: aFingerprint('x') } : peer
}

/** Of the matrix: what is to be copied is never broken. */
function assertNarrow(text: string): void {
  const matrix = text.split('\n\n')[1] ?? ''
  assert.ok(
    matrix.split('\n').every((line) => line.length <= 80),
    matrix,
  )
}
