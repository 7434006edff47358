import type { Change } from './change.ts'
import type { InventoryEntry } from './inventory.ts'

/** One line of the audit log, without its outcome: JSON values only. */
export type AuditRecord = Readonly<Record<string, string | number | undefined>>

/**
 * A change with everything that is to be remembered once it is done, so that recovery after a crash can finish the
 * bookkeeping without the federation at hand.
 */
export interface PreparedChange {
  readonly change: Change
  /** The inventory entry afterwards; absent where the change deletes. */
  readonly entry: InventoryEntry | undefined
  readonly audit: AuditRecord
}
