import type { Component } from '../domain/component.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { updateStatus } from '../domain/status/component-status.ts'
import type { Condition } from '../domain/status/condition.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import type { World } from '../io/world/world.ts'
import { recallStatus } from './recall-status.ts'

/** A pass that ended just now. */
export interface EndedPass {
  readonly component: Component
  readonly pass: PassRecord
  readonly facts?: WatchedFacts | undefined
}

/**
 * Tells what was the case with a component after a pass: what was kept of it, or, where that could not be, what would have
 * been.
 */
export function conditionsAfter(world: World, { component, pass, facts = ONE_PASS }: EndedPass): readonly Condition[] {
  const { id: componentId } = component
  const kept = recallStatus(world, component)
  if (kept?.lastPass.endedAt === pass.endedAt) return kept.conditions
  return updateStatus(kept, { pass: { ...pass, componentId }, facts }, world.clock.now()).conditions
}
