import type { Publication } from '../domain/publication.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { FederationError } from '../errors.ts'
import { limitHeap } from '../io/world/heap.ts'
import type { PublicationRequest } from '../manifest/publication/request.ts'

/**
 * Works out what is to be written so that a federation directory declares a component.
 *
 * @throws FederationError with everything that keeps it from being declared.
 */
export async function preparePublication(snapshot: Snapshot, request: PublicationRequest): Promise<Publication> {
  limitHeap()
  const { preparePublication: prepare } = await import('../manifest/publication/prepare.ts')
  const preparation = prepare(snapshot, request)
  if (preparation.kind === 'refused') throw new FederationError(preparation.problems)
  return preparation.publication
}
