import * as assert from 'uvu/assert'
import type { Cell } from '../../../src/domain/report/drift-report.ts'
import { renderJunitReport } from '../../../src/render/report/junit.ts'
import { anId } from '../../helpers/builders.ts'
import { aDriftReport, aFinding, aLargeReport, aMember } from '../../helpers/drift-report.ts'
import { suite } from '../../helpers/suite.ts'
import { assertJunit, readXml, type ReadElement } from '../../helpers/xml.ts'

suite('renderJunitReport', (test) => {
  test('is what the schemas of Ant and of Jenkins ask for', () => {
    const states = (['fresh', 'stale', 'refused', 'missing'] as const).map((state) => {
      const member = aMember(state)
      return { ...member, observation: { ...member.observation, state } }
    })
    const reports = [
      aDriftReport(),
      aDriftReport({ members: states, findings: [aFinding({ component: undefined, party: undefined })] }),
      aDriftReport({ members: [], cells: [], findings: [] }),
      aLargeReport(40),
    ]
    for (const report of reports) assertJunit(renderJunitReport(report), 'jenkins')
    // Ant's knows no skipped tests: a denial and a remark are not for it.
    for (const report of reports.slice(0, 3)) assertJunit(renderJunitReport(report), 'ant')
  })

  test('is refused by the schemas where it is not', () => {
    assert.throws(() => {
      assertJunit(renderJunitReport(aDriftReport()).replace('classname=', 'klass='), 'ant')
    })
    assert.throws(() => {
      assertJunit(renderJunitReport(aDriftReport()).replaceAll('testcase', 'case'), 'jenkins')
    })
  })

  test('has a suite for each member with a test for each party that it should hold', () => {
    const { children } = readXml(renderJunitReport(aDriftReport()))

    assert.equal(
      children.map(({ attributes }) => attributes['name']),
      ['name-r (RESEARCHER_r)', 'name-a (NODE_a)', 'name-b (NODE_b)'],
    )
    assert.equal(testsOf(children[2]), [
      ['has told what it holds', 'passed'],
      ['holds name-r (RESEARCHER_r)', 'failure'],
      ['holds name-a (NODE_a)', 'passed'],
    ])
  })

  test('passes what is as declared and nothing else; what is not known is an error', () => {
    const expected: Readonly<Record<Cell, string | undefined>> = {
      declared: 'passed',
      missing: 'failure',
      different: 'failure',
      excess: 'failure',
      unverified: 'skipped',
      denied: 'skipped',
      unknown: 'error',
      stale: 'error',
      excluded: undefined,
      'not-asked': undefined,
      self: undefined,
    }
    for (const [cell, result] of Object.entries(expected) as [Cell, string | undefined][]) {
      const report = aDriftReport({ cells: [['self', cell, 'excluded'], [], []], findings: [] })

      assert.is(testsOf(readXml(renderJunitReport(report)).children[0])[1]?.[1], result, cell)
    }
  })

  test('has an error where a component has told nothing that counts', () => {
    for (const state of ['stale', 'refused', 'missing'] as const) {
      const member = aMember('a')
      const members = [{ ...member, observation: { ...member.observation, state } }]
      const report = aDriftReport({ members, cells: [['self']], findings: [] })

      assert.equal(testsOf(readXml(renderJunitReport(report)).children[0]), [['has told what it holds', 'error']])
    }
  })

  test('shows every finding once, whatever it is about', () => {
    const a = { id: anId('a'), name: 'name-a' }
    const findings = [
      aFinding({ message: 'of a cell' }),
      aFinding({
        component: a,
        party: undefined,
        rule: 'observation-behind',
        severity: 'info',
        message: 'of an observation',
      }),
      aFinding({ component: undefined, party: a, rule: 'certificate-expired', message: 'of a party' }),
      aFinding({ component: a, party: undefined, rule: 'foreign', severity: 'info', message: 'of a component' }),
      aFinding({
        component: undefined,
        party: undefined,
        rule: 'declaration',
        severity: 'warning',
        message: 'of the whole',
      }),
      aFinding({ component: { id: 'NODE_gone', name: 'gone' }, party: undefined, message: 'of nobody declared' }),
    ]
    const { children } = readXml(renderJunitReport(aDriftReport({ findings })))

    assert.equal(testsOf(children[1]), [
      ['has told what it holds', 'passed'],
      ['holds name-r (RESEARCHER_r)', 'passed'],
      ['holds name-b (NODE_b)', 'passed'],
      ['Certificate expired (abababab)', 'failure'],
      ['Rows of unknown parties (abababab)', 'skipped'],
    ])
    assert.equal(testsOf(children[3]), [
      ['Problem of the declaration (abababab)', 'failure'],
      ['Not registered (abababab)', 'failure'],
    ])
    for (const { message, severity } of findings) {
      if (message === 'of an observation') continue
      const texts = children.flatMap((each) => each.children).filter(({ text }) => text.includes(message))
      assert.is(texts.length, 1, `${message} ${severity}`)
    }
  })

  test('fails a test that would pass but for a finding', () => {
    const finding = aFinding({ component: { id: anId('a'), name: 'name-a' }, severity: 'warning' })
    const { children } = readXml(renderJunitReport(aDriftReport({ findings: [finding] })))

    assert.equal(testsOf(children[1])[1], ['holds name-r (RESEARCHER_r)', 'failure'])
  })

  test('counts what it shows', () => {
    for (const { attributes, children } of readXml(renderJunitReport(aLargeReport(40))).children) {
      const results = testsOf({ name: '', attributes, children, text: '' }).map(([, result]) => result)
      const counted = (result: string): string => String(results.filter((each) => each === result).length)
      assert.is(attributes['tests'], String(results.length))
      assert.is(attributes['failures'], counted('failure'))
      assert.is(attributes['errors'], counted('error'))
      assert.is(attributes['skipped'] ?? '0', counted('skipped'))
    }
  })
})

function testsOf(suite: ReadElement | undefined): readonly (readonly [name: string | undefined, result: string])[] {
  const cases = suite?.children.filter(({ name }) => name === 'testcase') ?? []
  return cases.map(({ attributes, children }) => [attributes['name'], children[0]?.name ?? 'passed'] as const)
}
