import { isUtf8 } from 'node:buffer'
import type { Component } from '../../domain/component.ts'
import { EMPTY_INVENTORY, type Inventory } from '../../domain/inventory.ts'
import type { LocalState } from '../../domain/pass/assessment.ts'
import type { Problem } from '../../domain/problem.ts'
import { federationError, type FederationError } from '../../errors.ts'
import { readOwnFingerprint } from '../component/own-certificate.ts'
import { readRegistryFile, type RegistryReading } from '../registry/registry-file.ts'
import { VERDICT_MS, type Content } from '../registry/sighting.ts'
import { describeSystemError, failedWith, isSystemError } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { parseDenied, parseInventory, type FormatFault } from './inventory-format.ts'
import { findEmptied, findInterruption, findRemains } from './remains.ts'
import { checkStateDirectory, locateState, type Owner, type StateDirectory } from './state-directory.ts'

/** What we remember beside a registry. */
export interface StateReading {
  readonly inventory: Inventory
  readonly denied: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/** Reads everything of a component that a plan is made from. It takes no lock and writes nothing. */
export async function readLocalState(world: World, component: Component): Promise<LocalState> {
  const registry = await readLocalRegistry(world, component)
  const { fingerprint, problems } = readOwnFingerprint(world, component)
  const state = readState(world, component, registry)
  return {
    ...state,
    observed: registry.observed,
    ownFingerprint: fingerprint,
    problems: [...state.problems, ...problems],
  }
}

/**
 * Reads a registry as a plan is made from it: whole, neither torn by a pass of ours nor emptied by others.
 *
 * @throws the REGISTRY_… faults
 */
export function readLocalRegistry(world: World, component: Component): Promise<RegistryReading> {
  const { files } = world
  const { registryFile: file } = component
  return readRegistryFile(world, component, {
    verdictAfter: VERDICT_MS,
    examine: (status, content) =>
      findRemains(files, locateState(file), { file, status, content }) ??
      findEmptied(files, locateState(file), { file, content }),
  })
}

/**
 * Reads what we remember beside a registry. It takes no lock and writes nothing.
 *
 * @throws INVENTORY_UNREADABLE and the like: what cannot be read is never taken for empty
 */
export function readState(world: World, component: Component, registry?: Content): StateReading {
  const state = locateState(component.registryFile)
  checkStateDirectory(world.files, state, ownerOf(world.files, component))
  const { inventory, denied } = readStateFiles(world.files, state, component)
  return { inventory, denied, problems: findInterruption(world.files, state, registry) }
}

/** Inventory and deny list, as they lie beside a registry. */
export interface StateFiles extends Pick<StateReading, 'inventory' | 'denied'> {
  /** Whether there is an inventory that says whose it is: an older one does not, and is believed. */
  readonly isNamed: boolean
}

/**
 * Reads inventory and deny list of a state directory that was checked.
 *
 * @throws INVENTORY_OF_ANOTHER, INVENTORY_UNREADABLE, DENY_LIST_UNREADABLE, STATE_NEWER, STATE_UNREADABLE
 */
export function readStateFiles(files: FileSystem, state: StateDirectory, component: Component): StateFiles {
  const known = readStateFile(files, state.inventory, { parse: parseInventory, code: 'INVENTORY_UNREADABLE' })
  checkOwnership(state.inventory, known?.component, component)
  return {
    inventory: known?.inventory ?? EMPTY_INVENTORY,
    isNamed: known?.component !== undefined,
    denied: readStateFile(files, state.denied, { parse: parseDenied, code: 'DENY_LIST_UNREADABLE' }) ?? new Set(),
  }
}

function checkOwnership(file: string, other: string | undefined, { id, registryFile: registry }: Component): void {
  if (other === undefined || other === id) return
  throw federationError('INVENTORY_OF_ANOTHER', { file, registry, id, other }, { place: { file } })
}

/** Tells whose the registry is; where there is none yet, whose the configuration is. */
export function ownerOf(files: FileSystem, { registryFile, configurationFile }: Component): Owner {
  try {
    const { uid, gid } = files.lstat(registryFile) ?? files.stat(configurationFile) ?? {}
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw unreadable(registryFile, describeSystemError(error), error)
  }
  throw unreadable(configurationFile, 'it is gone', undefined)
}

interface Format<T> {
  readonly parse: (text: string) => T | FormatFault
  readonly code: 'INVENTORY_UNREADABLE' | 'DENY_LIST_UNREADABLE'
}

function readStateFile<T extends object>(files: FileSystem, file: string, format: Format<T>): T | undefined {
  const text = readOptional(files, file)
  const parsed = text === undefined ? undefined : format.parse(text)
  if (parsed === 'newer') throw federationError('STATE_NEWER', { file }, { place: { file } })
  if (parsed !== 'damaged') return parsed
  throw federationError(format.code, { file, reason: 'its content is damaged' }, { place: { file } })
}

function readOptional(files: FileSystem, file: string): string | undefined {
  try {
    const bytes = readFile(files, file)
    return isUtf8(bytes) ? bytes.toString() : ''
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined
    if (!isSystemError(error)) throw error
    throw unreadable(file, describeSystemError(error), error)
  }
}

function unreadable(file: string, reason: string, cause: unknown): FederationError {
  return federationError('STATE_UNREADABLE', { file, reason }, { place: { file }, cause })
}
