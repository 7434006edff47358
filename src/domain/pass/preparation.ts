import type { VerifiedCertificate, VerifiedCertificates, VerifiedPem } from '../certificate/certificate.ts'
import type { Declaration } from '../declaration.ts'
import { NO_REVISION } from '../federation.ts'
import { entriesOf, type Inventory, type InventoryEntry } from '../inventory.ts'
import { formatAddress, type Address } from '../party.ts'
import type { DesiredRegistration } from '../registration.ts'
import { afterOf, beforeOf, type Change } from './change.ts'
import type { DriftItem } from './drift.ts'
import type { Plan } from './plan.ts'

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

/** What is remembered of the pass in which something happened. */
export interface Occasion {
  readonly federation: string
  readonly revision: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Those of the pass. What is registered or adopted must be among them. */
  readonly certificates: VerifiedCertificates
}

/** Describes the pass of a declaration at an instant, in milliseconds since the epoch. */
export function makeOccasion(declaration: Declaration, now: number): Occasion {
  const { federation, revision, certificates = new Map() } = declaration
  return { federation: federation.name, revision: revision.id, now, certificates }
}

/** Adds to each change the certificate that it writes, and what is to be remembered once it is done. */
export function prepareChanges(changes: readonly Change[], plan: Plan, occasion: Occasion): readonly PreparedChange[] {
  return changes.map((change) => {
    const audit = auditChange(change, plan, occasion)
    if (change.kind === 'delete') return { change, entry: undefined, audit }
    const certificate = findVerified(change.desired, occasion)
    return { change, entry: makeEntry(change.desired, certificate, occasion), certificatePem: certificate.pem, audit }
  })
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
    else if (registration !== undefined)
      entries.set(partyId, makeEntry(registration, findVerified(registration, occasion), occasion))
  }
  // Files that are no commit must not make us forget which commit was accepted: that would allow an older one.
  const revision = occasion.revision === NO_REVISION.id ? inventory.revision : occasion.revision
  return { federation: occasion.federation, revision, entries }
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

function makeEntry(
  { partyId, address }: DesiredRegistration,
  { fingerprint, publicKeyHash }: VerifiedCertificate,
  { revision, now }: Occasion,
): InventoryEntry {
  return { partyId, fingerprint, publicKeyHash, address, revision, time: now }
}

function findVerified({ partyId, certificate }: DesiredRegistration, { certificates }: Occasion): VerifiedCertificate {
  const verified = certificates.get(certificate.fingerprint)
  if (verified === undefined) throw new Error(`The certificate of ${partyId} was not judged in this pass.`)
  return verified
}

function auditChange(change: Change, plan: Plan, occasion: Occasion): AuditRecord {
  const [before, after] = [beforeOf(change), afterOf(change)]
  return {
    ...occasionRecord(occasion),
    party: change.partyId,
    kind: change.kind,
    cause: change.cause,
    orderedBy: change.orderedBy,
    oldFingerprint: before?.fingerprint,
    newFingerprint: after?.fingerprint,
    oldAddress: writeAddress(before?.address),
    newAddress: writeAddress(after?.address),
    planDigest: plan.digest,
  }
}

function writeAddress(address: Address | undefined): string | undefined {
  return address === undefined ? undefined : formatAddress(address)
}

function occasionRecord({ federation, revision, now }: Occasion): AuditRecord {
  return { time: new Date(now).toISOString(), federation, revision }
}
