import type { Buffer } from 'node:buffer'
import { EMPTY_INVENTORY } from '../../domain/inventory.ts'
import type { Problem, ProblemCode } from '../../domain/problem.ts'
import { FederationError, federationError } from '../../errors.ts'
import { isUndone } from '../../fedbiomed/registry/difference.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { isUntouched, padded, reservedImage } from '../registry/diagnosis.ts'
import { busyError, PATIENCE_MS, type Content } from '../registry/sighting.ts'
import { pruneBackups } from '../state/backups.ts'
import { dropJournal } from '../state/journal-file.ts'
import { closeFile } from '../world/disk.ts'
import { asNotWritten, isSystemError } from '../world/fault.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { describeLater, finishChanges } from './bookkeeping.ts'
import { holdAnything, type HeldFile } from './hold.ts'
import { saveIntent, type Intent } from './intent.ts'
import { recover } from './recovery.ts'
import type { Registrar } from './registrar.ts'
import { verifyWrite } from './verify.ts'
import { withRegistrar, type SessionOrder } from './with-registrar.ts'
import { setPace, writeIntent } from './write.ts'

/** What is to be put back, and over what. */
export interface RestoreOrder extends SessionOrder {
  readonly backup: { readonly name: string; readonly image: RegistryImage }
  /** The bytes of the registry whose difference from the backup was shown: anything else is left alone. */
  readonly shown: Buffer
}

/** A backup that was put back. */
export interface Restored {
  /** Where the registry as it was before lies; absent where it was empty. */
  readonly backup: string | undefined
  readonly notices: readonly Problem[]
}

const STEP_MS = 250
/** What keeps recovery from ending what was interrupted, but is no reason against putting a whole backup in its place. */
const NO_OBSTACLES: ReadonlySet<ProblemCode> = new Set([
  'DENY_LIST_UNREADABLE',
  'INVENTORY_OF_ANOTHER',
  'INVENTORY_UNREADABLE',
  'REGISTRY_DAMAGED',
  'REGISTRY_LAYOUT',
])

/**
 * Puts a backup back by the protocol by which every registry is written, so that a crash leaves the one or the other.
 * The inventory stays as it is: what the next pass finds to be different is drift.
 *
 * @throws RESTORE_OUTDATED, RESTORE_UNDONE, REGISTRY_BUSY, and what `withRegistrar` throws
 */
export async function restoreBackup(world: World, order: RestoreOrder): Promise<Restored> {
  return withRegistrar(world, order, async (registrar, notices) => {
    await recoverWhatCanBe(registrar)
    const deadline = world.clock.monotonic() + PATIENCE_MS
    for (;;) {
      const done = await attempt(setPace(registrar), order, deadline)
      if (done !== undefined) return { ...done, notices }
      if (world.clock.monotonic() >= deadline) throw busyError(registrar)
      await world.clock.sleep(STEP_MS * (0.5 + world.random()))
    }
  })
}

/** A registry that was damaged while a pass wrote it is put back over: its journal makes room for the one of the restore. */
async function recoverWhatCanBe(registrar: Registrar): Promise<void> {
  try {
    await recover(registrar)
  } catch (error) {
    if (!(error instanceof FederationError && error.problems.every(({ code }) => NO_OBSTACLES.has(code)))) throw error
  }
}

/** Gives `undefined` where somebody else has written meanwhile. */
async function attempt(
  registrar: Registrar,
  order: RestoreOrder,
  deadline: number,
): Promise<Pick<Restored, 'backup'> | undefined> {
  const { world, disk, state } = registrar
  const written = await overwrite(registrar, order, deadline)
  if (written === undefined) return undefined
  await settle(registrar, order, written)
  const problem = pruneBackups(disk.files, state.backups, world.clock.now())
  if (problem !== undefined) registrar.note(problem)
  return written
}

/** What was written, and over what. */
interface Written {
  readonly held: HeldFile
  readonly intent: Intent
  readonly backup: string | undefined
}

async function overwrite(registrar: Registrar, order: RestoreOrder, deadline: number): Promise<Written | undefined> {
  const { disk, component } = registrar
  try {
    const held = await holdAnything(registrar, deadline)
    try {
      return await writeOver(registrar, order, held)
    } finally {
      closeFile(disk.files, held.descriptor)
    }
  } catch (error) {
    throw asNotWritten(component.registryFile, error)
  }
}

async function writeOver(registrar: Registrar, order: RestoreOrder, held: HeldFile): Promise<Written | undefined> {
  const { component } = registrar
  if (!isUntouched(held.bytes, order.shown)) throw federationError('RESTORE_OUTDATED', { file: component.registryFile })
  const intent = makeRestoreIntent(registrar, order, held)
  registrar.lock.check()
  const backup = saveIntent(registrar, held, intent)
  return (await writeOrDrop(registrar, held, intent)) ? { held, intent, backup } : undefined
}

/** Where nothing was written, the journal goes; where nobody knows, it stays for recovery. */
async function writeOrDrop(registrar: Registrar, held: HeldFile, intent: Intent): Promise<boolean> {
  const { disk, state } = registrar
  try {
    const written = await writeIntent(registrar, held, intent)
    if (!written) dropJournal(disk, state)
    return written
  } catch (error) {
    if (isSystemError(error)) dropJournal(disk, state)
    throw error
  }
}

function makeRestoreIntent({ world }: Registrar, { backup }: RestoreOrder, { bytes }: HeldFile): Intent {
  const after = padded(backup.image.bytes, bytes.length)
  const time = new Date(world.clock.now()).toISOString()
  const record = { time, kind: 'restore', backup: backup.name, outcome: 'done', record: makeNonce(world) }
  return {
    before: bytes,
    reserved: reservedImage(bytes, after.length),
    after,
    changes: [],
    records: [JSON.stringify(record)],
    reason: { restore: 1 },
  }
}

async function settle(registrar: Registrar, { backup }: RestoreOrder, { held, intent }: Written): Promise<void> {
  const { component } = registrar
  const { seen } = await verifyWrite(registrar, intent)
  const undone = seen !== undefined && wasUndone(seen, intent.before, backup.image)
  finishChanges(registrar, {
    changes: [],
    records: undone ? [] : intent.records,
    inventory: EMPTY_INVENTORY,
    seen: describeLater(registrar, held, seen),
  })
  if (undone) throw federationError('RESTORE_UNDONE', { file: component.registryFile })
}

/** Tells whether a live writer wrote what it had read before the backup was put back. */
function wasUndone({ scan }: Content, before: Buffer, after: RegistryImage): boolean {
  const old = scanRegistry(before)
  return scan.kind === 'image' && old.kind === 'image' && isUndone(scan, { before: old, after })
}
