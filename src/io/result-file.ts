import { resolve } from 'node:path'
import { federationError } from '../errors.ts'
import type { World } from './world.ts'

/**
 * Writes a result into the file that the operator named, replacing it as a whole.
 *
 * @throws `OUTPUT_UNWRITABLE`
 */
export function writeResultFile(world: World, file: string, text: string): void {
  const path = resolve(world.cwd, file)
  const temporary = `${path}.${Math.floor(world.random() * 2 ** 48).toString(36)}.tmp`
  try {
    writeWhole(world, temporary, text)
    world.files.rename(temporary, path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw federationError('OUTPUT_UNWRITABLE', { file, reason }, { cause })
  }
}

function writeWhole({ files }: World, path: string, text: string): void {
  const bytes = Buffer.from(text)
  const descriptor = files.open(path, 'create', 0o644)
  try {
    for (let written = 0; written < bytes.length;) written += files.pwrite(descriptor, bytes.subarray(written), written)
  } finally {
    files.close(descriptor)
  }
}
