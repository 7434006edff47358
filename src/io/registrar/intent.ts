import type { Buffer } from 'node:buffer'
import type { BackupReason } from '../../domain/backup.ts'
import type { Change } from '../../domain/pass/change.ts'
import type { PreparedChange } from '../../domain/pass/preparation.ts'
import { FederationError } from '../../errors.ts'
import { assertSpliced } from '../../fedbiomed/registry/check.ts'
import { spliceRegistry } from '../../fedbiomed/registry/splice.ts'
import { reservedImage, trimmed } from '../registry/diagnosis.ts'
import { saveBackup } from '../state/backups.ts'
import { writeJournal } from '../state/journal-file.ts'
import type { JournalChange } from '../state/journal.ts'
import { identityOf } from '../world/file-system.ts'
import type { HeldFile, Hold } from './hold.ts'
import type { Registrar } from './registrar.ts'
import { makeEdit } from './selection.ts'

/** What one write intends. */
export interface Intent {
  readonly before: Buffer
  /** `before` with spaces behind, as the registry is just before the write. */
  readonly reserved: Buffer
  readonly after: Buffer
  readonly changes: readonly JournalChange[]
  /** Lines of the audit log that belong to no change. */
  readonly records: readonly string[]
  readonly reason: BackupReason
  /** Whether Fed-BioMed's own command is to write `after`. */
  readonly isByCommand?: true
}

/**
 * Computes the new image with all changes in it (step 5).
 *
 * @throws REGISTRY_SPLICE where the image does not pass the check: nothing is written then
 */
export function makeIntent(
  { component: { layout } }: Registrar,
  { bytes, scan }: Hold,
  order: { readonly pending: readonly PreparedChange[]; readonly changes: readonly JournalChange[] },
): Intent {
  const edits = order.pending.map(makeEdit)
  const after = spliceRegistry(scan, layout, edits)
  const problem = assertSpliced(scan, after, { layout, edits })
  if (problem !== undefined) throw new FederationError([problem])
  const reason = countKinds(order.pending)
  return {
    before: bytes,
    reserved: reservedImage(bytes, after.length),
    after,
    changes: order.changes,
    records: [],
    reason,
  }
}

/** Keeps the registry as a backup, then writes the journal (step 6). Gives the path of the backup. */
export function saveIntent(registrar: Registrar, held: HeldFile, intent: Intent): string | undefined {
  const { world, disk, state } = registrar
  const { before, after, changes, records, reason, isByCommand = false } = intent
  const now = world.clock.now()
  // Without the spaces of an attempt before this one, so that it is the same backup.
  const bytes = trimmed(before)
  const backup = bytes.length === 0 ? undefined : saveBackup(disk, state.backups, { bytes, now, reason })
  const identity = identityOf(held.status)
  writeJournal(disk, state, {
    time: now,
    identity,
    before,
    after,
    changes,
    records,
    ...(isByCommand && { isByCommand }),
  })
  return backup
}

function countKinds(changes: readonly PreparedChange[]): BackupReason {
  const count = (kind: Change['kind']): number => changes.filter(({ change }) => change.kind === kind).length
  return { register: count('register'), replace: count('replace'), delete: count('delete') }
}
