import type { Buffer } from 'node:buffer'
import type { PreparedChange } from '../../domain/prepared-change.ts'
import { FederationError } from '../../errors.ts'
import { assertSpliced, spliceRegistry } from '../../fedbiomed/registry/splice.ts'
import { identityOf } from '../file-system.ts'
import { saveBackup } from './backups.ts'
import { reservedImage } from './diagnosis.ts'
import type { Hold } from './hold.ts'
import { writeJournal } from './journal-file.ts'
import type { JournalChange } from './journal.ts'
import type { Registrar } from './registrar.ts'
import { makeEdit } from './selection.ts'

/** What one write intends. */
export interface Intent {
  readonly before: Buffer
  /** `before` with spaces behind, as the registry is just before the write. */
  readonly reserved: Buffer
  readonly after: Buffer
  readonly changes: readonly JournalChange[]
}

/**
 * Computes the new image with all changes in it (step 5).
 *
 * @throws REGISTRY_SPLICE where the image does not pass the check: nothing is written then
 */
export function makeIntent(
  { component: { layout } }: Registrar,
  { bytes, image }: Hold,
  order: { readonly pending: readonly PreparedChange[]; readonly changes: readonly JournalChange[] },
): Intent {
  const edits = order.pending.map(makeEdit)
  const after = spliceRegistry(image, layout, edits)
  const problem = assertSpliced(image, after, { layout, edits })
  if (problem !== undefined) throw new FederationError([problem])
  return { before: bytes, reserved: reservedImage(bytes, after.length), after, changes: order.changes }
}

/** Keeps the registry as a backup, then writes the journal (step 6). Gives the path of the backup. */
export function saveIntent(registrar: Registrar, hold: Hold, intent: Intent): string | undefined {
  const { world, disk, state } = registrar
  const { before, after, changes } = intent
  const now = world.clock.now()
  const backup = before.length === 0 ? undefined : saveBackup(disk, state.backups, { bytes: before, now })
  writeJournal(disk, state, { time: now, identity: identityOf(hold.status), before, after, changes })
  return backup
}
