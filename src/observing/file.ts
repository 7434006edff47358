import { join, resolve } from 'node:path'
import { parseObservation } from '../domain/observation/parse-observation.ts'
import { FILE_START, LARGEST_OBSERVATION } from '../domain/observation/written.ts'
import { isProblem } from '../domain/problem.ts'
import { federationError } from '../errors.ts'
import { isSystemError } from '../io/world/fault.ts'
import { readDescriptor } from '../io/world/file-system.ts'
import { replaceResultFile, type ReplacedKind } from '../io/world/result-file.ts'
import type { World } from '../io/world/world.ts'

/** A name that ends in `.json` is the file itself; any other is the directory in which it is named after the component. */
export function locateFile(world: World, named: string, id: string): string {
  const path = resolve(world.cwd, named)
  return path.endsWith('.json') ? path : join(path, `${id}.json`)
}

/** Reads what lies where an observation is to be written; nothing where that is nothing, or nothing to be read. */
export function readEarlier({ files }: World, file: string): Uint8Array | undefined {
  try {
    const descriptor = files.open(file, 'readonly')
    try {
      return files.fstat(descriptor).kind === 'file'
        ? readDescriptor(files, descriptor, LARGEST_OBSERVATION)
        : undefined
    } finally {
      files.close(descriptor)
    }
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

/**
 * Writes an observation as a whole, in the place of an earlier one of the same component.
 *
 * @throws `OUTPUT_REFUSED`, `OUTPUT_UNWRITABLE`
 */
export function writeObservationFile(
  world: World,
  file: string,
  { text, id }: { readonly text: string; readonly id: string },
): void {
  const earlier = readEarlier(world, file)
  const parsed = earlier && parseObservation(earlier, file)
  if (parsed !== undefined && !isProblem(parsed) && parsed.observation.component !== id) {
    throw federationError('OUTPUT_REFUSED', { file, reason: 'it holds the observation of another component' })
  }
  replaceResultFile(world, file, { text, kind: OBSERVATION })
}

const OBSERVATION: ReplacedKind = {
  isOne: (start) => start.startsWith(FILE_START),
  objection: 'it is no observation',
}
