import type { Federation } from '../federation.ts'
import { roleOf, type PartyId } from '../party.ts'
import { PROFILES } from '../profiles.ts'
import type { DesiredRegistration, DesiredState } from '../registration.ts'

/** Computes the registrations that one party should hold: those of its verified peers, whom the profile tells. */
export function computeDesiredState(federation: Federation, self: PartyId): DesiredState {
  const { holdsAddress, registers } = PROFILES[federation.profile]
  const ownRole = roleOf(self)
  const registrations: DesiredRegistration[] = []
  const unverified: { readonly partyId: PartyId; readonly name: string }[] = []
  for (const { id, name, role, address, certificate, replaces } of federation.parties) {
    if (id === self || !registers(ownRole, role)) continue
    if (certificate === undefined) unverified.push({ partyId: id, name })
    else
      registrations.push({
        partyId: id,
        name,
        role,
        address: holdsAddress ? address : undefined,
        certificate,
        replaces,
      })
  }
  return { registrations, unverified, removed: new Set(federation.removed.map(({ id }) => id)) }
}
