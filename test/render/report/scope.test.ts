import * as assert from 'uvu/assert'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { makeDriftReport } from '../../../src/domain/report/make-drift-report.ts'
import { renderHtmlReport } from '../../../src/render/report/html.ts'
import { renderJunitReport } from '../../../src/render/report/junit.ts'
import { renderMarkdownReport } from '../../../src/render/report/markdown.ts'
import { renderPrometheusReport } from '../../../src/render/report/prometheus.ts'
import { renderSarifReport } from '../../../src/render/report/sarif.ts'
import { renderReport } from '../../../src/render/report/text.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { anId } from '../../helpers/builders.ts'
import { aDriftReport } from '../../helpers/drift-report.ts'
import { someFacts } from '../../helpers/report-facts.ts'
import { suite } from '../../helpers/suite.ts'

suite('a report on one component, in every form', (test) => {
  test('says in text whose it is, and that no other was asked', () => {
    const text = renderReport(makeOwn(), makePlainStyle(80))

    assert.match(text, /^name-a in oncology-network {3}in sync$/m)
    assert.match(text, 'Of this component alone (NODE_a), compared here and now: no other was asked.')
    assert.match(text, '1 of 1 component observed, 2 not asked.')
    assert.not.match(text, 'told nothing')
  })

  test('says of one that the federation does not declare that nothing was compared, and draws no matrix', () => {
    const undeclared = makeDriftReport(someFacts(['r', 'a', 'b'], { scope: anId('z'), received: [] }))
    const markdown = renderMarkdownReport(undeclared)

    for (const text of [renderReport(undeclared, makePlainStyle(120)), markdown]) {
      assert.match(
        text,
        /^Of this component alone \(.*NODE_z.*\), of which nothing was compared: no other was asked\.$/m,
      )
      assert.match(text, /nothing is known to be wrong, but not everything could be compared|## Unknown/i)
    }
    assert.match(markdown, '| Registrations | 0 |')
    assert.not.match(markdown, 'Who has registered whom')
  })

  test('is another comment in Markdown, with a matrix of one row', () => {
    const text = renderMarkdownReport(makeOwn())

    assert.match(
      text,
      /^<!-- fbm-gitops report oncology-network NODE_a -->\n## In sync ✅ name-a in oncology-network$/m,
    )
    assert.match(text, '| Observations | 1 fresh, 0 stale, 0 refused, 0 missing, 2 not asked |')
    assert.equal(text.match(/^\| \*\*.*/gm), ['| **name-a** | ✓ | · | ✓ |'])
    assert.not.match(text, 'Components of which nothing is known now')
  })

  test('has one suite in JUnit, which names it', () => {
    const text = renderJunitReport(makeOwn())

    assert.equal(text.match(/<testsuite name="[^"]*"/g), ['<testsuite name="name-a (NODE_a)"'])
    assert.match(text, '<property name="scope" value="component NODE_a"/>')
    assert.match(renderJunitReport(aDriftReport()), '<property name="scope" value="federation"/>')
  })

  test('is an analysis of its own in SARIF, which ends no alert about others', () => {
    const log = renderSarifReport(makeOwn())

    assert.match(log, '"id": "fbm-gitops/report/NODE_a/"')
    assert.match(log, /"scope": \{\s*"kind": "component",\s*"party": \{\s*"id": "NODE_a"/)
    assert.match(renderSarifReport(aDriftReport()), '"id": "fbm-gitops/report/"')
  })

  test('gives no sample of others to Prometheus but of their certificates', () => {
    const text = renderPrometheusReport(makeOwn())
    const others = text.split('\n').filter((line) => line.includes('NODE_b'))

    assert.match(text, 'fbm_gitops_report_component{federation="oncology-network",party="NODE_a",name="name-a"} 1')
    assert.ok(others.length > 0)
    for (const line of others) assert.match(line, /^fbm_gitops_party_certificate_/)
    assert.not.match(renderPrometheusReport(aDriftReport()), 'report_component')
  })

  test('says in the page of others that they were not asked, and nothing else', () => {
    const page = renderHtmlReport(makeOwn()).replace(/<(style|script)>[^]*?<\/\1>/g, '')
    const other = page.split('<details class="party">').find((each) => each.includes('NODE_b')) ?? ''

    assert.match(page, '<title>In sync: name-a in oncology-network, drift report</title>')
    assert.match(page, /<dt>About<\/dt>\s*<dd>this component alone, <code>NODE_a<\/code>: no other was asked<\/dd>/)
    assert.match(other, 'not asked')
    assert.not.match(other, /seen-missing|<span>holds|has told nothing/)
    assert.match(page, '"cells":"a990a099a"')
  })
})

function makeOwn(): DriftReport {
  const facts = someFacts(['r', 'a', 'b'], { scope: anId('a') })
  return makeDriftReport({ ...facts, received: facts.received.slice(1, 2) })
}
