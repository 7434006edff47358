import { Buffer } from 'node:buffer'
import { dirname, join } from 'node:path'
import type { NewFile } from '../../domain/founding.ts'
import { federationError } from '../../errors.ts'
import { appendAll, removeFile } from '../world/disk.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { lookAt, orUnreadable } from './look.ts'

/** What is the case with a file that is to be written. */
export type Standing = 'absent' | 'same' | 'other'

const READABLE = 0o644
const EXECUTABLE = 0o755

/** Tells whether a file is there already, and whether it holds just that. */
export function findStanding({ files }: World, top: string, { path, bytes }: NewFile): Standing {
  const file = join(top, path)
  const status = lookAt(files, file)
  if (status === undefined) return 'absent'
  const isSame =
    status.kind === 'file' &&
    status.size === bytes.length &&
    orUnreadable(file, () => readFile(files, file)).equals(Buffer.from(bytes))
  return isSame ? 'same' : 'other'
}

/**
 * Writes files where there are none, all of them or none: after a fault, what was made before is taken away again. Nothing
 * is ever replaced, even if somebody makes a file of that name meanwhile, and no link is followed.
 *
 * @param top - absolute, with every link resolved; made where it is missing.
 * @throws `INIT_NOT_WRITTEN`
 */
export function writeNewFiles({ files }: World, top: string, wanted: readonly NewFile[]): void {
  const undo: (() => void)[] = []
  try {
    for (const file of wanted) writeOne(files, join(top, file.path), { file, undo })
  } catch (error) {
    for (const takeBack of undo.reverse()) takeBack()
    throw error
  }
}

interface Step {
  readonly file: NewFile
  /** How everything that was made is taken away again, in the order in which it was made. */
  readonly undo: (() => void)[]
}

function writeOne(files: FileSystem, path: string, step: Step): void {
  try {
    makeDirectory(files, dirname(path), step.undo)
    writeNewFile(files, path, step)
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    throw federationError('INIT_NOT_WRITTEN', { file: path, reason: describeSystemError(cause) }, { cause })
  }
}

function makeDirectory(files: FileSystem, path: string, undo: (() => void)[]): void {
  const kind = files.lstat(path)?.kind
  if (kind === 'directory') return
  if (kind !== undefined) {
    throw federationError('INIT_NOT_WRITTEN', { file: path, reason: 'it is a link, or no directory' })
  }
  makeDirectory(files, dirname(path), undo)
  files.mkdir(path, EXECUTABLE)
  undo.push(() => {
    removeDirectory(files, path)
  })
}

function writeNewFile(files: FileSystem, path: string, { file, undo }: Step): void {
  const descriptor = files.open(path, 'create', file.isExecutable === true ? EXECUTABLE : READABLE)
  undo.push(() => {
    removeFile(files, path)
  })
  try {
    appendAll(files, descriptor, file.bytes)
    files.fsync(descriptor)
  } finally {
    files.close(descriptor)
  }
}

/** One in which somebody has put something meanwhile stays. */
function removeDirectory(files: FileSystem, path: string): void {
  try {
    files.rmdir(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}
