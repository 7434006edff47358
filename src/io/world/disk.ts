import { dirname } from 'node:path'
import { asNotWritten, failedWith, isSystemError } from './fault.ts'
import type { FileSystem } from './file-system.ts'
import type { World } from './world.ts'

/** The ending of a file that is being written; under the lock every such file is a leftover. */
export const TEMPORARY = '.tmp'

const PRIVATE = 0o600

/** The files of one session, and how long the slowest fsync among them took: that tells how slow a live writer's is. */
export interface Disk {
  readonly files: FileSystem
  sync(descriptor: number): void
  syncDirectory(path: string): void
  /** Milliseconds. */
  slowestSync(): number
}

/** Begins to measure. */
export function makeDisk({ files, clock }: Pick<World, 'files' | 'clock'>): Disk {
  let slowest = 0
  const timed = (action: () => void): void => {
    const begin = clock.monotonic()
    action()
    slowest = Math.max(slowest, clock.monotonic() - begin)
  }
  return {
    files,
    sync: (descriptor) => {
      timed(() => {
        files.fsync(descriptor)
      })
    },
    syncDirectory: (path) => {
      timed(() => {
        files.fsyncDirectory(path)
      })
    },
    slowestSync: () => slowest,
  }
}

/**
 * Puts a whole new content in the place of a file of ours, so that a crash leaves the old or the new one: temporary
 * file, fsync, rename, fsync of the directory. Never for the registry, which others hold open.
 *
 * @throws STATE_NOT_WRITTEN
 */
export function replaceFile(disk: Disk, path: string, parts: readonly Uint8Array[]): void {
  const temporary = path + TEMPORARY
  try {
    writeAnew(disk.files, temporary, (descriptor) => {
      for (const part of parts) appendAll(disk.files, descriptor, part)
      disk.sync(descriptor)
    })
    disk.files.rename(temporary, path)
    disk.syncDirectory(dirname(path))
  } catch (error) {
    removeFile(disk.files, temporary)
    throw asNotWritten(path, error)
  }
}

/**
 * Puts a whole new content in the place of a file that may be lost at any time: nothing is made durable.
 *
 * @throws the system's own error
 */
export function replaceCache(files: FileSystem, path: string, bytes: Uint8Array): void {
  replaceVia(files, { path, temporary: path + TEMPORARY }, bytes)
}

/**
 * Does the same for a file that several processes may write at once: each by a temporary file of its own.
 *
 * @throws the system's own error
 */
export function replaceVia(
  files: FileSystem,
  { path, temporary }: { readonly path: string; readonly temporary: string },
  bytes: Uint8Array,
): void {
  try {
    writeAnew(files, temporary, (descriptor) => {
      appendAll(files, descriptor, bytes)
    })
    files.rename(temporary, path)
  } catch (error) {
    removeFile(files, temporary)
    throw error
  }
}

/** Writes at the end of an open file until everything is written. */
export function appendAll(files: FileSystem, descriptor: number, bytes: Uint8Array): void {
  writeOn(bytes, (rest) => files.append(descriptor, rest))
}

/** Writes at a position of an open file until everything is written: a short count goes on at once. */
export function writeAll(files: FileSystem, descriptor: number, write: { bytes: Uint8Array; at: number }): void {
  const { bytes, at } = write
  writeOn(bytes, (rest, done) => files.pwrite(descriptor, rest, at + done))
}

/** Closes a file that was only read, or made durable: a fault in closing it says nothing then. */
export function closeFile(files: FileSystem, descriptor: number): void {
  try {
    files.close(descriptor)
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

/** Removes a file that may be absent, or that nobody misses where it cannot be removed. */
export function removeFile(files: FileSystem, path: string): void {
  try {
    files.unlink(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

function writeOn(bytes: Uint8Array, write: (rest: Uint8Array, done: number) => number): void {
  for (let done = 0; done < bytes.length;) {
    const count = write(bytes.subarray(done), done)
    if (count < 1) throw new Error('The system wrote nothing and reported no fault.')
    done += count
  }
}

function writeAnew(files: FileSystem, path: string, write: (descriptor: number) => void): void {
  const descriptor = createAnew(files, path)
  try {
    write(descriptor)
  } finally {
    closeFile(files, descriptor)
  }
}

function createAnew(files: FileSystem, path: string): number {
  try {
    return files.open(path, 'create', PRIVATE)
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw error
    files.unlink(path)
    return files.open(path, 'create', PRIVATE)
  }
}
