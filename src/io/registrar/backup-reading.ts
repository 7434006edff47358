import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Backup } from '../../domain/backup.ts'
import type { Component } from '../../domain/component.ts'
import type { RegistryDifference } from '../../domain/registry-difference.ts'
import { federationError, type FederationError } from '../../errors.ts'
import { compareRegistries } from '../../fedbiomed/registry/difference.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { readFile } from '../file-system.ts'
import type { World } from '../world.ts'
import { listBackups } from './backups.ts'
import { describeSystemError, isSystemError } from './fault.ts'
import { ownerOf } from './local-state.ts'
import { findInterruption } from './remains.ts'
import { PATIENCE_MS, VERDICT_MS, watchRegistry, type Content } from './sighting.ts'
import { checkStateDirectory, locateState } from './state-directory.ts'
import type { Problem } from '../../domain/problem.ts'

/** A backup, and how the registry of now differs from it. */
export interface ComparedBackup extends Backup {
  readonly path: string
  /** The registry that it holds; absent where it is not whole, or not what was kept under its name. */
  readonly image: RegistryImage | undefined
  /** Absent without an image. */
  readonly difference: RegistryDifference | undefined
}

/** The backups of a component beside its registry of now, whatever that holds. */
export interface BackupReading {
  /** The newest first. */
  readonly backups: readonly ComparedBackup[]
  readonly registry: Content
  readonly problems: readonly Problem[]
}

/**
 * Reads all backups of a component, and compares each with the registry. It takes no lock and writes nothing.
 *
 * @param verdictAfter - for how long, in milliseconds, a registry that is torn must have been still to be believed
 * @throws the faults of a registry file and of a state directory that must not be believed
 */
export async function readBackups(
  world: World,
  component: Component,
  verdictAfter: number = VERDICT_MS,
): Promise<BackupReading> {
  const state = locateState(component.registryFile)
  checkStateDirectory(world.files, state, ownerOf(world.files, component))
  const registry = await readWhatIsThere(world, component, verdictAfter)
  const now = registry.scan.kind === 'image' ? registry.scan : undefined
  const backups = listFrom(world, state.backups).map((backup) => {
    const path = join(state.backups, backup.name)
    const image = readImage(world, path, backup)
    const difference = image === undefined ? undefined : compareRegistries(image, now, component.layout)
    return { ...backup, path, image, difference }
  })
  return { backups, registry, problems: findInterruption(world.files, state, registry) }
}

function listFrom(world: World, directory: string): readonly Backup[] {
  try {
    return listBackups(world.files, directory)
  } catch (error) {
    throw unreadable(directory, error)
  }
}

/** A registry that is torn is what a restore is for: it is only watched for long enough that no writer is at work. */
function readWhatIsThere(world: World, component: Component, verdictAfter: number): Promise<Content> {
  const deadline = world.clock.monotonic() + PATIENCE_MS
  return watchRegistry({ world, component, deadline }, (sighting) => {
    const content = sighting.read()
    return content?.scan.kind === 'fault' && sighting.still < verdictAfter ? undefined : content
  })
}

function readImage({ files }: World, path: string, { hash }: Backup): RegistryImage | undefined {
  try {
    const bytes = readFile(files, path)
    if (!createHash('sha256').update(bytes).digest('hex').startsWith(hash)) return undefined
    const scan = scanRegistry(bytes)
    return scan.kind === 'image' ? scan : undefined
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(file: string, error: unknown): Error {
  if (!isSystemError(error)) return error instanceof Error ? error : new Error(String(error))
  const fault: FederationError = federationError(
    'STATE_UNREADABLE',
    { file, reason: describeSystemError(error) },
    { place: { file }, cause: error },
  )
  return fault
}
