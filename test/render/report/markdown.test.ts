import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { MARKDOWN_LIMITS } from '../../../src/render/markdown-fit.ts'
import { renderMarkdownReport } from '../../../src/render/report/markdown.ts'
import { NOW } from '../../helpers/builders.ts'
import { aDriftReport, aFinding, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { aHostileReport, HOSTILE_TEXTS } from '../../helpers/hostile.ts'
import { readMarkdown } from '../../helpers/markdown.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const LARGE = aLargeReport(300)

/** One of everything that a report can tell. */
function aTellingReport(): ReturnType<typeof aDriftReport> {
  const [r, a, b] = [aMember('r'), aMember('a'), aMember('b')]
  const stale = {
    ...b.observation,
    state: 'stale',
    observedAt: NOW - 9 * DAY_MS,
    validUntil: NOW - 8 * DAY_MS,
  } as const
  const conditions = [{ type: 'Stalled', status: 'true', reason: 'BrakeApplied', since: NOW - DAY_MS }] as const
  const ending = { fingerprint: aFinding().expected ?? '', notBefore: NOW - DAY_MS, notAfter: NOW + 6 * DAY_MS }
  return aDriftReport({
    members: [
      r,
      {
        ...a,
        certificate: { ...ending, ...a.certificate, notAfter: ending.notAfter } as typeof a.certificate,
        observation: { ...a.observation, conditions, history: 'behind', foreign: 2 },
      },
      { ...b, observation: stale },
    ],
    findings: [
      aFinding({ isNew: true }),
      aFinding({
        rule: 'certificate-expires',
        component: undefined,
        party: a,
        message: 'The certificate of name-a ends.',
        isNew: false,
      }),
    ],
    baseline: {
      file: 'last-week.json',
      madeAt: NOW - 7 * DAY_MS,
      new: 1,
      known: 1,
      gone: [{ id: 'ef', rule: 'vanished', message: 'name-a had lost name-b.' }],
    },
  })
}

suite('renderMarkdownReport', (test) => {
  test('tells the verdict first, then all counts, then everything else', () => {
    assertGolden(renderMarkdownReport(aTellingReport()), new URL('golden/report-md.txt', import.meta.url))
  })

  test('does not call a report in sync whose faults were asked not to count', () => {
    const text = renderMarkdownReport({ ...aTellingReport(), verdict: 'alarm', exitCode: 0 })

    assert.match(text, 'Exit code 0: nothing that was found counts for it.')
    assert.not.match(text, /in sync/i)
  })

  test('begins with a line by which a comment is found again, and nobody sees', () => {
    for (const federation of ['oncology-network', 'a --> <b>', '漢字\n::error::', 'x'.repeat(500)]) {
      const [marker = ''] = renderMarkdownReport(aDriftReport({ federation })).split('\n')
      assert.match(marker, /^<!-- fbm-gitops report [\w.-]{1,60} -->$/)
      assert.is(readMarkdown(marker).html.textContent.trim(), '')
    }
  })

  test('never exceeds its limits, and counts everything whatever is left out', () => {
    const reports = [LARGE, aLargeReport(15), aDriftReport(), ...HOSTILE_TEXTS.map(aHostileReport)]
    const size = fc.integer({ min: 32_768, max: 400_000 })
    fc.assert(
      fc.property(fc.constantFrom(...reports), size, size, (report, bytes, characters) => {
        const text = renderMarkdownReport(report, { bytes, characters })

        assert.ok(Buffer.byteLength(text) <= bytes)
        assert.ok(text.length <= characters)
        assert.ok(text.includes(`| Findings | ${report.findings.length}: `))
        assert.ok(text.includes(`| Parties | ${report.members.length} |`))
        for (const number of Object.values(report.counts))
          assert.match(text, new RegExp(`\\| Registrations \\| .*\\b${number} `))
      }),
      { numRuns: 25 },
    )
  })

  test('counts bytes as well as characters', () => {
    const report = aLargeReport(100)
    const findings = report.findings.map((finding) => ({ ...finding, message: '漢'.repeat(200) }))
    const text = renderMarkdownReport({ ...report, findings }, { bytes: 40_000, characters: 40_000 })

    assert.ok(Buffer.byteLength(text) <= 40_000)
    assert.ok(text.length < 30_000)
  })

  test('says what is left out, and leaves out whole rows', () => {
    const text = renderMarkdownReport(LARGE)
    const rows = text.split('\n').filter((line) => line.startsWith('| error | '))
    const [, more = '', all = ''] = /… (\d+) more, (\d+) findings in all: see /.exec(text) ?? []

    assert.is(Number(all), LARGE.findings.length)
    assert.is(rows.length + Number(more), LARGE.findings.length)
    for (const row of rows) assert.match(row, / \|$/)
    assert.match(text, '300 parties, for which there is no room here: see ')
    assert.is(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length)
  })

  test('fits a comment on GitHub unless it is told otherwise, and uses the room that it has', () => {
    const { comment, stepSummary } = MARKDOWN_LIMITS
    const [small, large] = [renderMarkdownReport(LARGE), renderMarkdownReport(LARGE, stepSummary)]

    assert.ok(small.length <= comment.characters && small.length > comment.characters - 2000)
    assert.ok(Buffer.byteLength(large) <= stepSummary.bytes)
    assert.not.match(large, 'no room here')
    assert.is(large.match(/<details>/g)?.length, 300)
  })

  test('has a matrix where it can be read', () => {
    assert.match(renderMarkdownReport(aLargeReport(20)), '### Who has registered whom')
    assert.not.match(renderMarkdownReport(aLargeReport(21)), '### Who has registered whom')
    const { elements } = readMarkdown(renderMarkdownReport(aDriftReport({ findings: [], members: [], cells: [] })))
    assert.equal(
      elements.filter((name) => name === 'h3'),
      [],
    )
  })

  test('refuses limits into which not even the counts go', () => {
    assert.throws(() => renderMarkdownReport(aDriftReport(), { bytes: 100, characters: 100 }), /too few/)
  })
})
