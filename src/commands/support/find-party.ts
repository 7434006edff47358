import type { Federation } from '../../domain/federation.ts'
import type { Party } from '../../domain/party.ts'
import { federationError } from '../../errors.ts'

/**
 * Finds a declared party by its name or id.
 *
 * @throws `PARTY_UNKNOWN` (64)
 */
export function findParty(given: string, { parties }: Federation): Party {
  const party = parties.find(({ id, name }) => id === given || name === given)
  if (party === undefined) throw federationError('PARTY_UNKNOWN', { given, known: parties.map(({ name }) => name) })
  return party
}
