import type { Fingerprint } from '../certificate/certificate.ts'
import type { Component } from '../component.ts'
import type { Declaration } from '../declaration.ts'
import { foldId, foldIds } from '../denied.ts'
import { entriesOf, type Inventory } from '../inventory.ts'
import type { Party } from '../party.ts'
import { makeProblem, toWarning, type Problem } from '../problem.ts'
import { PROFILES } from '../profiles.ts'
import type { DesiredState, ObservedState, Registration } from '../registration.ts'
import { confineVerdict } from './confinement.ts'
import type { Decisions } from './decision.ts'
import { planDeparture } from './departure.ts'
import { computeDesiredState } from './desired-state.ts'
import { detectDrift, type DriftItem } from './drift.ts'
import { makePlan, type Plan } from './plan.ts'
import { reviewPlan, type Policy, type Verdict } from './review.ts'
import { checkSelf } from './self-check.ts'

/** What lies in the component: its registry, and what we remember beside it. */
export interface LocalState {
  readonly observed: ObservedState
  readonly inventory: Inventory
  readonly denied: ReadonlySet<string>
  readonly ownFingerprint: Fingerprint | undefined
  readonly problems: readonly Problem[]
}

/** Everything that a pass decides from. */
export interface Situation {
  readonly component: Component
  readonly declaration: Declaration
  readonly local: LocalState
  readonly decisions: Decisions
  readonly policy: Policy
}

/** What a pass found and decided, before anything is written. */
export interface Assessment {
  readonly component: Component
  readonly declaration: Declaration
  readonly inventory: Inventory
  /** Absent where the component is no party of the federation (any more); drift and plan are then empty. */
  readonly self: Party | undefined
  readonly drift: readonly DriftItem[]
  readonly plan: Plan
  readonly verdict: Verdict
  /** Of the declaration, the component and the plan together. */
  readonly problems: readonly Problem[]
}

/** Compares the three states and decides: the middle of the pass, a pure function of values. */
export function assess(situation: Situation): Assessment {
  const { component, declaration, local } = situation
  const { federation } = declaration
  const check = checkSelf({ component, federation, denied: local.denied, ownFingerprint: local.ownFingerprint })
  const desired = computeDesiredState(federation, component.id)
  const drift = check.goesOn ? detectSituationDrift(situation, desired) : []
  const { decisions } = situation
  const plan = makePlan(drift, { componentId: component.id, profile: federation.profile, decisions })
  const holdsOne = PROFILES[federation.profile].isExclusive(component.role)
  const verdict = confineVerdict(reviewPlan(plan, situation.policy), { drift, holdsOne })
  const { self } = check
  const others = new Set([...foldIds(local.denied), ...desired.excluded.map(({ partyId }) => foldId(partyId))])
  const problems = [
    ...declaration.problems.map((problem) => silenceOthers(problem, others)),
    ...local.problems,
    ...check.problems,
    ...leftovers(situation),
    ...profileProblems(situation),
    ...inventoryProblems(situation),
    ...lockouts(situation, drift),
    ...unusedDecisions(drift, decisions),
    ...plan.problems,
    ...verdict.reasons.filter((reason) => reason.party === undefined),
  ]
  return { component, declaration, inventory: local.inventory, self, drift, plan, verdict, problems }
}

/** Tells whether what is to be done takes certificates that were judged now, and there are none. */
export function needsCertificates({ declaration, plan, verdict }: Assessment): boolean {
  return declaration.certificates === undefined && (verdict.changes.length > 0 || plan.bookkeeping.length > 0)
}

function detectSituationDrift(
  { component, declaration, local }: Situation,
  desired: DesiredState,
): readonly DriftItem[] {
  const { federation } = declaration
  const { holdsAddress, isExclusive } = PROFILES[federation.profile]
  return detectDrift({
    desired,
    recorded: entriesOf(local.inventory, federation.name),
    observed: local.observed,
    denied: local.denied,
    holdsAddress,
    isExclusive: isExclusive(component.role),
  })
}

/** What leaving was to delete: a component that has left is done with only when none of it is there any more. */
function leftovers({ component, local: { inventory, observed, denied } }: Situation): readonly Problem[] {
  if (!foldIds(denied).has(foldId(component.id))) return []
  const names = planDeparture(component, inventory, observed).plan.changes.map(({ name }) => name)
  return names.length === 0 ? [] : [makeProblem('SELF_LEFT_UNFINISHED', {}, { names })]
}

/** The certificate of a party that is denied, or that the profile excludes, is nobody's concern here. */
function silenceOthers(problem: Problem, others: ReadonlySet<string>): Problem {
  if (problem.party === undefined || !others.has(foldId(problem.party))) return problem
  return toWarning(problem)
}

function profileProblems({ component: { effect, familyLabel } }: Situation): readonly Problem[] {
  if (effect === 'read') return []
  const code = effect === 'unread' ? 'PROFILE_WITHOUT_EFFECT' : 'PROFILE_SWITCHED_OFF'
  return [makeProblem(code, {}, { family: familyLabel })]
}

/** One row without a readable certificate keeps others out: a researcher loads all of them together, or none. */
function lockouts({ component, local }: Situation, drift: readonly DriftItem[]): readonly Problem[] {
  if (component.layout !== 'component' || component.role !== 'researcher') return []
  const bad = new Set(local.observed.registrations.filter(isUnreadable).map(({ partyId }) => partyId))
  return drift
    .filter(({ partyId }) => bad.has(partyId))
    .map(({ name, partyId }) => makeProblem('ROW_LOCKS_OUT', {}, { name, id: partyId }))
}

function isUnreadable({ fingerprint, several, isOlder }: Registration): boolean {
  return fingerprint === undefined && several === undefined && isOlder !== true
}

function inventoryProblems({ declaration, local }: Situation): readonly Problem[] {
  const { federation, entries } = local.inventory
  if (federation === undefined || federation === declaration.federation.name || entries.size === 0) return []
  const facts = { before: federation, now: declaration.federation.name, count: entries.size }
  return [makeProblem('FEDERATION_CHANGED', {}, facts)]
}

function unusedDecisions(drift: readonly DriftItem[], { adopt, overwrite }: Decisions): readonly Problem[] {
  const classes = new Map(drift.map((item) => [item.partyId, item.class]))
  const unused = (flag: string, ids: ReadonlySet<string>, needed: string): readonly Problem[] =>
    [...ids]
      .filter((id) => classes.get(id) !== needed)
      .map((id) => makeProblem('DECISION_UNUSED', {}, { flag, id, needed }))
  return [...unused('--adopt', adopt, 'conflicting'), ...unused('--overwrite', overwrite, 'edited')]
}
