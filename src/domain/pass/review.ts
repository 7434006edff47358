import { makeProblem, type Problem } from '../problem.ts'
import { quoteForShell } from '../quote.ts'
import type { Change } from './change.ts'
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
  const risky = plan.changes.filter(({ kind, orderedBy }) => kind !== 'register' && orderedBy === 'repository')
  const brake = findBrake(risky)
  const unnamed = risky.filter((change) => !isNamed(change, policy))
  if (brake === undefined || unnamed.length === 0) return approve(plan)
  return {
    approved: false,
    changes: plan.changes.filter((change) => !risky.includes(change)),
    refused: risky,
    isReviewed: true,
    reasons: [makeProblem(brake, {}, { count: risky.length, flags: risky.map(flagFor).join(' ') }), ...refusals(plan)],
  }
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

function findBrake(risky: readonly Change[]): 'BRAKE_RESEARCHER' | 'BRAKE_DELETIONS' | undefined {
  if (risky.some(({ partyId }) => /^researcher_/i.test(partyId))) return 'BRAKE_RESEARCHER'
  return risky.filter(({ kind }) => kind === 'delete').length > 1 ? 'BRAKE_DELETIONS' : undefined
}

function isNamed({ kind, partyId }: Change, { allowDelete, allowReplace }: Policy): boolean {
  return (kind === 'delete' ? allowDelete : allowReplace).has(partyId)
}

function flagFor({ kind, partyId }: Change): string {
  return `--allow-${kind} ${quoteForShell(partyId)}`
}
