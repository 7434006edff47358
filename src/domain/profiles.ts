import type { Profile } from './profile.ts'
import { MUTUAL_TLS } from './profiles/mutual-tls.ts'
import { PARTY } from './profiles/party.ts'
import { SECAGG_MPSPDZ } from './profiles/secagg-mpspdz.ts'

/** The name of a profile, as manifests write it. To add one: its file, and its name; the compiler asks for the rest. */
export type ProfileName = 'secagg-mpspdz' | 'party' | 'mutual-tls'

/** Every profile that a manifest may name. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  'secagg-mpspdz': SECAGG_MPSPDZ,
  party: PARTY,
  'mutual-tls': MUTUAL_TLS,
}
