import { resolve } from 'node:path'
import { isProblem } from '../../domain/problem.ts'
import { FederationError, federationError } from '../../errors.ts'
import { readRegistrationInstructions, type Instructions } from '../../fedbiomed/registration-instructions.ts'
import { readDescriptor } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** The text of a mail, with whatever is quoted in it; not one with pictures attached. */
const LARGEST_BYTES = 256 * 1024

/**
 * Reads the registration instructions that a site sent, from the file that they were saved in.
 *
 * @throws `INSTRUCTIONS_UNREADABLE`, `INSTRUCTIONS_UNCLEAR`, `INSTRUCTIONS_HOLD_KEY`
 */
export function readInstructions(world: World, file: string): Instructions {
  const instructions = readRegistrationInstructions(file, readSmallFile(world, file))
  if (isProblem(instructions)) throw new FederationError([instructions])
  return instructions
}

/** Follows a link, for the operator typed it; a pipe is not waited for. */
function readSmallFile({ files, cwd }: World, file: string): Uint8Array {
  const refuse = (reason: string, cause?: unknown): Error =>
    federationError('INSTRUCTIONS_UNREADABLE', { file, reason }, { place: { file }, cause })
  const attempt = <T>(act: () => T): T => {
    try {
      return act()
    } catch (cause) {
      throw refuse(cause instanceof Error ? cause.message : String(cause), cause)
    }
  }
  const descriptor = attempt(() => files.open(resolve(cwd, file), 'read'))
  try {
    const { kind, size } = attempt(() => files.fstat(descriptor))
    if (kind !== 'file') throw refuse('it is no plain file')
    if (size > LARGEST_BYTES) throw refuse('it is larger than 256 KiB')
    return attempt(() => readDescriptor(files, descriptor))
  } finally {
    files.close(descriptor)
  }
}
