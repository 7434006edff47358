import { createHash } from 'node:crypto'
import type { Fingerprint } from '../certificate/certificate.ts'
import { formatAddress } from '../party.ts'
import type { Problem } from '../problem.ts'
import type { Held } from '../registration.ts'
import { afterOf, beforeOf, type Change } from './change.ts'
import { decide, type Decisions } from './decision.ts'
import type { DriftItem } from './drift.ts'

/** A correction of the inventory alone: the registry stays as it is. */
export interface Bookkeeping {
  readonly kind: 'adopt' | 'forget'
  readonly partyId: string
  readonly name: string
}

/** The ordered corrections of one component. */
export interface Plan {
  /** Sorted by party id. */
  readonly changes: readonly Change[]
  readonly bookkeeping: readonly Bookkeeping[]
  /** What drift alone forbids, whatever the policy allows; and what deserves a warning. */
  readonly problems: readonly Problem[]
  /** Over component, profile and changes: equal plans have equal digests, at any time and revision. */
  readonly digest: Fingerprint
}

/** What a plan is made for. */
export interface PlanContext {
  readonly componentId: string
  /** The profile as it enters the digest; a component that leaves has what stands for it. */
  readonly profile: string
  readonly decisions: Decisions
}

/** Turns drift into the ordered corrections that take it away. */
export function makePlan(drift: readonly DriftItem[], context: PlanContext): Plan {
  const changes: Change[] = []
  const bookkeeping: Bookkeeping[] = []
  const problems: Problem[] = []
  for (const item of drift) {
    const decision = decide(item, context.decisions)
    if (decision.change !== undefined) changes.push(decision.change)
    if (decision.bookkeeping !== undefined)
      bookkeeping.push({ kind: decision.bookkeeping, partyId: item.partyId, name: item.name })
    if (decision.problem !== undefined) problems.push({ ...decision.problem, party: item.partyId })
  }
  return { changes, bookkeeping, problems, digest: digestPlan(context, changes) }
}

/** Computes the digest of changes that a component is to make. */
export function digestPlan(
  { componentId, profile }: Pick<PlanContext, 'componentId' | 'profile'>,
  changes: readonly Change[],
): Fingerprint {
  const content = { component: componentId, profile, changes: changes.map(digestible) }
  return `SHA256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}` as Fingerprint
}

function digestible(change: Change): readonly (string | undefined)[] {
  return [change.kind, change.partyId, ...describe(beforeOf(change)), ...describe(afterOf(change))]
}

function describe(held: Held | undefined): readonly (string | undefined)[] {
  return [held?.fingerprint ?? '', held?.address === undefined ? '' : formatAddress(held.address)]
}
