import { carryOut } from './carry-out.ts'
import { checkHistory } from './declaration/history.ts'
import { readDeclaration, type DeclarationReading, type DeclarationSource } from './declaration/read.ts'
import { recallDeclaration } from './declaration/recall.ts'
import type { Component } from './domain/component.ts'
import { assess, needsCertificates, type Assessment } from './domain/pass/assessment.ts'
import type { Decisions } from './domain/pass/decision.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import { makeOccasion } from './domain/pass/preparation.ts'
import { checkProfile } from './domain/pass/profile-check.ts'
import type { Policy } from './domain/pass/review.ts'
import type { Problem } from './domain/problem.ts'
import type { WritingMode } from './domain/writing-mode.ts'
import { FederationError } from './errors.ts'
import { readComponent, type ComponentSelection } from './io/component/component.ts'
import { withSession } from './io/registrar/session.ts'
import { readLocalState } from './io/state/local-state.ts'
import type { World } from './io/world/world.ts'

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

/** Runs a pass up to the verdict. It opens no session, and nothing else writes to a component. */
export async function planPass(world: World, request: PassRequest): Promise<Assessment> {
  const { declaration, component } = await readBothSides(world, request, recallDeclaration)
  const local = await readLocalState(world, component)
  checkHistory(world, { source: request.source, declaration, inventory: local.inventory })
  return assess({ component, declaration, local, decisions: request.decisions, policy: request.policy })
}

/**
 * Runs a whole pass under the component's lock: plans, applies what the verdict approved, and keeps the books. What an
 * earlier pass verified does to find that nothing is to be done; before anything is done, everything is verified again.
 */
export async function applyPass(world: World, request: PassRequest): Promise<Pass> {
  const first = await passUnderLock(world, request, recallDeclaration)
  if (first.pass !== undefined) return first.pass
  const { pass } = await passUnderLock(world, request, readDeclaration)
  if (pass === undefined) throw new Error('A declaration was just read, and has no certificates.')
  return { ...pass, notices: [...first.notices, ...pass.notices] }
}

type Read = typeof recallDeclaration

/** Gives no pass where something is to be done that takes certificates, and the declaration was recalled without them. */
async function passUnderLock(
  world: World,
  request: PassRequest,
  read: Read,
): Promise<{ readonly pass: Pass | undefined; readonly notices: readonly Problem[] }> {
  const { declaration, component } = await readBothSides(world, request, read)
  return withSession(world, { component, mode: request.writing }, async (session) => {
    checkHistory(world, { source: request.source, declaration, inventory: session.inventory })
    const { decisions, policy } = request
    const assessment = assess({ component, declaration, local: session, decisions, policy })
    if (needsCertificates(assessment)) return { pass: undefined, notices: session.notices() }
    const { self, plan, drift, verdict } = assessment
    const mayAct = self !== undefined && verdict.isReviewed
    const orders = { plan, drift, changes: verdict.changes }
    const outcomes = mayAct ? await carryOut(session, orders, makeOccasion(declaration, world.clock.now())) : []
    if (declaration.cacheable !== undefined) session.cacheDeclaration(declaration.cacheable)
    const notices = session.notices().filter((notice) => !assessment.problems.includes(notice))
    return { pass: { assessment, outcomes, notices, backup: session.lastBackup() }, notices }
  })
}

/** A fault of the declaration is told before one of the component. */
async function readBothSides(
  world: World,
  { source, component: selection }: PassRequest,
  read: Read,
): Promise<{ readonly declaration: DeclarationReading; readonly component: Component }> {
  const reading = readComponent(world, selection)
  const declaration = await read(world, source, await reading.catch(() => undefined))
  const component = await reading
  const mismatch = checkProfile(component, declaration.federation)
  if (mismatch !== undefined) throw new FederationError([...declaration.problems, mismatch])
  return { declaration, component }
}
