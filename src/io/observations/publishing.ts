import type { PartyId } from '../../domain/party.ts'
import type { PushCause } from '../../domain/problems/source/observed.ts'
import type { RemoteOrder } from '../mirror/fetch-order.ts'
import type { Transport } from '../mirror/transport.ts'

/** An observation on its way to its branch. */
export interface Publishing {
  readonly order: RemoteOrder
  readonly transport: Transport
  readonly id: PartyId
  /** The whole name of the branch. */
  readonly branch: string
}

/** Why an observation was not pushed. */
export interface PushFault {
  readonly cause: PushCause
  /** What git, the server or we say of it; not yet escaped. */
  readonly reason: string
  /** What to do; empty where the cause tells. */
  readonly remedy: string
  /** What a second attempt may begin from, where one is worth it. */
  readonly again?: Start
}

/** What an attempt begins from: what is known here, what is there, or nothing that is named by SHA-1. */
export type Start = 'remembered' | 'fetched' | 'sha256'
