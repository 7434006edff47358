import { Buffer } from 'node:buffer'
import type { Inventory } from '../../domain/inventory.ts'
import { groupByParty, isSameHeld, type ObservedState } from '../../domain/registration.ts'
import type { Content } from '../registry/sighting.ts'
import { appendAudit } from '../state/audit.ts'
import { renderInventory } from '../state/inventory-format.ts'
import { retireJournal } from '../state/journal-file.ts'
import type { Journal, JournalChange } from '../state/journal.ts'
import { replaceFile } from '../world/disk.ts'
import { identityOf } from '../world/file-system.ts'
import type { HeldFile } from './hold.ts'
import type { Registrar } from './registrar.ts'

/** What is remembered once changes stand in the registry. */
export interface Finish {
  readonly changes: readonly JournalChange[]
  /** Lines of the audit log that belong to no change. */
  readonly records?: readonly string[]
  readonly inventory: Inventory
  /** A later whole image than the journal's, where somebody wrote one after us. */
  readonly seen: Journal | undefined
}

/**
 * Remembers changes that stand in the registry: inventory, then audit log, then commit. The other way round, a crash
 * would make our own registrations look edited.
 *
 * @throws STATE_NOT_WRITTEN; the journal is then still there, and recovery goes on from it
 */
export function finishChanges(registrar: Registrar, finish: Finish): Inventory {
  const { disk, state } = registrar
  const inventory = recordChanges(finish.inventory, finish.changes)
  if (finish.changes.length > 0) writeInventory(registrar, inventory)
  appendAudit(disk, state.audit, [...finish.changes.map(({ auditLine }) => auditLine), ...(finish.records ?? [])])
  retireJournal(disk, state, finish.seen)
  return inventory
}

/** Describes, for `Finish`, the whole image that somebody wrote after us, where there is one. */
export function describeLater(
  { world }: Registrar,
  { status, bytes }: HeldFile,
  seen: Content | undefined,
): Journal | undefined {
  if (seen === undefined) return undefined
  const time = world.clock.now()
  return { time, identity: identityOf(status), before: bytes, after: seen.bytes, changes: [], records: [] }
}

/** Writes the inventory file, which remembers whose it is. */
export function writeInventory({ disk, state, component }: Registrar, inventory: Inventory): void {
  replaceFile(disk, state.inventory, [Buffer.from(renderInventory({ component: component.id, inventory }))])
}

/** Picks the changes whose rows are in the registry, or whose row is gone where it was to be deleted. */
export function selectStanding(changes: readonly JournalChange[], observed: ObservedState): readonly JournalChange[] {
  const rows = groupByParty(observed)
  return changes.filter(({ partyId, entry }) => {
    const [row, second] = rows.get(partyId) ?? []
    if (entry === undefined) return row === undefined
    if (row === undefined || second !== undefined) return false
    return isSameHeld(row, entry)
  })
}

function recordChanges(inventory: Inventory, changes: readonly JournalChange[]): Inventory {
  const entries = new Map(inventory.entries)
  for (const { partyId, entry } of changes) {
    if (entry === undefined) entries.delete(partyId)
    else entries.set(partyId, entry)
  }
  return { ...inventory, entries }
}
