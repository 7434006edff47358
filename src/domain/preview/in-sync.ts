import type { Component } from '../component.ts'
import type { Declaration } from '../declaration.ts'
import type { Federation } from '../federation.ts'
import { EMPTY_INVENTORY, type Inventory, type InventoryEntry } from '../inventory.ts'
import type { Party } from '../party.ts'
import { assess, type Assessment, type LocalState } from '../pass/assessment.ts'
import { computeDesiredState } from '../pass/desired-state.ts'
import type { ProfileName } from '../profiles.ts'
import type { DesiredRegistration, Registration } from '../registration.ts'

/** The states that are compared. */
export interface Comparison {
  readonly base: Declaration | undefined
  readonly head: Declaration
}

/**
 * Assesses what the component of a party does that was in sync with the base: the pass itself is asked, with the registry and
 * the inventory that such a component has.
 *
 * @remarks It is taken to be of a Fed-BioMed that serves the profile of the head, with the certificate and the address that
 * the head declares, and to have registered nobody by hand.
 */
export function assessInSync(party: Party, { base, head }: Comparison): Assessment {
  return assess({
    component: makeComponent(party, head.federation.profile),
    declaration: head,
    local: makeLocalState(party, base, head.federation.profile),
    decisions: { adopt: new Set(), overwrite: new Set() },
    policy: { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined },
  })
}

/** What components that serve a profile have in common, as far as a pass looks at it. */
const TRAITS: Readonly<Record<ProfileName, Pick<Component, 'layout' | 'commandLine' | 'effect'>>> = {
  'secagg-mpspdz': { layout: 'address', commandLine: 'script-address', effect: 'read' },
  party: { layout: 'party', commandLine: 'program', effect: 'unread' },
  'mutual-tls': { layout: 'component', commandLine: 'program-identity', effect: 'read' },
}

function makeComponent({ id, role, address }: Party, profile: ProfileName): Component {
  return {
    ...TRAITS[profile],
    profiles: [profile],
    familyLabel: `a Fed-BioMed that serves ${profile}`,
    id,
    role,
    address,
    directory: '',
    configurationFile: '',
    certificateFile: '',
    registryFile: '',
    siblingRegistries: [],
  }
}

function makeLocalState(party: Party, base: Declaration | undefined, profile: ProfileName): LocalState {
  const others = { denied: new Set<string>(), ownFingerprint: party.certificate?.fingerprint, problems: [] }
  const was = base?.federation.parties.some(({ id }) => id === party.id) ?? false
  if (base === undefined || !was) return { ...others, observed: { registrations: [] }, inventory: EMPTY_INVENTORY }
  const { registrations } = computeDesiredState(base.federation, party.id)
  const isOlder = isLaidOutOtherwise(base.federation, profile)
  return {
    ...others,
    observed: { registrations: registrations.map((each) => makeRow(each, isOlder)) },
    inventory: makeInventory(base, registrations),
  }
}

/** Rows that carry the id of a component are laid out otherwise than all before them; an upgrade leaves those behind. */
function isLaidOutOtherwise(base: Pick<Federation, 'profile'>, profile: ProfileName): boolean {
  return TRAITS[profile].layout === 'component' && TRAITS[base.profile].layout !== 'component'
}

function makeRow({ partyId, address, certificate }: DesiredRegistration, isOlder: boolean): Registration {
  const row = { partyId, fingerprint: certificate.fingerprint, address }
  return isOlder ? { ...row, isOlder } : row
}

function makeInventory(
  { federation, revision }: Declaration,
  registrations: readonly DesiredRegistration[],
): Inventory {
  const entries = registrations.map(({ partyId, address, certificate }): readonly [string, InventoryEntry] => {
    const { fingerprint, publicKeyHash } = certificate
    return [partyId, { partyId, fingerprint, publicKeyHash, address, revision: revision.id, time: 0 }]
  })
  return { federation: federation.name, revision: revision.id, entries: new Map(entries) }
}
