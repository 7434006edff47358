import { readDeclaration, type DeclarationSource } from './declaration.ts'
import { assess, type Assessment, type Declaration, type LocalState } from './domain/assessment.ts'
import type { Component } from './domain/component.ts'
import { planDeparture } from './domain/departure.ts'
import type { Outcome } from './domain/outcome.ts'
import type { Decisions } from './domain/plan.ts'
import { auditBookkeeping, keepBooks, prepareChanges, type Occasion } from './domain/preparation.ts'
import { checkProfile } from './domain/profile-check.ts'
import type { Policy } from './domain/review.ts'
import { FederationError } from './errors.ts'
import { readComponent, type ComponentSelection } from './io/component.ts'
import { requireDescent } from './io/history.ts'
import { readLocalState } from './io/registrar/local-state.ts'
import { withSession, type Session } from './io/registrar/session.ts'
import type { World } from './io/world.ts'

/** What a pass is asked to do. */
export interface PassRequest {
  readonly component: ComponentSelection
  readonly source: DeclarationSource
  readonly decisions: Decisions
  readonly policy: Policy
  /** The component is stopped, so that nobody else writes its registry. */
  readonly offline: boolean
}

/** An assessment with what became of its changes. */
export interface Pass {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  /** Where the registry as it was before lies; absent where it was not written. */
  readonly backup: string | undefined
}

/** Runs a pass up to the verdict. It is given nothing that could write to the component. */
export async function planPass(world: World, request: PassRequest): Promise<Assessment> {
  const declaration = await readDeclaration(world, request.source)
  const component = await readComponent(world, request.component)
  const local = await readLocalState(world, component)
  return judge(world, request, { declaration, component, local })
}

/** Runs a whole pass under the component's lock: plans, applies what the verdict approved, and remembers it. */
export async function applyPass(world: World, request: PassRequest): Promise<Pass> {
  const declaration = await readDeclaration(world, request.source)
  const component = await readComponent(world, request.component)
  return withSession(world, { component, offline: request.offline }, async (session) => {
    const assessment = judge(world, request, { declaration, component, local: session })
    const outcomes = await applyAssessment(session, assessment, world.clock.now())
    return { assessment, outcomes, backup: session.lastBackup() }
  })
}
