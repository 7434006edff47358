import { LATEST_MS } from '../processes/freezer.ts'
import { describeHolder, findHolders } from '../processes/holders.ts'
import { callSystem, registryError } from '../registry/registry-check.ts'
import type { FileStatus } from '../world/file-system.ts'
import { heldUp } from './alarms.ts'
import type { HeldFile } from './hold.ts'
import type { Intent } from './intent.ts'
import { overwriteRegistry, syncRegistry } from './overwrite.ts'
import { FROZEN, OFFLINE, secondWait, type Registrar } from './registrar.ts'
import { reserveRoom } from './reserve.ts'

/**
 * Sets the waits of one attempt: shorter ones are enough only where every process that may write can be stopped, and none
 * at all where the component is stopped, which a process that has the registry open disproves.
 *
 * @throws REGISTRY_IN_USE
 */
export function setPace(registrar: Registrar): Registrar {
  const { freezer, world, component, pace } = registrar
  const { registryFile: file } = component
  const status = callSystem(file, () => world.files.lstat(file))
  if (pace === OFFLINE && status !== undefined) checkUnused(registrar, status)
  if (freezer === undefined) return registrar
  const isReady = status !== undefined && freezer.isReady(status)
  return isReady ? { ...registrar, pace: FROZEN } : { ...registrar, freezer: undefined }
}

function checkUnused({ world, component: { registryFile: file } }: Registrar, status: FileStatus): void {
  const holders = findHolders(world, status).map(describeHolder)
  if (holders.length > 0) throw registryError('REGISTRY_IN_USE', file, { facts: { file, holders } })
}

/** Faster than any fsync, which every write of a running component includes. */
const DELAY_MS = 1
/** What even a slow machine writes into its memory. */
const BYTES_PER_MS = 100_000

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
  let written: { readonly delay: number } | undefined
  const overwrite = (): boolean => (written = overwriteRegistry(registrar, held, { intent, status })) !== undefined
  const done = freezer === undefined ? overwrite() : await freezer.whileStopped(status, overwrite)
  if (!done || written === undefined) return false
  syncRegistry(registrar, held)
  if (written.delay > longestDelay(registrar, intent)) registrar.note(heldUp(registrar, written.delay))
  return true
}

/**
 * Between comparison and write lie some microseconds. Where this process was held up there, a whole write of somebody else
 * fits in, of which no trace is left: it can only be told that it may have been.
 */
function longestDelay({ freezer, pace }: Registrar, { after }: Intent): number {
  if (pace === OFFLINE) return Infinity
  return freezer === undefined ? DELAY_MS + after.length / BYTES_PER_MS : LATEST_MS
}
