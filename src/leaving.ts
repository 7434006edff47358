import { carryOut } from './carry-out.ts'
import type { Component } from './domain/component.ts'
import { planDeparture } from './domain/pass/departure.ts'
import type { DriftItem } from './domain/pass/drift.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import type { Plan } from './domain/pass/plan.ts'
import type { Problem } from './domain/problem.ts'
import { readComponent } from './io/component/component.ts'
import { withSession } from './io/registrar/session.ts'
import type { World } from './io/world/world.ts'
import type { PassRequest } from './reconciler.ts'

/** What became of leaving a federation. */
export interface Leaving {
  readonly component: Component
  readonly drift: readonly DriftItem[]
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
    session.writeDenied(new Set([...denied, component.id]))
    const { federation, revision } = inventory
    const occasion = { revision, now: world.clock.now(), certificates: new Map() }
    // Nothing was ever registered where no federation is known.
    const outcomes =
      federation === undefined
        ? []
        : await carryOut(session, { plan, drift, changes: plan.changes }, { ...occasion, federation })
    return { component, drift, plan, outcomes, notices: session.notices(), backup: session.lastBackup() }
  })
}
