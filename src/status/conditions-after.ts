import type { Component } from '../domain/component.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { updateStatus, type ComponentStatus } from '../domain/status/component-status.ts'
import type { Condition } from '../domain/status/condition.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import { locateState } from '../io/state/state-directory.ts'
import { readStatusFile } from '../io/state/status-file.ts'
import { isSystemError } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'

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
  const kept = readKept(world, component)
  if (kept?.componentId === componentId && kept.lastPass.endedAt === pass.endedAt) return kept.conditions
  return updateStatus(kept, { pass: { ...pass, componentId }, facts }, world.clock.now()).conditions
}

function readKept({ files }: World, { registryFile }: Component): ComponentStatus | undefined {
  try {
    const found = readStatusFile(files, locateState(registryFile))
    return typeof found === 'object' ? found : undefined
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}
