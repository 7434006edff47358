import type { Buffer } from 'node:buffer'
import { padded, startsWith } from '../registry/diagnosis.ts'
import { callSystem } from '../registry/registry-check.ts'
import { sameStatus } from '../registry/sighting.ts'
import { closeFile, writeAll } from '../world/disk.ts'
import { readDescriptor, type FileStatus, type FileSystem } from '../world/file-system.ts'
import { writeOrDoubt } from './alarms.ts'
import type { Registrar } from './registrar.ts'

/** What was seen, and the whole image that belongs there. */
export interface Restoration {
  readonly status: FileStatus
  readonly bytes: Buffer
  readonly image: Buffer
  /** Writes also what is there already, since a fault was reported when it was written. */
  readonly anew?: boolean
}

/**
 * Makes a registry hold an image, durably: writes from the first byte that differs, and spaces over what is longer. Gives
 * `false`, and writes nothing, where the registry is no longer as it was seen.
 */
export function restoreImage(registrar: Registrar, { status, bytes, image, anew }: Restoration): boolean {
  const { disk, lock, component } = registrar
  const { files } = disk
  const whole = padded(image, bytes.length)
  const start = anew === true ? 0 : findDifference(bytes, whole)
  const { registryFile: file } = component
  const descriptor = callSystem(file, () => files.open(file, 'readwrite'))
  try {
    lock.check()
    if (!callSystem(file, () => isAsSeen(files, descriptor, { status, bytes }))) return false
    writeOrDoubt(registrar, () => {
      writeAll(files, descriptor, { bytes: whole.subarray(start), at: start })
      disk.sync(descriptor)
    })
    return true
  } finally {
    closeFile(files, descriptor)
  }
}

/** Tells whether a file still holds these bytes: content first, status last, so that the status vouches for the content. */
export function isAsSeen(
  files: FileSystem,
  descriptor: number,
  { status, bytes }: { readonly status: FileStatus; readonly bytes: Buffer },
): boolean {
  const same = readDescriptor(files, descriptor).equals(bytes)
  return same && sameStatus(files.fstat(descriptor), status)
}

function findDifference(bytes: Buffer, whole: Buffer): number {
  if (startsWith(whole, bytes)) return bytes.length
  const different = bytes.findIndex((byte, index) => byte !== whole[index])
  return different === -1 ? bytes.length : different
}
