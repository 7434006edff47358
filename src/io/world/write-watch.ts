import { failedWith } from './fault.ts'
import type { FileSystem } from './file-system.ts'
import type { WriteLog } from './write-log.ts'

/** A file system that notes whatever is written through it. */
export interface WatchedFileSystem extends FileSystem {
  readonly unwatched: FileSystem
}

/** Watches a file system. Directories do not count: they hold nothing but what is written into them. */
export function watchWrites(files: FileSystem, log: WriteLog): WatchedFileSystem {
  const change = <T>(call: () => T): T => {
    try {
      const result = call()
      log.note()
      return result
    } catch (error) {
      if (!failedWith(error, ...REFUSALS)) log.note()
      throw error
    }
  }
  return {
    ...files,
    unwatched: files,
    open: (path, mode, permissions) => {
      const open = (): number => files.open(path, mode, permissions)
      return mode === 'create' ? change(open) : open()
    },
    pwrite: (descriptor, bytes, position) => change(() => files.pwrite(descriptor, bytes, position)),
    append: (descriptor, bytes) => change(() => files.append(descriptor, bytes)),
    rename: (from, to) => {
      change(() => {
        files.rename(from, to)
      })
    },
    link: (from, to) => {
      change(() => {
        files.link(from, to)
      })
    },
    unlink: (path) => {
      change(() => {
        files.unlink(path)
      })
    },
  }
}

/** The same files for what nobody would call written: what is gone again as soon as the command ends. */
export function unwatched(files: FileSystem | WatchedFileSystem): FileSystem {
  return 'unwatched' in files ? files.unwatched : files
}

/** What was refused has changed nothing; of a call that failed otherwise nobody knows. */
const REFUSALS: readonly string[] = ['EACCES', 'EEXIST', 'ENOENT', 'EPERM', 'EROFS']
