import { join } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { FederationError } from '../../errors.ts'
import { registryError } from '../registry/registry-check.ts'
import { findGoodBackup } from '../state/backups.ts'
import { closeFile, removeFile } from '../world/disk.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { FileSystem } from '../world/file-system.ts'
import type { Registrar } from './registrar.ts'

/** Words that somebody's write may be lost, with the backup to compare. */
export function overtaken({ disk, state, component }: Registrar): Problem {
  const { registryFile: file } = component
  return makeProblem('REGISTRY_OVERTAKEN', { file }, { file, backup: pathOfGoodBackup(disk.files, state.backups) })
}

/** Words that somebody's write may have been lost without a trace, with the backup to compare. */
export function heldUp({ disk, state, component }: Registrar, milliseconds: number): Problem {
  const { registryFile: file } = component
  const facts = { file, milliseconds: Math.ceil(milliseconds), backup: pathOfGoodBackup(disk.files, state.backups) }
  return makeProblem('REGISTRY_HELD_UP', { file }, facts)
}

/** Words that the registry is damaged, with the backup to put back. */
export function damaged({ disk, state, component }: Registrar): FederationError {
  const { registryFile: file } = component
  return registryError('REGISTRY_DAMAGED', file, { facts: { file, backup: findGoodBackup(disk.files, state.backups) } })
}

/**
 * Runs a step that writes the registry. After a fault there nobody knows what the disk holds: nothing is tried again, the
 * journal stays, and a mark makes recovery write everything once more.
 *
 * @throws REGISTRY_WRITE_UNCERTAIN
 */
export function writeOrDoubt(registrar: Registrar, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!isSystemError(error)) throw error
    mark(registrar)
    const { registryFile: file } = registrar.component
    const facts = { file, reason: describeSystemError(error) }
    throw registryError('REGISTRY_WRITE_UNCERTAIN', file, { facts, cause: error })
  }
}

/** Takes the mark away. */
export function unmark({ disk, state }: Registrar): void {
  removeFile(disk.files, state.uncertain)
}

/** The mark need not outlive a power cut: what is read after one comes from the disk. */
function mark({ disk: { files }, state }: Registrar): void {
  try {
    closeFile(files, files.open(state.uncertain, 'create', 0o600))
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

function pathOfGoodBackup(files: FileSystem, directory: string): string | undefined {
  const name = findGoodBackup(files, directory)
  return name === undefined ? undefined : join(directory, name)
}
