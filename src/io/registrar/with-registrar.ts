import type { Component } from '../../domain/component.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Writing } from '../../domain/writing-mode.ts'
import { FederationError, federationError } from '../../errors.ts'
import { actAsOwner } from '../lock/identity.ts'
import { takeLock, type Lock } from '../lock/lock.ts'
import { makeFreezer } from '../processes/freezer.ts'
import { readProcessFacts } from '../processes/process-facts.ts'
import { checkRegistryFile } from '../registry/registry-check.ts'
import { ownerOf } from '../state/local-state.ts'
import { locateState, makeStateDirectory } from '../state/state-directory.ts'
import { makeDisk } from '../world/disk.ts'
import { asNotWritten } from '../world/fault.ts'
import type { World } from '../world/world.ts'
import { BESIDE, OFFLINE, type Registrar } from './registrar.ts'

/** Whose registry is to be written, and how. */
export interface SessionOrder {
  readonly component: Component
  readonly mode: Writing
}

/**
 * Runs `body` as the registry's owner, under the component's lock; what is noticed meanwhile is in the list that it gets.
 *
 * @throws LOCK_HELD at once where somebody else works on this registry, and the faults of registry and state directory
 */
export async function withRegistrar<T>(
  world: World,
  { component, mode }: SessionOrder,
  body: (registrar: Registrar, notices: readonly Problem[]) => Promise<T>,
): Promise<T> {
  if (world.platform !== 'linux') throw federationError('PLATFORM_UNSUPPORTED', { platform: world.platform })
  const { registryFile: file } = component
  checkRegistryFile(world.files, component)
  const facts = readProcessFacts(world)
  const owner = ownerOf(world.files, component)
  return actAsOwner(world, { file, owner }, async () => {
    const state = locateState(file)
    const disk = makeDisk(world)
    makeStateDirectory(disk, state, owner)
    const lock = await takeLock(world, state.lock, facts)
    return whileLocked(world, { lock, file: state.lock }, async () => {
      const notices: Problem[] = []
      const note = (problem: Problem): void => {
        if (!notices.some(({ code, message }) => code === problem.code && message === problem.message))
          notices.push(problem)
      }
      // Fed-BioMed's own command asks for a component that is stopped, too.
      const pace = mode === 'offline' || typeof mode === 'object' ? OFFLINE : BESIDE
      const freezer = mode === 'freeze' ? makeFreezer(world, file, note) : undefined
      const registrar: Registrar = { world, component, state, disk, lock, pace, freezer, note }
      return body(registrar, notices).catch((error: unknown) => {
        // What was noticed before is told, too: it is told only once.
        throw error instanceof FederationError
          ? new FederationError([...error.problems, ...notices], { cause: error, outcomes: error.outcomes })
          : error
      })
    })
  })
}

/** A failure of `body` is told in any case; one of the release only where there is no other. */
async function whileLocked<T>(
  { writes }: World,
  { lock, file }: { readonly lock: Lock; readonly file: string },
  body: () => Promise<T>,
): Promise<T> {
  const release = (): void => {
    try {
      lock.release()
    } catch (error) {
      // It stays there.
      writes.note()
      throw asNotWritten(file, error)
    }
  }
  const result = await body().catch((error: unknown) => {
    try {
      release()
    } catch {
      // The lock stays behind; it is stale as soon as this process has ended.
    }
    throw error
  })
  release()
  return result
}
