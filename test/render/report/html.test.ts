import { createHash } from 'node:crypto'
import * as assert from 'uvu/assert'
import { escapeText } from '../../../src/domain/quote.ts'
import { CELLS, type Cell, type DriftReport } from '../../../src/domain/report/drift-report.ts'
import { renderHtmlReport } from '../../../src/render/report/html.ts'
import { anId } from '../../helpers/builders.ts'
import { aDriftReport, aFinding, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { aHostileReport, HOSTILE_TEXTS } from '../../helpers/hostile-report.ts'
import { suite } from '../../helpers/suite.ts'

const MIB = 2 ** 20

/** The tags of a page and of nothing else: all that its own templates write. */
const TAGS = new Set(
  'html head meta title style body a header p h1 h2 h3 bdi span dl div dt dd code time nav main section ul li b svg rect defs g line use text table caption thead tbody tr th td ol details summary button label input select option footer script'.split(
    ' ',
  ),
)

suite('the HTML form of a report', (test) => {
  test('carries a policy that allows its own style and script, by their hashes, and nothing else', () => {
    const page = renderHtmlReport(aDriftReport())
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'")

    assert.is(
      policy,
      `default-src 'none'; style-src '${hashOf(page, 'style')}'; script-src '${hashOf(page, 'script')}'; base-uri 'none'; form-action 'none'`,
    )
    // Whatever stood before the policy would not be bound by it.
    assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'))
    assert.not.match(page, /\s(?:style|on[a-z]+)=/)
  })

  test('names no address, and leads nowhere but into itself', () => {
    const page = renderHtmlReport(aLargeReport(50))

    assert.not.match(page, /https?:|\/\/[a-z]|url\(|@import/)
    const targets = new Set(Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id))
    const links = Array.from(page.matchAll(/\shref="([^"]*)"/g), ([, link]) => link ?? '')
    assert.ok(links.length > 50)
    assert.equal(
      links.filter((link) => !link.startsWith('#') || !targets.has(link.slice(1))),
      [],
    )
  })

  test('gives each element an id of its own', () => {
    const ids = Array.from(renderHtmlReport(aLargeReport(50)).matchAll(/\sid="([^"]*)"/g), ([, id]) => id)

    assert.is(new Set(ids).size, ids.length)
  })

  for (const hostile of HOSTILE_TEXTS) {
    test(`takes ${JSON.stringify(hostile.slice(0, 60))} for a text wherever it stands`, () => {
      const page = renderHtmlReport(aHostileReport([hostile, hostile]))

      assert.equal(strangeTags(page), [])
      const shown = page.replaceAll('\n', '')
      assert.is(escapeText(shown), shown)
      assert.is(page.match(/<script/g)?.length, 2)
      const data: unknown = JSON.parse(
        /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '',
      )
      assert.ok(typeof data === 'object' && data !== null && 'names' in data)
      // The script shows them as they stand here.
      assert.equal(data.names, [escapeText(hostile), escapeText(hostile)])
    })
  }

  test('writes every cell of a small matrix with its sign and its word', () => {
    const page = renderHtmlReport(withCells(Object.keys(CELLS) as Cell[]))

    for (const [cell, { sign, word }] of Object.entries(CELLS)) {
      const written = `<td class="${cell}"><span aria-hidden="true">${sign}</span><span class="hidden">${word}</span></td>`
      assert.ok(page.includes(written), written)
    }
    // A long name is cut where it stands, and whole under the pointer.
    assert.match(page, /<th scope="col" title="([^"]+)"><span class="upright"><bdi>\1<\/bdi>/)
    assert.match(page, /<th scope="row" title="([^"]+)"><bdi>\1<\/bdi>/)
  })

  test('lists every deviation of a large matrix, for those who have no script', () => {
    const report = aLargeReport(60)
    const list = /<details class="list".*?<\/details>/s.exec(renderHtmlReport(report))?.[0] ?? ''

    const rows = list.split('<tr>').slice(2)
    assert.is(rows.length, 60)
    for (const [holder, row] of report.cells.entries()) {
      for (const [held, cell] of row.entries()) {
        if (cell === 'self' || cell === 'declared') continue
        const line = rows[holder]?.split('</li>').find((item) => item.includes(`class="mark ${cell}"`))
        assert.ok(line?.includes(`<bdi>${report.members[held]?.name ?? ''}</bdi>`), `${holder}, ${held}`)
      }
    }
  })

  test('shows a large star as a line for each node', () => {
    const large = aLargeReport(60)
    const cells = large.cells.map((row, holder) =>
      row.map((cell, held): Cell => {
        if (holder === held || holder === 0 || held === 0) return cell
        return holder === 5 && held === 9 ? 'excess' : 'excluded'
      }),
    )
    const page = renderHtmlReport({ ...large, profile: 'mutual-tls', cells })
    const rows = /<table class="plain star">.*?<\/table>/s.exec(page)?.[0].split('<tr>').slice(2) ?? []

    assert.is(rows.length, 59)
    assert.match(rows[4] ?? '', /excess.*<bdi>name-n9<\/bdi>/s)
  })

  test('tells what to type, without the marks of the sentence around it', () => {
    const remedy =
      'Compare first (fbm-gitops fingerprint NODE_a). Then: fbm-gitops reconcile --adopt NODE_a. See `--adopt`.'
    const page = renderHtmlReport(aDriftReport({ findings: [aFinding({ remedy })] }))

    assert.equal(
      Array.from(page.matchAll(/<code class="command">([^<]*)<\/code>/g), ([, command]) => command),
      ['fbm-gitops fingerprint NODE_a', 'fbm-gitops reconcile --adopt NODE_a'],
    )
    assert.match(page, /<code>--adopt<\/code>\./)
  })

  test('says that it shows only the most severe of very many findings', () => {
    const findings = Array.from({ length: 1001 }, () => aFinding())
    const page = renderHtmlReport(aDriftReport({ findings }))

    assert.match(page, /first 1000 findings of 1001/)
    assert.is(page.match(/class="finding error"/g)?.length, 1000)
  })

  test('puts no party into the details that the federation does not declare', () => {
    const gone = { id: 'NODE_gone', name: 'gone' }
    const page = renderHtmlReport(aDriftReport({ findings: [aFinding({ party: gone })] }))

    assert.match(page, /<dd><bdi>gone<\/bdi> <code class="muted">NODE_gone<\/code><\/dd>/)
  })

  test('stays small with 300 parties', () => {
    assert.ok(renderHtmlReport(aLargeReport(300)).length < 3 * MIB)
  })

  test('is whole without findings, members or observations', () => {
    const empty = aDriftReport({ members: [], cells: [], findings: [], verdict: 'in-sync' })
    assert.match(renderHtmlReport(empty), /The federation has no member\./)
    const { observation, ...member } = aMember('a')
    const silent = { ...member, certificate: undefined, observation: { ...observation, state: 'missing' as const } }
    assert.match(renderHtmlReport(aDriftReport({ members: [silent], cells: [['self']] })), /none that is valid/)
  })
})

function hashOf(page: string, tag: string): string {
  const text = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)?.[1] ?? ''
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** Tags outside style and script that the page has no use for. */
function strangeTags(page: string): readonly string[] {
  const markup = page.replace(/<(style|script)[^>]*>.*?<\/\1>/gs, '')
  return Array.from(markup.matchAll(/<\/?([^\s>/]*)/g), ([, tag = '']) => tag).filter(
    (tag) => !TAGS.has(tag) && tag !== '!doctype',
  )
}

/** A report with a row of these cells, and all others as declared. */
function withCells(states: readonly Cell[]): DriftReport {
  const members = states.map((_, index) => aMember(`n${index}`, { id: anId(`n${index}`) }))
  const cells = members.map((_, row) => states.map((state): Cell => (row === 0 ? state : 'declared')))
  return aDriftReport({ members, cells, findings: [] })
}
