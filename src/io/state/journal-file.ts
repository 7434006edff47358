import type { Buffer } from 'node:buffer'
import { dirname } from 'node:path'
import { federationError } from '../../errors.ts'
import { replaceFile, type Disk } from '../world/disk.ts'
import { asNotWritten, describeSystemError, failedWith, isSystemError } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import { decodeJournal, encodeJournal, type Journal } from './journal.ts'
import type { StateDirectory } from './state-directory.ts'

/**
 * Reads a journal, or the last one that was committed; `undefined` where there is none.
 *
 * @throws STATE_NEWER, STATE_UNREADABLE
 */
export function readJournal(files: FileSystem, path: string): Journal | 'damaged' | undefined {
  const bytes = readOptional(files, path)
  const journal = bytes === undefined ? undefined : decodeJournal(bytes)
  if (journal === 'newer') throw federationError('STATE_NEWER', { file: path }, { place: { file: path } })
  return journal
}

/** Writes, durably, what is intended: from here on a crash can be recovered from. */
export function writeJournal(disk: Disk, { journal: path }: StateDirectory, journal: Journal): void {
  replaceFile(disk, path, encodeJournal(journal))
}

/** Forgets an intention that was not carried out. */
export function dropJournal(disk: Disk, { journal: path }: StateDirectory): void {
  settle(disk, path, () => {
    disk.files.unlink(path)
  })
}

/**
 * Commits: the journal becomes the memory of the last write, since it holds the last whole image.
 *
 * @param seen - a later whole image, where somebody wrote one after us
 */
export function retireJournal(disk: Disk, state: StateDirectory, seen: Journal | undefined): void {
  if (seen !== undefined) replaceFile(disk, state.committed, encodeJournal(seen))
  settle(disk, state.journal, () => {
    if (seen === undefined) disk.files.rename(state.journal, state.committed)
    else disk.files.unlink(state.journal)
  })
}

function settle(disk: Disk, path: string, action: () => void): void {
  try {
    unlessAbsent(action)
    disk.syncDirectory(dirname(path))
  } catch (error) {
    throw asNotWritten(path, error)
  }
}

function unlessAbsent(action: () => void): void {
  try {
    action()
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error
  }
}

function readOptional(files: FileSystem, path: string): Buffer | undefined {
  try {
    return readFile(files, path)
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined
    if (!isSystemError(error)) throw error
    const facts = { file: path, reason: describeSystemError(error) }
    throw federationError('STATE_UNREADABLE', facts, { place: { file: path }, cause: error })
  }
}
