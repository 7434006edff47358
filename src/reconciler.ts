import { carryOut } from './carry-out.ts'
import { checkHistory } from './declaration/history.ts'
import { reachSource, type ReachedSource } from './declaration/reach.ts'
import { readDeclaration, type DeclarationReading } from './declaration/read.ts'
import { recallDeclaration } from './declaration/recall.ts'
import type { Component } from './domain/component.ts'
import type { Contact } from './domain/contact.ts'
import type { DeclarationSource } from './domain/declaration-source.ts'
import { assess, needsCertificates, type Assessment } from './domain/pass/assessment.ts'
import type { Decisions } from './domain/pass/decision.ts'
import type { Outcome } from './domain/pass/outcome.ts'
import { makeOccasion } from './domain/pass/preparation.ts'
import { checkProfile } from './domain/pass/profile-check.ts'
import type { Policy } from './domain/pass/review.ts'
import type { Problem } from './domain/problem.ts'
import type { Writing } from './domain/writing-mode.ts'
import { FederationError } from './errors.ts'
import { readComponent, type ComponentSelection } from './io/component/component.ts'
import { withSession } from './io/registrar/session.ts'
import { readLocalState } from './io/state/local-state.ts'
import type { CommittedDirectory } from './io/source/revision.ts'
import type { World } from './io/world/world.ts'

/** What a pass is asked to do. */
export interface PassRequest {
  readonly component: ComponentSelection
  readonly source: DeclarationSource
  /** What was found out of a repository elsewhere just now; absent where the pass is to find out itself. */
  readonly contact?: Contact | undefined
  readonly decisions: Decisions
  readonly policy: Policy
  readonly writing: Writing
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

/** An assessment with the commit that it is made from. */
export interface Inspection extends Assessment {
  /** Absent where the declaration was read from files. */
  readonly committed: CommittedDirectory | undefined
}

/**
 * Runs a pass up to the verdict. It opens no session, and nothing else writes to a component: what it fetches, it keeps
 * among the user's caches.
 */
export async function planPass(world: World, request: PassRequest): Promise<Inspection> {
  const { contact } = request
  const source = await reachSource(world, { source: request.source, component: undefined, contact })
  const { declaration, component } = await readBothSides(world, { request, source, read: recallDeclaration })
  const local = await readLocalState(world, component)
  checkHistory(world, { source, declaration, inventory: local.inventory })
  const { decisions, policy } = request
  return { ...assess({ component, declaration, local, decisions, policy }), committed: declaration.committed }
}

/**
 * Runs a whole pass under the component's lock: plans, applies what the verdict approved, and keeps the books. What an
 * earlier pass verified does to find that nothing is to be done; before anything is done, everything is verified again.
 */
export async function applyPass(world: World, request: PassRequest): Promise<Pass> {
  // What is fetched is kept beside the registry. No lock is held while a server takes its time.
  const component = await readComponent(world, request.component).catch(() => undefined)
  const source = await reachSource(world, { source: request.source, component, contact: request.contact })
  const first = await passUnderLock(world, { request, source, read: recallDeclaration })
  if (first.pass !== undefined) return first.pass
  const { pass } = await passUnderLock(world, { request, source, read: readDeclaration })
  if (pass === undefined) throw new Error('A declaration was just read, and has no certificates.')
  return { ...pass, notices: [...first.notices, ...pass.notices] }
}

interface Reading {
  readonly request: PassRequest
  readonly source: ReachedSource
  readonly read: typeof recallDeclaration
}

/** Gives no pass where something is to be done that takes certificates, and the declaration was recalled without them. */
async function passUnderLock(
  world: World,
  reading: Reading,
): Promise<{ readonly pass: Pass | undefined; readonly notices: readonly Problem[] }> {
  const { request, source } = reading
  const { declaration, component } = await readBothSides(world, reading)
  return withSession(world, { component, mode: request.writing }, async (session) => {
    checkHistory(world, { source, declaration, inventory: session.inventory })
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
  { request, source, read }: Reading,
): Promise<{ readonly declaration: DeclarationReading; readonly component: Component }> {
  const reading = readComponent(world, request.component)
  const declaration = await read(world, source, await reading.catch(() => undefined))
  const component = await reading
  const mismatch = checkProfile(component, declaration.federation)
  if (mismatch !== undefined) throw new FederationError([...declaration.problems, mismatch])
  return { declaration, component }
}
