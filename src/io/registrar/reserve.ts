import { Buffer } from 'node:buffer'
import { padded, startsWith } from '../registry/diagnosis.ts'
import { sameStatus } from '../registry/sighting.ts'
import { appendAll, closeFile, writeAll } from '../world/disk.ts'
import { identityOf, readDescriptor, type FileStatus } from '../world/file-system.ts'
import type { HeldFile } from './hold.ts'
import type { Registrar } from './registrar.ts'

const EMPTY_OBJECT = Buffer.from('{}')

/**
 * Makes room for a longer image by appending spaces (step 7): the registry stays valid JSON at every byte, and a full
 * disk shows here, where it harms nobody. Gives the status to compare with, or nothing where somebody else has written.
 */
export function reserveRoom(registrar: Registrar, held: HeldFile, length: number): FileStatus | undefined {
  const { disk, component } = registrar
  const { files } = disk
  if (!isStill(registrar, held, held.status)) return undefined
  if (length === held.bytes.length) return held.status
  const filler = padded(held.bytes.length === 0 ? EMPTY_OBJECT : Buffer.alloc(0), length - held.bytes.length)
  // Appended by O_APPEND, never at a computed offset: a writer that has grown the file meanwhile would lose its end.
  const descriptor = files.open(component.registryFile, 'append')
  try {
    if (identityOf(files.fstat(descriptor)) !== identityOf(held.status)) return undefined
    appendAll(files, descriptor, filler)
  } finally {
    closeFile(files, descriptor)
  }
  const status = files.fstat(held.descriptor)
  if (held.bytes.length === 0) blankSecondObject(registrar, held, filler)
  disk.sync(held.descriptor)
  return status.size === length ? status : undefined
}

/** Tells whether the registry at its path and behind the descriptor is still as it was. */
function isStill({ disk: { files }, component }: Registrar, { descriptor }: HeldFile, status: FileStatus): boolean {
  return sameStatus(files.lstat(component.registryFile), status) && sameStatus(files.fstat(descriptor), status)
}

/** Where somebody's first insert came in between, the file holds `{…}{}`: our two bytes become spaces. */
function blankSecondObject({ disk: { files } }: Registrar, { descriptor }: HeldFile, filler: Buffer): void {
  const bytes = readDescriptor(files, descriptor)
  const at = bytes.length - filler.length
  if (at <= 0 || !bytes.subarray(at).equals(filler) || startsWith(bytes, filler)) return
  writeAll(files, descriptor, { bytes: padded(Buffer.alloc(0), EMPTY_OBJECT.length), at })
}
