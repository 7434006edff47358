import type { Federation } from '../federation.ts'
import { roleOf, type PartyId } from '../party.ts'
import { PROFILES } from '../profiles.ts'
import type { DesiredRegistration, DesiredState } from '../registration.ts'

/**
 * Computes the registrations that one party should hold: those of its verified peers, whom the profile tells. Whom it does
 * not, is excluded.
 */
export function computeDesiredState(federation: Federation, self: PartyId): DesiredState {
  const { holdsAddress, registers } = PROFILES[federation.profile]
  const ownRole = roleOf(self)
  const registrations: DesiredRegistration[] = []
  const unverified: Named[] = []
  const excluded: Named[] = []
  for (const { id, name, role, address, certificate, replaces } of federation.parties) {
    if (id === self) continue
    const held = holdsAddress ? address : undefined
    if (!registers(ownRole, role)) excluded.push({ partyId: id, name })
    else if (certificate === undefined) unverified.push({ partyId: id, name })
    else registrations.push({ partyId: id, name, role, address: held, certificate, replaces })
  }
  return { registrations, unverified, excluded, removed: new Set(federation.removed.map(({ id }) => id)) }
}

type Named = DesiredState['unverified'][number]
