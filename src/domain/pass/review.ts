import { makeProblem, type Problem } from '../problem.ts'
import type { ResearcherChange } from '../problems/pass/review.ts'
import { quoteForShell } from '../quote.ts'
import { addressOf, afterOf, beforeOf, type Change } from './change.ts'
import type { Plan } from './plan.ts'

/** What a plan may do. */
export interface Policy {
  readonly allowDelete: ReadonlySet<string>
  readonly allowReplace: ReadonlySet<string>
  /** Only the plan with this digest may be applied; absent: any. */
  readonly planDigest: string | undefined
}

/** What may be applied of a plan, and why the rest may not. */
export interface Verdict {
  readonly approved: boolean
  readonly changes: readonly Change[]
  readonly refused: readonly Change[]
  /** Whether this is the plan that was asked for: of another one nothing is applied, not even its bookkeeping. */
  readonly isReviewed: boolean
  /** Each rule that refused something, with what lifts it. */
  readonly reasons: readonly Problem[]
}

/** Judges a plan by the policy. Brakes count what the repository orders, never what the operator names. */
export function reviewPlan(plan: Plan, policy: Policy): Verdict {
  if (policy.planDigest !== undefined && policy.planDigest !== plan.digest)
    return refuseOtherPlan(plan, policy.planDigest)
  const risky = plan.changes.filter(isRisky)
  const brake = findBrake(risky)
  const unnamed = risky.filter((change) => !isNamed(change, policy))
  if (brake === undefined || unnamed.length === 0) return approve(plan)
  return {
    approved: false,
    changes: plan.changes.filter((change) => !isRisky(change)),
    refused: risky,
    isReviewed: true,
    reasons: [describeBrake(brake, risky), ...refusals(plan)],
  }
}

/**
 * Tells whether brakes count a change. A node's row that the component's Fed-BioMed cannot read is of no use to it; that of a
 * researcher still says whom this component trusted: whoever takes it away could put another one in its place unasked.
 */
export function isRisky(change: Change): boolean {
  if (change.kind === 'register' || change.orderedBy === 'operator') return false
  return change.kind === 'replace' || change.before.isOlder !== true || isOfResearcher(change)
}

function approve(plan: Plan): Verdict {
  const reasons = refusals(plan)
  return { approved: reasons.length === 0, changes: plan.changes, refused: [], isReviewed: true, reasons }
}

function refuseOtherPlan(plan: Plan, expected: string): Verdict {
  const reason = makeProblem('PLAN_CHANGED', {}, { expected, actual: plan.digest })
  return { approved: false, changes: [], refused: plan.changes, isReviewed: false, reasons: [reason] }
}

function refusals({ problems }: Plan): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error')
}

type Brake = 'BRAKE_RESEARCHER' | 'BRAKE_DELETIONS'

function findBrake(risky: readonly Change[]): Brake | undefined {
  if (risky.some(isOfResearcher)) return 'BRAKE_RESEARCHER'
  return risky.filter(({ kind }) => kind === 'delete').length > 1 ? 'BRAKE_DELETIONS' : undefined
}

function isOfResearcher({ partyId }: Change): boolean {
  return /^researcher_/i.test(partyId)
}

function describeBrake(brake: Brake, risky: readonly Change[]): Problem {
  const researchers = risky.filter(isOfResearcher).map(describeResearcher)
  return makeProblem(brake, {}, { count: risky.length, flags: risky.map(flagFor).join(' '), researchers })
}

function describeResearcher(change: Change): ResearcherChange {
  const [before, after] = [beforeOf(change), afterOf(change)]
  const replaced = before?.fingerprint === after?.fingerprint ? 'address' : 'certificate'
  return {
    id: change.partyId,
    what: change.kind === 'delete' ? 'deletion' : replaced,
    addressBefore: addressOf(before),
    addressAfter: addressOf(after),
  }
}

function isNamed({ kind, partyId }: Change, { allowDelete, allowReplace }: Policy): boolean {
  return (kind === 'delete' ? allowDelete : allowReplace).has(partyId)
}

/** The flag that lifts a brake for one change. */
export function flagFor({ kind, partyId }: Change): string {
  return `--allow-${kind} ${quoteForShell(partyId)}`
}
