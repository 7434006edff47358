import { sameStatus } from '../registry/sighting.ts'
import { writeAll } from '../world/disk.ts'
import { isSystemError } from '../world/fault.ts'
import { readDescriptor, type FileStatus } from '../world/file-system.ts'
import { writeOrDoubt } from './alarms.ts'
import type { HeldFile } from './hold.ts'
import type { Intent } from './intent.ts'
import type { Registrar } from './registrar.ts'
import { isAsSeen } from './restore-image.ts'

/**
 * Compares once more and writes the new image, in one synchronous stretch (steps 9 and 10). Gives the
 * milliseconds between the two; `undefined`, and writes nothing, where somebody else has written since `status` was taken.
 *
 * @throws the system's own error where nothing was written, and REGISTRY_WRITE_UNCERTAIN where nobody knows
 */
export function overwriteRegistry(
  registrar: Registrar,
  held: HeldFile,
  order: { intent: Intent; status: FileStatus },
): { readonly delay: number } | undefined {
  const { disk, lock, component, world } = registrar
  const { files } = disk
  const { clock } = world
  const { intent, status } = order
  lock.check()
  if (!sameStatus(files.lstat(component.registryFile), status)) return undefined
  if (!isAsSeen(files, held.descriptor, { status, bytes: intent.reserved })) return undefined
  const compared = clock.monotonic()
  try {
    writeAll(files, held.descriptor, { bytes: intent.after, at: 0 })
  } catch (error) {
    if (!isSystemError(error)) throw error
    takeBack(registrar, held, intent)
    throw error
  }
  return { delay: clock.monotonic() - compared }
}

/**
 * Makes the new image durable (step 11).
 *
 * @throws REGISTRY_WRITE_UNCERTAIN
 */
export function syncRegistry(registrar: Registrar, { descriptor }: HeldFile): void {
  writeOrDoubt(registrar, () => {
    registrar.disk.sync(descriptor)
  })
}

/** After a write that failed, makes the registry what it was before it, if any byte of it was written. */
function takeBack(registrar: Registrar, { descriptor }: HeldFile, { reserved }: Intent): void {
  const { disk } = registrar
  writeOrDoubt(registrar, () => {
    if (readDescriptor(disk.files, descriptor).equals(reserved)) return
    writeAll(disk.files, descriptor, { bytes: reserved, at: 0 })
    disk.sync(descriptor)
  })
}
