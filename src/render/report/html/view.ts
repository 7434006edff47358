import type { DriftFinding, DriftReport, PartyRef } from '../../../domain/report/drift-report.ts'

/** As many findings as a page shows: with more, browsers and readers give up. The most severe come first. */
const MOST_FINDINGS = 1000

/** As many members as the whole matrix is written for; the script shows a larger one as far as it is looked at. */
const LARGEST_WHOLE = 40

/** Whether the matrix is too large for a table. */
export function isLarge({ members }: DriftReport): boolean {
  return members.length > LARGEST_WHOLE
}

/** A report with what all parts of the page look up in it. */
export interface View {
  readonly report: DriftReport
  /** The findings that the page shows; their places are the numbers that links use. */
  readonly shown: readonly DriftFinding[]
  /** The place of a party among the members; undefined for one that is not declared. */
  readonly indexOf: (party: PartyRef | undefined) => number | undefined
  /** The parties that the shown findings name, by name; their places are the numbers that the filter uses. */
  readonly named: readonly PartyRef[]
  /** The numbers of the findings that a member has to do with, as component or as party. */
  readonly findingsOf: (member: number) => readonly number[]
}

/** Looks up once what the parts of the page need. */
export function makeView(report: DriftReport): View {
  const places = new Map<string, number>(report.members.map(({ id }, index) => [id, index]))
  const indexOf: View['indexOf'] = (party) => (party === undefined ? undefined : places.get(party.id))
  const shown = report.findings.slice(0, MOST_FINDINGS)
  const numbers = new Map<number, number[]>()
  for (const [number, { component, party }] of shown.entries()) {
    const members = [indexOf(component), indexOf(party)].filter((member) => member !== undefined)
    for (const member of new Set(members)) numbers.set(member, [...(numbers.get(member) ?? []), number])
  }
  return { report, shown, indexOf, named: listParties(shown), findingsOf: (member) => numbers.get(member) ?? [] }
}

function listParties(findings: readonly DriftFinding[]): readonly PartyRef[] {
  const parties = new Map<string, PartyRef>()
  for (const { component, party } of findings) {
    if (component !== undefined) parties.set(component.id, component)
    if (party !== undefined) parties.set(party.id, party)
  }
  return [...parties.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
