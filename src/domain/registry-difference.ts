/** How one registration differs between a backup and the registry. */
export interface RegistrationDifference {
  /** As written there: not checked for its grammar. */
  readonly partyId: string
  readonly kind: 'only in the backup' | 'only in the registry' | 'other values'
}

/** How one table differs; the counts are those of its rows, absent where there is no such table, or it is none. */
export interface TableDifference {
  readonly table: string
  readonly inBackup: number | undefined
  readonly inRegistry: number | undefined
  readonly isSame: boolean
}

/** How a backup differs from the registry: parties and sizes, never any content, since a registry holds secrets. */
export interface RegistryDifference {
  readonly registrations: readonly RegistrationDifference[]
  /** The name of the table that holds the registrations: its rows are told one by one. */
  readonly registrationTable: string
  /** All tables of both, in the order of the backup. */
  readonly tables: readonly TableDifference[]
}

/** Tells whether nothing would change. */
export function isEmptyDifference({ registrations, tables }: RegistryDifference): boolean {
  return registrations.length === 0 && tables.every(({ isSame }) => isSame)
}
