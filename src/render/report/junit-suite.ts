import type { DriftFinding, DriftReport } from '../../domain/report/drift-report.ts'
import { escapeText } from '../../domain/quote.ts'
import type { XmlElement } from '../xml.ts'

/** What becomes of a test. What is not known is an error: it never passes, and never counts as skipped. */
export type Result = 'passed' | 'failure' | 'error' | 'skipped'

export interface TestCase {
  readonly name: string
  readonly result: Result
  readonly message: string
  /** What is the matter, as one word. */
  readonly type: string
  readonly findings: readonly DriftFinding[]
}

export interface TestSuite {
  readonly name: string
  readonly properties: readonly (readonly [name: string, value: string])[]
  readonly cases: readonly TestCase[]
}

/** Has what either of the two schemas asks for that are in use: Ant's, and that of Jenkins. */
export function renderSuite({ name, properties, cases }: TestSuite, id: number, report: DriftReport): XmlElement {
  const counted = (result: Result): number => cases.filter((each) => each.result === result).length
  return {
    name: 'testsuite',
    attributes: {
      name,
      id,
      package: 'fbm-gitops',
      timestamp: new Date(report.madeAt).toISOString().slice(0, 19),
      hostname: 'localhost',
      tests: cases.length,
      failures: counted('failure'),
      errors: counted('error'),
      // Ant's knows no skipped tests.
      skipped: counted('skipped') || undefined,
      time: 0,
    },
    content: [
      { name: 'properties', attributes: {}, content: properties.concat(aboutReport(report)).map(toProperty) },
      ...cases.map((each) => renderCase(each, name)),
      { name: 'system-out', attributes: {}, content: '' },
      { name: 'system-err', attributes: {}, content: '' },
    ],
  }
}

function aboutReport({
  federation,
  scope,
  revision,
  verdict,
  exitCode,
  findings,
}: DriftReport): TestSuite['properties'] {
  return [
    ['federation', federation],
    ['scope', scope.kind === 'federation' ? scope.kind : `component ${scope.party.id}`],
    ['commit', revision.id],
    ['verdict', verdict],
    ['exit code', String(exitCode)],
    ['findings', String(findings.length)],
  ]
}

function toProperty([name, value]: readonly [string, string]): XmlElement {
  return { name: 'property', attributes: { name, value }, content: '' }
}

function renderCase({ name, result, message, type, findings }: TestCase, suite: string): XmlElement {
  // Each on a line of its own: what others wrote begins none.
  const lines = findings.length === 0 ? [message] : findings.flatMap(describeFinding)
  const text = lines.map(escapeText).join('\n')
  // The schemas give the element of a skipped test no attributes.
  const attributes = result === 'skipped' ? {} : { message, type }
  return {
    name: 'testcase',
    attributes: { name, classname: suite, time: 0 },
    content: result === 'passed' ? [] : [{ name: result, attributes, content: text }],
  }
}

function describeFinding({ message, expected, actual, since, declaredBy, remedy }: DriftFinding): readonly string[] {
  return [
    message,
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(actual === undefined ? [] : [`Actual: ${actual}`]),
    ...(since === undefined ? [] : [`Since: ${new Date(since).toISOString()}`]),
    ...(declaredBy === undefined ? [] : [`Declared by: ${declaredBy.id} ${declaredBy.author ?? ''}`.trim()]),
    remedy,
  ]
}
