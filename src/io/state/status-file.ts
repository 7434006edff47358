import type { ComponentStatus } from '../../domain/status/component-status.ts'
import { replaceVia, TEMPORARY } from '../world/disk.ts'
import { failedWith } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { unwatched } from '../world/write-watch.ts'
import type { FormatFault } from './inventory-format.ts'
import type { StateDirectory } from './state-directory.ts'
import { parseStatusFile, renderStatusFile } from './status-format.ts'

/** More than any that was written: what is kept is bounded. */
const LARGEST = 4 * 1_048_576

/** Of what lies in the place of the file, and is none of ours: a pipe or device, a circle of links, something too large. */
const NOT_OURS = ['ENODEV', 'ELOOP', 'EOVERFLOW']

/**
 * Reads the status that the last pass left in a state directory that was checked; `undefined` where none has.
 *
 * @throws the system's own error
 */
export function readStatusFile(
  files: FileSystem,
  { status }: StateDirectory,
): ComponentStatus | FormatFault | undefined {
  try {
    return parseStatusFile(readFile(files, status, LARGEST).toString())
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined
    if (failedWith(error, ...NOT_OURS)) return 'damaged'
    throw error
  }
}

/**
 * Puts a status in the place of the one before. It is written without the lock and is not made durable: it may be lost,
 * and nobody decides anything by it. Of two passes that end at once, one wins.
 *
 * @throws the system's own error
 */
export function writeStatusFile(world: World, { status: path }: StateDirectory, status: ComponentStatus): void {
  const temporary = `${path}.${makeNonce(world)}${TEMPORARY}`
  try {
    // What tells of the pass is not what it has written.
    replaceVia(unwatched(world.files), { path, temporary }, renderStatusFile(status))
  } catch (error) {
    // The next pass has begun, and has swept it away: it will tell what is the case then.
    if (!failedWith(error, 'ENOENT')) throw error
  }
}
