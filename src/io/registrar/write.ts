import type { HeldFile } from './hold.ts'
import type { Intent } from './intent.ts'
import { overwriteRegistry, syncRegistry } from './overwrite.ts'
import { FROZEN, secondWait, type Registrar } from './registrar.ts'
import { callSystem } from './registry-check.ts'
import { reserveRoom } from './reserve.ts'

/** Sets the waits of one attempt: shorter ones are enough only where every process that may write can be stopped. */
export function setPace(registrar: Registrar): Registrar {
  const { freezer, world, component } = registrar
  if (freezer === undefined) return registrar
  const { registryFile: file } = component
  const status = callSystem(file, () => world.files.lstat(file))
  const isReady = status !== undefined && freezer.isReady(status)
  return isReady ? { ...registrar, pace: FROZEN } : { ...registrar, freezer: undefined }
}

/**
 * Writes what the journal intends (steps 7 to 11). Gives `false` where somebody else has written meanwhile, and nothing
 * but room was added.
 *
 * @throws the system's own error where nothing was written, and REGISTRY_WRITE_UNCERTAIN where nobody knows
 */
export async function writeIntent(registrar: Registrar, held: HeldFile, intent: Intent): Promise<boolean> {
  const { world, freezer } = registrar
  const status = reserveRoom(registrar, held, intent.after.length)
  if (status === undefined) return false
  await world.clock.sleep(secondWait(registrar))
  const overwrite = (): boolean => overwriteRegistry(registrar, held, { intent, status })
  const written = freezer === undefined ? overwrite() : await freezer.whileStopped(status, overwrite)
  if (written) syncRegistry(registrar, held)
  return written
}
