import { sameAddress, type Party } from '../party.ts'
import type { Assessment } from '../pass/assessment.ts'
import type { Change } from '../pass/change.ts'
import { findEffects, type Effect } from '../pass/effect.ts'
import { exitCodeOfPlan } from '../pass/exit-code.ts'
import type { ExitCode, Problem } from '../problem.ts'
import { assessInSync, type Comparison } from './in-sync.ts'
import type { MemberStanding } from './preview.ts'

/** What the component of a member does, would refuse and would say. */
export interface Doings {
  readonly changes: readonly Change[]
  readonly refused: readonly Change[]
  readonly findings: readonly Problem[]
  /** Once all of that is written. */
  readonly effects: readonly Effect[]
  readonly exitCode: ExitCode
}

/** Members of whom each does what the others do, but for what concerns themselves. */
export interface LikeMembers {
  readonly members: readonly Party[]
  readonly doings: Doings
}

/** Finds out what the members of the head do. */
export function findDoings(comparison: Comparison): readonly LikeMembers[] {
  const alike = new Map<string, Party[]>()
  for (const party of comparison.head.federation.parties) {
    const kind = describeKind(party, comparison)
    const present = alike.get(kind)
    if (present === undefined) alike.set(kind, [party])
    else present.push(party)
  }
  return [...alike.values()].map((members) => {
    // What one of them leaves out, which is itself, another one does.
    const [first, second] = members.slice(0, 2).map((party) => describeDoings(assessInSync(party, comparison)))
    if (first === undefined) throw new Error('Nobody is alike.')
    return { members, doings: second === undefined ? first : join(first, second) }
  })
}

/** Tells how a party of either side stands to the revision. */
export function standingOf({ id }: Pick<Party, 'id'>, { base, head }: Comparison): MemberStanding {
  const isIn = (parties: readonly Pick<Party, 'id'>[] = []): boolean => parties.some((party) => party.id === id)
  if (isIn(head.federation.parties)) return isIn(base?.federation.parties) ? 'stays' : 'joins'
  return isIn(head.federation.removed) ? 'removed' : 'dropped'
}

/**
 * Names what a member's own doings depend on. Of two that are alike, one holds and is to hold what the other does, but for the
 * two themselves; and as what is declared of either stays, no brake counts it.
 */
function describeKind(party: Party, { base }: Comparison): string {
  const before = base?.federation.parties.find(({ id }) => id === party.id)
  const isOrdinary = party.certificate !== undefined && (before === undefined || isSameDeclared(before, party))
  return [party.role, before === undefined ? 'joins' : 'stays', isOrdinary ? '' : party.id].join(' ')
}

function isSameDeclared(a: Party, b: Party): boolean {
  return a.certificate?.fingerprint === b.certificate?.fingerprint && sameAddress(a.address, b.address)
}

function describeDoings(assessment: Assessment): Doings {
  const { component, drift, plan, verdict, problems } = assessment
  const changes = [...verdict.changes, ...verdict.refused]
  const outcomes = changes.map((change) => ({ change, result: 'done', reason: undefined }) as const)
  const effects = findEffects({ component, drift }, outcomes).values()
  const reasons = verdict.reasons.filter((reason) => !plan.problems.includes(reason))
  const changed = problems.filter(({ code }) => code === 'FEDERATION_CHANGED')
  return {
    changes: verdict.changes,
    refused: joinById(verdict.refused, []),
    findings: [...changed, ...reasons, ...plan.problems],
    effects: [...new Set(effects)].filter((effect) => effect !== 'none').sort(),
    exitCode: exitCodeOfPlan(assessment),
  }
}

function join(a: Doings, b: Doings): Doings {
  return {
    ...a,
    changes: joinById(a.changes, b.changes),
    refused: joinById(a.refused, b.refused),
    findings: [...a.findings, ...b.findings.filter(({ party }) => isAlone(party, a.findings))],
  }
}

/** Puts those that only the second has among those of the first, sorted by party id. */
export function joinById(a: readonly Change[], b: readonly Change[]): readonly Change[] {
  const known = new Set(a.map(({ partyId }) => partyId))
  const all = [...a, ...b.filter(({ partyId }) => !known.has(partyId))]
  return all.sort((one, other) => (one.partyId < other.partyId ? -1 : 1))
}

function isAlone(party: string | undefined, others: readonly Problem[]): boolean {
  return party !== undefined && !others.some((other) => other.party === party)
}
