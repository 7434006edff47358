import type { Charter } from '../domain/founding.ts'
import type { Address } from '../domain/party.ts'
import type { Problem } from '../domain/problem.ts'
import { NO_REVISION } from '../domain/federation.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { limitHeap } from '../io/world/heap.ts'
import type { Founded, FoundingRequest } from '../manifest/founding/found.ts'
import type { Census, Choice } from '../manifest/founding/founders.ts'
import type { AddressRequest } from '../manifest/publication/address.ts'

/** A directory that is not there yet. */
export const NOTHING_THERE: Snapshot = { revision: NO_REVISION, files: [], problems: [], label: '' }

/** Makes a new federation directory, or tells all that keeps it from beginning. */
export async function foundFederation(request: FoundingRequest): Promise<Founded> {
  limitHeap()
  const { foundFederation: found } = await import('../manifest/founding/found.ts')
  return found(request)
}

/** Finds the first thing that is wrong with a charter, as `validate` would word it. */
export async function checkCharter(charter: Charter): Promise<Problem | undefined> {
  const founded = await foundFederation({ charter, founders: [], existing: NOTHING_THERE, now: 0 })
  return founded.kind === 'refused' ? founded.problems[0] : undefined
}

/** Chooses whom a registry makes a party of a new federation. */
export async function chooseFounders(census: Census): Promise<Choice> {
  return (await import('../manifest/founding/founders.ts')).chooseFounders(census)
}

/** Chooses the address of a component that is declared, as `publish` does. */
export async function chooseOwnAddress(
  charter: Charter,
  request: AddressRequest,
): Promise<Address | Problem | undefined> {
  const { chooseAddress } = await import('../manifest/publication/address.ts')
  return chooseAddress(charter, request)
}
