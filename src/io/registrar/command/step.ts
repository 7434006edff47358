import type { Inventory } from '../../../domain/inventory.ts'
import type { PreparedChange } from '../../../domain/pass/preparation.ts'
import type { RegistryReading } from '../../registry/registry-file.ts'
import type { JournalChange } from '../../state/journal.ts'
import type { Hold } from '../hold.ts'
import type { Intent } from '../intent.ts'

/** One change that Fed-BioMed's own command is to make. */
export interface CallOrder {
  readonly prepared: PreparedChange
  /** What is to be remembered of it. */
  readonly journalChange: JournalChange
  readonly inventory: Inventory
  /** What was read before: not scanned again where nothing has changed. */
  readonly known: RegistryReading | undefined
}

/** A registry that was read, kept as a backup, and whose change is in the journal. */
export interface Begun {
  readonly hold: Hold
  readonly intent: Intent
  readonly backup: string | undefined
}

/** What came of it. */
export type Step =
  | { readonly kind: 'contended' }
  | {
      readonly kind: 'done'
      /** With what is remembered of the change. */
      readonly inventory: Inventory
      /** The registry as it was before; absent where it was empty. */
      readonly backup: string | undefined
      readonly isLast: boolean
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly isLast: boolean }
