import { readDeclaration, recallDeclaration, type DeclarationReading, type DeclarationSource } from './declaration.ts'
import { assess, type Assessment, type LocalState } from './domain/assessment.ts'
import type { Component } from './domain/component.ts'
import { planDeparture } from './domain/departure.ts'
import type { Outcome } from './domain/outcome.ts'
import type { Problem } from './domain/problem.ts'
import type { Decisions, Plan } from './domain/plan.ts'
import { auditBookkeeping, keepBooks, prepareChanges, type Occasion } from './domain/preparation.ts'
import { checkProfile } from './domain/profile-check.ts'
import { isSameInventory } from './domain/inventory.ts'
import type { Policy } from './domain/review.ts'
import type { WritingMode } from './domain/writing-mode.ts'
import { FederationError } from './errors.ts'
import { readComponent, type ComponentSelection } from './io/component.ts'
import { checkHistory } from './history-check.ts'
import { readLocalState } from './io/registrar/local-state.ts'
import { withSession, type Session } from './io/registrar/session.ts'
import type { World } from './io/world.ts'

/** What a pass is asked to do. */
export interface PassRequest {
  readonly component: ComponentSelection
  readonly source: DeclarationSource
  readonly decisions: Decisions
  readonly policy: Policy
  readonly writing: WritingMode
}

/** An assessment with what became of its changes. */
export interface Pass {
  readonly assessment: Assessment
  readonly outcomes: readonly Outcome[]
  /** What was noticed while it was written, for example that a live writer came in between. */
  readonly notices: readonly Problem[]
  /** Where the registry as it was before lies; absent where it was not written. */
  readonly backup: string | undefined
}

/** What became of leaving a federation. */
export interface Leaving {
  readonly component: Component
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly notices: readonly Problem[]
  readonly backup: string | undefined
}

/** Runs a pass up to the verdict. It opens no session, and nothing else writes to a component. */
export async function planPass(world: World, request: PassRequest): Promise<Assessment> {
  const { declaration, component } = await readBothSides(world, request, recallDeclaration)
  const local = await readLocalState(world, component)
  return judge(world, request, { declaration, component, local })
}

/**
 * Runs a whole pass under the component's lock: plans, applies what the verdict approved, and remembers it. What an
 * earlier pass verified does to find that nothing is to be done; before anything is done, everything is verified again.
 */
export async function applyPass(world: World, request: PassRequest): Promise<Pass> {
  const recalled = await applySides(world, request, await readBothSides(world, request, recallDeclaration))
  if (recalled.kind === 'pass') return recalled.pass
  const verified = await applySides(world, request, await readBothSides(world, request, readDeclaration))
  if (verified.kind === 'unverified') throw new Error('What was just read was not verified.')
  return { ...verified.pass, notices: [...recalled.notices, ...verified.pass.notices] }
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

interface BothSides {
  readonly declaration: DeclarationReading
  readonly component: Component
}

/** A fault of the declaration is told before one of the component. */
async function readBothSides(
  world: World,
  { source, component: selection }: PassRequest,
  read: typeof recallDeclaration,
): Promise<BothSides> {
  const reading = readComponent(world, selection)
  const declaration = await read(world, source, await reading.catch(() => undefined))
  const component = await reading
  const mismatch = checkProfile(component, declaration.federation)
  if (mismatch !== undefined) throw new FederationError([...declaration.problems, mismatch])
  return { declaration, component }
}

function judge(world: World, request: PassRequest, sides: BothSides & { readonly local: LocalState }): Assessment {
  const { source, decisions, policy } = request
  checkHistory(world, { source, declaration: sides.declaration, inventory: sides.local.inventory })
  return assess({ ...sides, decisions, policy })
}

type Attempt =
  | { readonly kind: 'pass'; readonly pass: Pass }
  /** Something is to be done, but not from a declaration that an earlier pass verified. */
  | { readonly kind: 'unverified'; readonly notices: readonly Problem[] }

function applySides(world: World, request: PassRequest, { declaration, component }: BothSides): Promise<Attempt> {
  return withSession(world, { component, mode: request.writing }, async (session) => {
    const assessment = judge(world, request, { declaration, component, local: session })
    if (declaration.certificates === undefined && writesParties(assessment)) {
      return { kind: 'unverified', notices: session.notices() }
    }
    const outcomes = await applyAssessment(session, assessment, world.clock.now())
    if (declaration.memory !== undefined) session.remember(declaration.memory)
    const notices = session.notices().filter((notice) => !assessment.problems.includes(notice))
    return { kind: 'pass', pass: { assessment, outcomes, notices, backup: session.lastBackup() } }
  })
}

function writesParties({ plan, verdict }: Assessment): boolean {
  return verdict.changes.length > 0 || plan.bookkeeping.length > 0
}

/** Books first: an entry for what is about to be written would turn a crash into `edited`, so those come last. */
async function applyAssessment(session: Session, assessment: Assessment, now: number): Promise<readonly Outcome[]> {
  const { declaration, inventory, self, drift, plan, verdict } = assessment
  if (self === undefined || !verdict.isReviewed) return []
  const { federation, revision, certificates = new Map() } = declaration
  const occasion: Occasion = { federation: federation.name, revision: revision.id, now, certificates }
  const books = keepBooks(inventory, { plan, drift }, occasion)
  if (!isSameInventory(inventory, books)) session.recordBookkeeping(books, auditBookkeeping(plan, occasion))
  if (verdict.changes.length === 0) return []
  return session.apply(prepareChanges(verdict.changes, plan, occasion))
}
