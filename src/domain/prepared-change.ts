import type { VerifiedPem } from './certificate.ts'
import type { Change } from './change.ts'
import type { InventoryEntry } from './inventory.ts'

/** One line of the audit log, without its outcome: JSON values only. */
export type AuditRecord = Readonly<Record<string, string | number | undefined>>

type Deletion = Extract<Change, { kind: 'delete' }>

/**
 * A change with everything that is to be remembered once it is done, so that recovery after a crash can finish the
 * bookkeeping without the federation at hand. Only a certificate that was judged in this pass can be put into one.
 */
export type PreparedChange = { readonly audit: AuditRecord } & (
  | { readonly change: Deletion; readonly entry: undefined }
  | {
      readonly change: Exclude<Change, Deletion>
      /** The inventory entry afterwards. */
      readonly entry: InventoryEntry
      readonly certificatePem: VerifiedPem
    }
)
