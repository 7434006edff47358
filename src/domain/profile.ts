import type { Component } from './component.ts'
import type { Federation, ProfileName } from './federation.ts'
import type { PartyId } from './party.ts'
import { makeProblem, type Problem } from './problem.ts'
import type { DesiredRegistration, DesiredState } from './registration.ts'

interface Profile {
  /** Whether a registration holds the address of its party. */
  readonly holdsAddress: boolean
  /** Whether Fed-BioMed reads registrations of this profile at run time. */
  readonly takesEffect: boolean
  /** Whether this version can compute and write registrations of the profile. */
  readonly supported: boolean
}

/** What the profiles differ in. Who registers whom is the mesh in each supported one: everybody registers everybody. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  'secagg-mpspdz': { holdsAddress: true, takesEffect: true, supported: true },
  party: { holdsAddress: false, takesEffect: false, supported: true },
  'mutual-tls': { holdsAddress: false, takesEffect: true, supported: false },
}

/** Computes the registrations that one party should hold: all of its verified peers. */
export function computeDesiredState(federation: Federation, self: PartyId): DesiredState {
  const { holdsAddress } = PROFILES[federation.profile]
  const registrations: DesiredRegistration[] = []
  const unverified: { readonly partyId: PartyId; readonly name: string }[] = []
  for (const { id, name, role, address, certificate, replaces } of federation.parties) {
    if (id === self) continue
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

/** Finds what keeps a component from serving the federation's profile; `undefined` where it can. */
export function checkProfile({ familyLabel, profiles }: Component, { profile }: Federation): Problem | undefined {
  if (!PROFILES[profile].supported) return makeProblem('PROFILE_UNSUPPORTED', {}, { profile })
  if (profiles.includes(profile)) return undefined
  return makeProblem('PROFILE_MISMATCH', {}, { family: familyLabel, profile, served: profiles.join(', ') })
}
