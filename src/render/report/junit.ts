import {
  CELLS,
  isCounted,
  type Cell,
  type CountedCell,
  type DriftFinding,
  type DriftReport,
  type Member,
  type MemberObservation,
  type PartyRef,
} from '../../domain/report/drift-report.ts'
import { FINDING_RULES } from '../../domain/report/rules.ts'
import { quote } from '../../domain/quote.ts'
import { renderXml } from '../xml.ts'
import { renderSuite, type Result, type TestCase, type TestSuite } from './junit-suite.ts'

const RESULTS: Readonly<Record<CountedCell, Result>> = {
  declared: 'passed',
  missing: 'failure',
  different: 'failure',
  excess: 'failure',
  unverified: 'skipped',
  denied: 'skipped',
  unknown: 'error',
  stale: 'error',
}

type AskedState = Exclude<MemberObservation['state'], 'not-asked'>

const OBSERVATIONS: Readonly<Record<AskedState, { readonly result: Result; readonly text: string }>> = {
  fresh: { result: 'passed', text: '' },
  stale: { result: 'error', text: 'The last observation is too old to be believed.' },
  refused: { result: 'error', text: 'What came in does not count.' },
  missing: { result: 'error', text: 'There is no observation.' },
}

const OF_FINDINGS = { error: 'failure', warning: 'failure', info: 'skipped' } as const

/**
 * Renders a report as JUnit XML: one suite for each member with a test for its observation and one for each party that it
 * should hold; what else was found of it follows, and what concerns no single member in a last suite.
 */
export function renderJunitReport(report: DriftReport): string {
  const sorted = sortFindings(report)
  const suites = report.members
    .map((_, index) => makeSuite(report, index, sorted))
    .filter(({ cases }) => cases.length > 0)
  const whole = sorted.get(WHOLE) ?? []
  if (whole.length > 0) suites.push({ name: 'the whole', properties: [], cases: whole.map(toCase) })
  return renderXml({
    name: 'testsuites',
    attributes: {},
    content: suites.map((suite, index) => renderSuite(suite, index, report)),
  })
}

const WHOLE = 'whole'

/** Sorts findings to what they are about: a cell of the matrix, a member, or the whole. */
function sortFindings({ members, cells, findings }: DriftReport): ReadonlyMap<string, readonly DriftFinding[]> {
  const places = new Map<string, number>(members.map(({ id }, index) => [id, index]))
  const placeOf = (party: PartyRef | undefined): number => places.get(party?.id ?? '') ?? -1
  const sorted = new Map<string, DriftFinding[]>()
  for (const finding of findings) {
    const [holder, held] = [placeOf(finding.component), placeOf(finding.party)]
    const single = [holder, held].find((place) => place >= 0) ?? WHOLE
    const key = isTested(cells[holder]?.[held]) ? `${holder} ${held}` : String(single)
    const others = sorted.get(key)
    if (others === undefined) sorted.set(key, [finding])
    else others.push(finding)
  }
  return sorted
}

function isTested(cell: Cell | undefined): cell is CountedCell {
  return cell !== undefined && isCounted(cell)
}

function makeSuite(
  report: DriftReport,
  index: number,
  sorted: ReadonlyMap<string, readonly DriftFinding[]>,
): TestSuite {
  const { members, cells } = report
  const member = members[index]
  const own = sorted.get(String(index)) ?? []
  const ofObservation = own.filter(({ rule }) => rule.startsWith('observation-'))
  const state = member?.observation.state ?? 'missing'
  return {
    name: nameOf(member),
    properties: describeMember(member),
    cases: [
      ...(state === 'not-asked'
        ? []
        : [toTest('has told what it holds', state, { ...OBSERVATIONS[state], findings: ofObservation })]),
      ...(cells[index] ?? []).flatMap((cell, held) => {
        if (!isTested(cell)) return []
        const findings = sorted.get(`${index} ${held}`) ?? []
        const text = `${CELLS[cell].word}: ${CELLS[cell].meaning}`
        return [toTest(`holds ${nameOf(members[held])}`, cell, { result: RESULTS[cell], text, findings })]
      }),
      ...own.filter((finding) => !ofObservation.includes(finding)).map(toCase),
    ],
  }
}

function nameOf(member: Member | undefined): string {
  return member === undefined ? '' : `${quote(member.name)} (${member.id})`
}

function describeMember(member: Member | undefined): TestSuite['properties'] {
  if (member === undefined) return []
  const { id, role, certificate, observation } = member
  return [
    ['party', id],
    ['role', role],
    ['observation', observation.state],
    ['fingerprint', certificate?.fingerprint ?? 'none'],
  ]
}

/** A test fails, too, where something graver than a remark was found that its state alone does not tell. */
function toTest(
  name: string,
  type: string,
  { result, text, findings }: { result: Result; text: string; findings: readonly DriftFinding[] },
): TestCase {
  const isGrave = findings.some(({ severity }) => severity !== 'info')
  const messages = findings.map(({ message }) => message)
  return {
    name,
    type: findings[0]?.rule ?? type,
    result: result === 'passed' && isGrave ? 'failure' : result,
    message: messages.length === 0 ? text : messages.join(' '),
    findings,
  }
}

function toCase(finding: DriftFinding): TestCase {
  const { id, rule, severity, message } = finding
  const name = `${FINDING_RULES[rule].title} (${id.slice(0, 8)})`
  return { name, type: rule, result: OF_FINDINGS[severity], message, findings: [finding] }
}
