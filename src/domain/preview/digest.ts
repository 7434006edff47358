import { createHash } from 'node:crypto'
import type { Fingerprint } from '../certificate/certificate.ts'
import type { Federation } from '../federation.ts'
import { formatAddress, type Party } from '../party.ts'
import { PROFILES } from '../profiles.ts'

/*
 * The digest covers all that decides about a registry, and nothing else: the federation's name, to which inventories
 * belong, the profile, and of each party its id, the fingerprint of its certificate, its address where the profile
 * registers one, and the certificates that it gave up; and who was removed. Labels, reasons, paths, comments, the order of
 * anything, times and commits are no part of it.
 */

/** Digests the desired state of a whole federation: equal states have equal digests, at any time and revision. */
export function digestDesiredState({ name, profile, parties, removed }: Federation): Fingerprint {
  const { holdsAddress } = PROFILES[profile]
  const content = {
    federation: name,
    profile,
    parties: parties.map((party) => digestible(party, holdsAddress)).sort(byId),
    removed: removed.map(({ id }): string => id).sort(),
  }
  return `SHA256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}` as Fingerprint
}

type Digestible = readonly [id: string, fingerprint: string, address: string, replaces: readonly string[]]

function digestible({ id, certificate, address, replaces }: Party, holdsAddress: boolean): Digestible {
  const where = holdsAddress && address !== undefined ? formatAddress(address) : ''
  return [id, certificate?.fingerprint ?? '', where, [...new Set(replaces)].sort()]
}

function byId([a]: Digestible, [b]: Digestible): number {
  return a < b ? -1 : 1
}
