import type { Backup } from '../../domain/backup.ts'
import type { Component } from '../../domain/component.ts'
import type { Problem } from '../../domain/problem.ts'
import type { RegistryDifference } from '../../domain/registry-difference.ts'
import { federationError } from '../../errors.ts'
import { compareRegistries } from '../../fedbiomed/registry/difference.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { PATIENCE_MS, VERDICT_MS, watchRegistry, type Content } from '../registry/sighting.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { World } from '../world/world.ts'
import { hashOf, listBackups, readBackupImage } from './backups.ts'
import { readJournal } from './journal-file.ts'
import { ownerOf } from './local-state.ts'
import { findInterruption } from './remains.ts'
import { checkStateDirectory, locateState, type StateDirectory } from './state-directory.ts'

/** A backup, and how the registry of now differs from it. */
export interface ComparedBackup extends Backup {
  readonly path: string
  /** Absent where it is damaged: not a whole registry, or not what was kept under its name. */
  readonly difference: RegistryDifference | undefined
  /** Reads it again: a registry may have 64 MiB, and there may be many. */
  readonly load: () => RegistryImage | undefined
}

/** The backups of a component beside its registry of now, whatever that holds. */
export interface BackupReading {
  /** The newest first. */
  readonly backups: readonly ComparedBackup[]
  readonly registry: Content
  readonly problems: readonly Problem[]
}

/** The name under which the last whole image that a pass wrote or saw can be put back, too. */
const COMMITTED = 'committed'

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
  const backups = listAll(world, state).map(({ load, ...backup }) => {
    const image = load()
    const difference = image === undefined ? undefined : compareRegistries(image, now, component.layout)
    return { ...backup, load, difference }
  })
  return { backups, registry, problems: findInterruption(world.files, state, registry) }
}

type Source = Omit<ComparedBackup, 'difference'>

function listAll({ files }: World, state: StateDirectory): readonly Source[] {
  try {
    const backups = listBackups(files, state.backups).map((backup) => {
      const path = `${state.backups}/${backup.name}`
      return { ...backup, path, load: () => readBackupImage(files, path, backup.hash) }
    })
    // It was written just after the backup of its pass had been kept.
    const isLater = ({ time }: Source, [newest]: readonly Source[]): boolean => time + 1 >= (newest?.time ?? 0)
    const committed = findCommitted(files, state)
    return committed.some((source) => isLater(source, backups))
      ? [...committed, ...backups]
      : [...backups, ...committed]
  } catch (error) {
    if (!isSystemError(error)) throw error
    const facts = { file: state.backups, reason: describeSystemError(error) }
    throw federationError('STATE_UNREADABLE', facts, { place: { file: state.backups }, cause: error })
  }
}

function findCommitted(files: World['files'], { committed: path }: StateDirectory): readonly Source[] {
  const journal = readJournal(files, path)
  if (journal === undefined || journal === 'damaged') return []
  const { time, after } = journal
  const load = (): RegistryImage | undefined => {
    const scan = scanRegistry(after)
    return scan.kind === 'image' ? scan : undefined
  }
  return [{ name: COMMITTED, time, hash: hashOf(after), reason: { committed: 1 }, path, load }]
}

/** A registry that is torn is what a restore is for: it is only watched for long enough that no writer is at work. */
function readWhatIsThere(world: World, component: Component, verdictAfter: number): Promise<Content> {
  const deadline = world.clock.monotonic() + PATIENCE_MS
  return watchRegistry({ world, component, deadline }, (sighting) => {
    const content = sighting.read()
    return content?.scan.kind === 'fault' && sighting.still < verdictAfter ? undefined : content
  })
}
