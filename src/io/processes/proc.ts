import { Buffer } from 'node:buffer'
import { closeFile } from '../world/disk.ts'
import { isSystemError } from '../world/fault.ts'
import type { FileSystem } from '../world/file-system.ts'

const LARGEST = 4096

/** Reads a short file below `/proc`; `undefined` where the system does not tell. */
export function readProcText(files: FileSystem, path: string): string | undefined {
  return tolerate(() => {
    const descriptor = files.open(path, 'readonly')
    try {
      const bytes = Buffer.alloc(LARGEST)
      return bytes.toString('utf8', 0, files.read(descriptor, bytes, 0))
    } finally {
      closeFile(files, descriptor)
    }
  })
}

/** Lists the processes that can be seen. */
export function listProcesses(files: FileSystem): readonly number[] {
  return (tolerate(() => files.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Splits `/proc/PID/stat` behind the name of the program, which may itself hold brackets and spaces. */
export function splitStat(text: string): readonly string[] {
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Gives `undefined` for what `/proc` does not tell: whoever asks then counts it as unknown. */
export function tolerate<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}
