import type { Component } from './domain/component.ts'
import { planDeparture } from './domain/pass/departure.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import type { Plan } from './domain/pass/plan.ts'
import { auditBookkeeping, keepBooks, prepareChanges, type Occasion } from './domain/pass/preparation.ts'
import type { Problem } from './domain/problem.ts'
import { readComponent } from './io/component/component.ts'
import { withSession } from './io/registrar/session.ts'
import type { World } from './io/world/world.ts'
import type { PassRequest } from './reconciler.ts'

/** What became of leaving a federation. */
export interface Leaving {
  readonly component: Component
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly notices: readonly Problem[]
  readonly backup: string | undefined
}

/** Deletes what we registered in a component, and remembers that it has left until it is allowed again. */
export async function applyLeaving(
  world: World,
  request: Pick<PassRequest, 'component' | 'writing'>,
): Promise<Leaving> {
  const component = await readComponent(world, request.component)
  return withSession(world, { component, mode: request.writing }, async (session) => {
    const { inventory, observed, denied } = session
    const { plan, drift } = planDeparture(component, inventory, observed)
    const federation = inventory.federation ?? ''
    const occasion: Occasion = {
      federation,
      revision: inventory.revision,
      now: world.clock.now(),
      certificates: new Map(),
    }
    session.writeDenied(new Set([...denied, component.id]))
    if (plan.bookkeeping.length > 0) {
      session.recordBookkeeping(keepBooks(inventory, { plan, drift }, occasion), auditBookkeeping(plan, occasion))
    }
    const outcomes = await session.apply(prepareChanges(plan.changes, plan, occasion))
    return { component, plan, outcomes, notices: session.notices(), backup: session.lastBackup() }
  })
}
