import type { Change } from './change.ts'
import type { DriftItem } from './drift.ts'
import { entriesOf, type Inventory, type InventoryEntry } from './inventory.ts'
import { formatAddress } from './party.ts'
import type { Plan } from './plan.ts'
import type { AuditRecord, PreparedChange } from './prepared-change.ts'
import type { DesiredRegistration } from './registration.ts'

/** What is remembered of the pass in which something happened. */
export interface Occasion {
  readonly federation: string
  readonly revision: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Adds to each change what is to be remembered once it is done. */
export function prepareChanges(changes: readonly Change[], plan: Plan, occasion: Occasion): readonly PreparedChange[] {
  return changes.map((change) => ({
    change,
    entry: change.kind === 'delete' ? undefined : makeEntry(change.desired, occasion),
    audit: auditChange(change, plan, occasion),
  }))
}

/** The inventory once it knows the revision of this pass, with what is adopted added and what is gone forgotten. */
export function keepBooks(
  inventory: Inventory,
  { plan, drift }: { readonly plan: Plan; readonly drift: readonly DriftItem[] },
  occasion: Occasion,
): Inventory {
  const entries = new Map(entriesOf(inventory, occasion.federation))
  const desired = new Map(drift.map((item) => [item.partyId, item.desired]))
  for (const { kind, partyId } of plan.bookkeeping) {
    const registration = desired.get(partyId)
    if (kind === 'forget') entries.delete(partyId)
    else if (registration !== undefined) entries.set(partyId, makeEntry(registration, occasion))
  }
  return { federation: occasion.federation, revision: occasion.revision, entries }
}

/** One audit record for each correction of the inventory. */
export function auditBookkeeping(plan: Plan, occasion: Occasion): readonly AuditRecord[] {
  return plan.bookkeeping.map(({ kind, partyId }) => ({
    ...occasionRecord(occasion),
    party: partyId,
    kind,
    planDigest: plan.digest,
  }))
}

function makeEntry({ partyId, certificate, address }: DesiredRegistration, occasion: Occasion): InventoryEntry {
  const { fingerprint, publicKeyHash } = certificate
  return { partyId, fingerprint, publicKeyHash, address, revision: occasion.revision, time: occasion.now }
}

function auditChange(change: Change, plan: Plan, occasion: Occasion): AuditRecord {
  const before = change.kind === 'register' ? undefined : change.before
  const after = change.kind === 'delete' ? undefined : change.desired
  return {
    ...occasionRecord(occasion),
    party: change.partyId,
    kind: change.kind,
    cause: change.cause,
    orderedBy: change.orderedBy,
    oldFingerprint: before?.fingerprint,
    newFingerprint: after?.certificate.fingerprint,
    oldAddress: before?.address === undefined ? undefined : formatAddress(before.address),
    newAddress: after?.address === undefined ? undefined : formatAddress(after.address),
    planDigest: plan.digest,
  }
}

function occasionRecord({ federation, revision, now }: Occasion): AuditRecord {
  return { time: new Date(now).toISOString(), federation, revision }
}
