import * as assert from 'uvu/assert'
import { escapeText, quote } from '../../../src/domain/quote.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { renderJson } from '../../../src/render/json.ts'
import { renderGitlabReport } from '../../../src/render/report/gitlab.ts'
import { renderHtmlReport } from '../../../src/render/report/html.ts'
import { reportToJson } from '../../../src/render/report/json.ts'
import { renderJunitReport } from '../../../src/render/report/junit.ts'
import { renderMarkdownReport } from '../../../src/render/report/markdown.ts'
import { renderPrometheusReport } from '../../../src/render/report/prometheus.ts'
import { renderSarifReport } from '../../../src/render/report/sarif.ts'
import { renderReport } from '../../../src/render/report/text.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { aHostileReport, HOSTILE_TEXTS, RUNNER_COMMAND, UNSEEN } from '../../helpers/hostile.ts'
import { readHtml, readMarkdown, TRIGGERS } from '../../helpers/markdown.ts'
import { suite } from '../../helpers/suite.ts'
import { assertJunit, readXml, type ReadElement } from '../../helpers/xml.ts'

const FORMS: Readonly<Record<string, (report: DriftReport) => string>> = {
  Markdown: renderMarkdownReport,
  JUnit: renderJunitReport,
  SARIF: renderSarifReport,
  'Code Quality': renderGitlabReport,
  Prometheus: renderPrometheusReport,
  HTML: renderHtmlReport,
  text: (report) => renderReport(report, makePlainStyle(80)),
  // Without room for a table.
  'narrow text': (report) => renderReport(report, makePlainStyle(20)),
  JSON: renderJsonReport,
}

/** A word that means nothing to anybody. */
const HARMLESS = 'Word'

suite('what others wrote, in a report', (test) => {
  for (const [form, render] of Object.entries(FORMS)) {
    test(`commands no terminal and no runner as ${form}, and is valid Unicode`, () => {
      for (const text of HOSTILE_TEXTS) {
        const written = render(aHostileReport(text))
        assert.not.match(written, UNSEEN, text)
        assert.not.match(written, RUNNER_COMMAND, text)
        assert.is(Buffer.from(written).toString(), written, text)
      }
    })
  }

  test('is text in Markdown, and makes no element, no attribute and nothing that a forge would act upon', () => {
    const plain = readMarkdown(renderMarkdownReport(aHostileReport(HARMLESS)))
    const structure = plain.elements.filter((name) => name !== 'span')
    for (const text of HOSTILE_TEXTS) {
      const read = readMarkdown(renderMarkdownReport(aHostileReport(text)))
      assert.equal(
        read.elements.filter((name) => name !== 'span'),
        structure,
        text,
      )
      assert.equal(read.attributes, plain.attributes, text)
      for (const part of read.texts.filter((each) => !each.startsWith('SHA256:')))
        assert.not.match(part, TRIGGERS, text)
      if (text.length < 1000) assert.ok(read.html.textContent.includes(`: ${escapeText(text)}expected`), text)
    }
  })

  test('is text in HTML, and makes no element and no attribute', () => {
    // What stands between backticks in a remedy, and what looks like a command, is shown as code.
    const shapeOfPage = (text: string): readonly string[] =>
      readHtml(renderHtmlReport(aHostileReport(text))).tags.filter((tag) => !tag.startsWith('code'))
    const structure = shapeOfPage(HARMLESS)
    for (const text of HOSTILE_TEXTS) {
      assert.equal(shapeOfPage(text), structure, text)
      const { texts, values } = readHtml(renderHtmlReport(aHostileReport(text)))
      assert.ok(texts.join('').includes(escapeText(text)), text)
      for (const value of values) assert.match(value, /^#[\w-]+$/, text)
    }
  })

  test('is in JSON what it was, to the letter', () => {
    for (const text of HOSTILE_TEXTS) {
      const { federation, members, findings } = JSON.parse(renderJsonReport(aHostileReport(text))) as DriftReport
      const seen = [federation, members[1]?.name, findings[0]?.message, findings[0]?.party?.id]
      assert.equal(seen, [text, text, text, text])
    }
  })

  test('breaks no line of text', () => {
    const render = (text: string): number =>
      renderReport(aHostileReport(text), makePlainStyle(undefined)).split('\n').length
    const lines = render(HARMLESS)
    for (const text of HOSTILE_TEXTS) assert.is(render(text), lines, text)
  })

  test('is text in JUnit, and makes no element and no attribute', () => {
    const structure = shapeOf(readXml(renderJunitReport(aHostileReport(HARMLESS))))
    for (const text of HOSTILE_TEXTS) {
      const document = renderJunitReport(aHostileReport(text))
      assertJunit(document, 'ant')
      assertJunit(document, 'jenkins')
      const read = readXml(document)
      assert.equal(shapeOf(read), structure, text)
      assert.is(read.children[1]?.attributes['name'], `${quote(text)} (NODE_a)`)
      const failure = read.children.at(-1)?.children.find(({ name }) => name === 'testcase')?.children[0]
      assert.is(failure?.attributes['message'], escapeText(text))
      assert.is(failure?.text.split('\n').at(-1), escapeText(text))
    }
  })

  test('is text in SARIF and Code Quality, without links and without places for arguments', () => {
    for (const render of [renderSarifReport, renderGitlabReport]) {
      const structure = shapeOfJson(JSON.parse(render(aHostileReport(HARMLESS))))
      for (const text of HOSTILE_TEXTS) {
        const read: unknown = JSON.parse(render(aHostileReport(text)))
        assert.equal(shapeOfJson(read), structure, text)
        // Whoever shows a value of these shows it as it stands.
        for (const value of stringsOf(read)) assert.is(escapeText(value), value, text)
      }
    }
    for (const text of HOSTILE_TEXTS) {
      const { runs } = JSON.parse(renderSarifReport(aHostileReport(text))) as {
        readonly runs: readonly [{ readonly results: readonly { readonly message: { readonly text: string } }[] }]
      }
      const [first] = runs[0].results
      assert.not.match(first?.message.text ?? '', /\]\(|(?<!\{)\{\d+\}/, text)
      const issues = JSON.parse(renderGitlabReport(aHostileReport(text))) as readonly { readonly description: string }[]
      assert.is(issues[0]?.description, escapeText(`${text} ${text}`.trim()))
    }
  })

  test('is one label in Prometheus', () => {
    const structure = linesOf(HARMLESS)
    for (const text of HOSTILE_TEXTS) assert.equal(linesOf(text), structure, text)
  })
})

function renderJsonReport(report: DriftReport): string {
  return renderJson({ command: 'report', exitCode: report.exitCode, problems: [] }, reportToJson(report))
}

/** Lines with each quoted value left out: what is within quotes ends at the first quote without a backslash. */
function linesOf(text: string): readonly string[] {
  const lines = renderPrometheusReport(aHostileReport(text)).split('\n')
  return lines.map((line) => line.replace(/"(?:[^"\\]|\\["\\n])*"/g, '""'))
}

/** The names of all elements and attributes. */
function shapeOf({ name, attributes, children }: ReadElement): unknown {
  return [name, Object.keys(attributes), children.map(shapeOf)]
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

/** The keys and the kinds of all values. */
function shapeOfJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOfJson)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, each]) => [key, shapeOfJson(each)])
}
