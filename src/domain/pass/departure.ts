import type { Component } from '../component.ts'
import type { Inventory } from '../inventory.ts'
import { LAYOUTS } from '../layout.ts'
import type { ObservedState } from '../registration.ts'
import { detectDrift, type DriftItem } from './drift.ts'
import { makePlan, type Plan } from './plan.ts'

/** What leaving a federation takes away, and what stays. */
export interface Departure {
  readonly drift: readonly DriftItem[]
  readonly plan: Plan
}

/**
 * Plans to leave: every registration that we wrote and that is still as we wrote it is deleted, as if its party were
 * denied. What others registered or edited stays.
 */
export function planDeparture(component: Component, inventory: Inventory, observed: ObservedState): Departure {
  const { holdsAddress, digestedAs } = LAYOUTS[component.layout]
  const found = detectDrift({
    desired: { registrations: [], unverified: [], excluded: [], removed: new Set() },
    recorded: inventory.entries,
    observed,
    denied: new Set(inventory.entries.keys()),
    holdsAddress,
    isExclusive: false,
  })
  // What others registered stays also where it is in the way of a federation.
  const drift = found
    .filter((item) => item.class !== 'conflicting')
    .map((item): DriftItem => ({ ...item, misplaced: undefined }))
  const decisions = { adopt: new Set<string>(), overwrite: new Set<string>() }
  return { drift, plan: makePlan(drift, { componentId: component.id, profile: digestedAs, decisions }) }
}
