import type { Fingerprint } from './certificate/certificate.ts'
import type { Address, PartyId } from './party.ts'

/** One registration that fbm-gitops itself has written. */
export interface InventoryEntry {
  readonly partyId: PartyId
  readonly fingerprint: Fingerprint
  /** SHA-256 of the public key, written like a fingerprint. */
  readonly publicKeyHash: Fingerprint
  readonly address: Address | undefined
  /** The revision that declared it. */
  readonly revision: string
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** What fbm-gitops has written into one registry: remembered beside it, never inside it. */
export interface Inventory {
  /** The federation that the entries belong to; absent before the first pass. */
  readonly federation: string | undefined
  /** The last revision that was accepted, or `none`. */
  readonly revision: string
  readonly entries: ReadonlyMap<string, InventoryEntry>
}

export const EMPTY_INVENTORY: Inventory = { federation: undefined, revision: 'none', entries: new Map() }

/** The entries as far as they belong to this federation: those of another one are none of ours. */
export function entriesOf(inventory: Inventory, federation: string): ReadonlyMap<string, InventoryEntry> {
  return inventory.federation === federation ? inventory.entries : new Map<string, InventoryEntry>()
}

/** Tells whether two inventories remember the same, so that one need not be written over the other. */
export function isSameInventory(a: Inventory, b: Inventory): boolean {
  if (a.federation !== b.federation || a.revision !== b.revision || a.entries.size !== b.entries.size) return false
  return [...a.entries].every(([partyId, entry]) => b.entries.get(partyId) === entry)
}
