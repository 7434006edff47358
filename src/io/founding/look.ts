import { federationError } from '../../errors.ts'
import { describeSystemError, failedWith, isSystemError } from '../world/fault.ts'
import type { FileStatus, FileSystem } from '../world/file-system.ts'

/**
 * Looks at a path without following a link at its end; `undefined` where nothing can be there.
 *
 * @throws `SOURCE_UNREADABLE`
 */
export function lookAt(files: FileSystem, path: string): FileStatus | undefined {
  return orUnreadable(path, () => {
    try {
      return files.lstat(path)
    } catch (error) {
      if (failedWith(error, 'ENOTDIR')) return undefined
      throw error
    }
  })
}

/** Says of a fault of the file system which path it concerns. */
export function orUnreadable<Value>(path: string, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    throw federationError('SOURCE_UNREADABLE', { path, reason: describeSystemError(cause) }, { cause })
  }
}
