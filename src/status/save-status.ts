import { resolve } from 'node:path'
import type { Component } from '../domain/component.ts'
import type { DeclarationSource } from '../domain/declaration-source.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { isAbout, makeProblem, type Problem } from '../domain/problem.ts'
import { updateStatus, type ComponentStatus } from '../domain/status/component-status.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import { keepSource } from '../domain/status/kept-source.ts'
import { readComponent, type ComponentSelection } from '../io/component/component.ts'
import { actAsOwner } from '../io/lock/identity.ts'
import { ownerOf } from '../io/state/local-state.ts'
import { checkStateDirectory, locateState, type StateDirectory } from '../io/state/state-directory.ts'
import { readStatusFile, writeStatusFile } from '../io/state/status-file.ts'
import { describeFault, failedWith } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'

/** A pass that has ended, and what is known beside it. */
export interface PassNews {
  /** As the operator named it, where the pass failed and does not say what it read. */
  readonly component: Component | ComponentSelection
  readonly pass: PassRecord
  /** Absent for a pass that somebody started once, over a directory; `kept` where it says nothing of them. */
  readonly facts?: WatchedFacts | 'kept'
  /** What the pass worked from; absent where it worked from nothing. */
  readonly source?: DeclarationSource
}

/**
 * Keeps beside the registry what `status` shows of a pass, after its lock was released, as the registry's owner. Keeps
 * nothing of a pass that only reported, of one that met the lock of another (which tells of itself), and where no pass has
 * made the state directory yet.
 *
 * @returns the warning that is to be told where it could not be written; nothing is thrown for that.
 */
export async function saveStatus(world: World, news: PassNews): Promise<Problem | undefined> {
  const { pass } = news
  if (pass.mode === 'report' || pass.problems.some(({ code }) => code === 'LOCK_HELD')) return undefined
  const component = await identify(world, news)
  if (component === undefined) return undefined
  const { id: componentId, registryFile } = component
  const state = locateState(registryFile)
  try {
    if (world.files.lstat(state.path) === undefined) return undefined
    const owner = ownerOf(world.files, component)
    await actAsOwner(world, { file: registryFile, owner }, () => {
      checkStateDirectory(world.files, state, owner)
      replaceStatus(world, state, { ...news, pass: { ...pass, componentId } })
      return Promise.resolve()
    })
    return undefined
  } catch (error) {
    return makeProblem(
      'STATUS_NOT_WRITTEN',
      { file: state.status },
      { file: state.status, reason: describeFault(error) },
    )
  }
}

/** A component that cannot be read has said so in the pass; it is not waited for a second time. */
async function identify(world: World, { component, pass }: PassNews): Promise<Component | undefined> {
  if ('registryFile' in component) return component
  if (pass.problems.some((problem) => isAbout(problem, 'component'))) return undefined
  return readComponent(world, component).catch(() => undefined)
}

function replaceStatus(world: World, state: StateDirectory, { pass, facts = ONE_PASS, source }: PassNews): void {
  const now = world.clock.now()
  const previous = readPrevious(world, state)
  const later = previous?.lastPass.endedAt ?? 0
  // Another process has kept a later pass meanwhile; what lies in the future is of a clock that was set back since.
  if (later > pass.endedAt && later <= now) return
  const kept = source && keepSource(source, (path) => resolve(world.cwd, path))
  writeStatusFile(
    world,
    state,
    updateStatus(previous, { pass, facts: chooseFacts(facts, previous), source: kept }, now),
  )
}

function chooseFacts(facts: WatchedFacts | 'kept', previous: ComponentStatus | undefined): WatchedFacts {
  if (facts !== 'kept') return facts
  if (previous === undefined) return ONE_PASS
  const { contact, maxStalenessMs, intervalMs, fighting } = previous
  return { contact, maxStalenessMs, intervalMs, fighting: new Set(fighting) }
}

/** What is damaged, written by a newer version, or kept from us is replaced. */
function readPrevious({ files }: World, state: StateDirectory): ComponentStatus | undefined {
  try {
    const found = readStatusFile(files, state)
    return typeof found === 'object' ? found : undefined
  } catch (error) {
    if (failedWith(error, 'EACCES')) return undefined
    throw error
  }
}
