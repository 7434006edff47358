import { isSameInventory } from './domain/inventory.ts'
import type { Change } from './domain/pass/change.ts'
import type { DriftItem } from './domain/pass/drift.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import type { Plan } from './domain/pass/plan.ts'
import { auditBookkeeping, keepBooks, prepareChanges, type Occasion } from './domain/pass/preparation.ts'
import type { Session } from './io/registrar/session.ts'

/** What is to be done under the lock: the changes that may be made, and the plan that they and the books are from. */
export interface Orders {
  readonly plan: Plan
  readonly drift: readonly DriftItem[]
  readonly changes: readonly Change[]
}

/**
 * Keeps the books, then writes the changes. In this order: an entry for what is about to be written would turn a crash into
 * `edited`, so those come last, with the write itself.
 */
export function carryOut(
  session: Session,
  { plan, drift, changes }: Orders,
  occasion: Occasion,
): Promise<readonly Outcome[]> {
  const { inventory } = session
  const books = keepBooks(inventory, { plan, drift }, occasion)
  if (!isSameInventory(inventory, books)) session.recordBookkeeping(books, auditBookkeeping(plan, occasion))
  return session.apply(prepareChanges(changes, plan, occasion))
}
