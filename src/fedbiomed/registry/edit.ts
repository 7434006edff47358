import type { VerifiedPem } from '../../domain/certificate/certificate.ts'
import type { Address, Role } from '../../domain/party.ts'

/** Puts a registration into a registry: replaces the row of its party, or adds one. */
export interface PutEdit {
  readonly kind: 'put'
  readonly partyId: string
  readonly role: Role
  /** Needed in the layout `address`, and not written in the others. */
  readonly address: Address | undefined
  readonly certificatePem: VerifiedPem
}

/** Deletes the row of a party, if there is one. */
export interface DeleteEdit {
  readonly kind: 'delete'
  readonly partyId: string
}

/** One correction of a registry's rows. */
export type RowEdit = PutEdit | DeleteEdit
