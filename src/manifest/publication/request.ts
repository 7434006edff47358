import type { Candidate, PublicationOrigin } from '../../domain/publication.ts'

/** What the operator typed; absent where nothing was. */
export interface Wishes {
  readonly name: string | undefined
  /** The label of the node that has this component as its second instance. */
  readonly instanceOf: string | undefined
  /** The label of the party that this component was created again for. */
  readonly takeOver: string | undefined
  readonly ip: string | undefined
  readonly port: string | undefined
}

/** A component that is to be declared. */
export interface PublicationRequest {
  readonly component: Candidate
  readonly origin: PublicationOrigin
  /** Its certificate, as its file holds it. */
  readonly certificate: Uint8Array
  readonly wishes: Wishes
  /** The address that the VPN assigned, where the environment tells it: for a suggestion. */
  readonly vpnAddress: string | undefined
  /** Milliseconds since the epoch, by which validity is judged. */
  readonly now: number
}
