import { makeFileSystem, type FileSystem } from '../../../../src/io/world/file-system.ts'
import { systemError } from '../../../helpers/system-error.ts'
import { interpose, type FileCall } from './interpose.ts'

/** What stands for a kill -9: no code of the program can tell it from anything it knows, and nothing works afterwards. */
export class Killed extends Error {}

/** A file system that counts calls, and closes at the end what a killed program left open. */
export interface CountedFiles {
  readonly files: FileSystem
  calls(): readonly FileCall[]
  /** The call at which it happened first. */
  struckCall(): FileCall | undefined
  closeAll(): void
}

/** What happens at one call, and at which. */
export interface Strike {
  /**
   * The process is killed, before the call or with a part of its bytes written; or only a part is written, and the call
   * says so; or the call fails.
   */
  readonly fault: 'kill' | 'cut' | 'short' | 'EIO' | 'ENOSPC' | 'EROFS' | 'EDQUOT'
  /** The number of the call, counted from 1; or what it is. */
  readonly at: number | ((call: FileCall) => boolean)
  /** How many bytes the part of a write has; half of them where absent. */
  readonly bytes?: number
  /** Counts only the calls that change something: between two of them every moment is like the other. */
  readonly writesOnly?: boolean
  /** Writes that part also where the call fails. */
  readonly partly?: boolean
  /** Lets every later call that writes fail, too. */
  readonly sticky?: boolean
}

/** A real file system (without the waiting for the disk) on which something happens at one call. */
export function filesWithFault(strike: Strike): CountedFiles {
  const { fault, at, bytes, partly = false, writesOnly = false, sticky = false } = strike
  const calls: FileCall[] = []
  const open = new Set<number>()
  const real = withoutSync(makeFileSystem())
  let killed = false
  let struck = false
  let struckCall: FileCall | undefined
  const files = interpose(trackOpen(real, open), (call, proceed) => {
    if (killed) throw new Killed()
    if (writesOnly && !WRITING.has(call.name)) return proceed()
    calls.push(call)
    struck ||= typeof at === 'number' ? calls.length === at : at(call)
    if (!struck) return proceed()
    if (struckCall !== undefined && !(sticky && WRITING.has(call.name))) return proceed()
    struckCall ??= call
    const part = call.bytes?.subarray(0, bytes ?? call.bytes.length >> 1)
    if (fault === 'short') return proceed(part)
    if (part !== undefined && (fault === 'cut' || partly)) proceed(part)
    if (fault !== 'kill' && fault !== 'cut') throw systemError(fault, call.name)
    killed = true
    throw new Killed()
  })
  return {
    files,
    calls: () => calls,
    struckCall: () => struckCall,
    closeAll: () => {
      for (const descriptor of open) real.close(descriptor)
    },
  }
}

/** A real file system whose every write is short: one byte at a time up to a limit, then the rest. */
export function filesWithShortWrites(): FileSystem {
  let count = 0
  return interpose(withoutSync(makeFileSystem()), (call, proceed) => {
    if (call.bytes === undefined) return proceed()
    count += 1
    return proceed(call.bytes.subarray(0, count % 7 === 0 ? call.bytes.length : 1 + (count % 40)))
  })
}

/**
 * The same file system, which shows no processes: how many there are differs from run to run, and looking at each would
 * take longer than all that thousands of runs are about.
 */
export function withoutProcesses(files: FileSystem): FileSystem {
  return { ...files, list: (path) => (path === '/proc' ? [] : files.list(path)) }
}

/** The same file system, which claims to have waited for the disk. */
export function withoutSync(files: FileSystem): FileSystem {
  return { ...files, fsync: () => undefined, fsyncDirectory: () => undefined }
}

const WRITING: ReadonlySet<string> = new Set([
  'append',
  'fsync',
  'fsyncDirectory',
  'link',
  'mkdir',
  'open',
  'pwrite',
  'rename',
  'unlink',
])

function trackOpen(files: FileSystem, open: Set<number>): FileSystem {
  return {
    ...files,
    open: (path, mode, permissions) => {
      const descriptor = files.open(path, mode, permissions)
      open.add(descriptor)
      return descriptor
    },
    close: (descriptor) => {
      files.close(descriptor)
      open.delete(descriptor)
    },
  }
}
