import { carryOut } from './carry-out.ts'
import { planDeparture } from './domain/pass/departure.ts'
import type { LeavingResult } from './domain/pass/record-leaving.ts'
import { readComponent } from './io/component/component.ts'
import { withSession } from './io/registrar/session.ts'
import type { World } from './io/world/world.ts'
import type { PassRequest } from './reconciler.ts'

/** What became of leaving a federation. */
export interface Leaving extends LeavingResult {
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
    return { component, federation, drift, plan, outcomes, notices: session.notices(), backup: session.lastBackup() }
  })
}
