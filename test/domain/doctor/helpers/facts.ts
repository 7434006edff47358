import { Buffer } from 'node:buffer'
import { readUnverified } from '../../../../src/domain/certificate/examination.ts'
import type { Fingerprint } from '../../../../src/domain/certificate/certificate.ts'
import type { Component } from '../../../../src/domain/component.ts'
import type { Declaration } from '../../../../src/domain/declaration.ts'
import type { Facts, KeyFile, MachineFacts, RegistryFacts, StateFacts } from '../../../../src/domain/doctor/facts.ts'
import { found, type Found } from '../../../../src/domain/doctor/found.ts'
import type { Probe, ProbeOutcome, ProbeTarget } from '../../../../src/domain/doctor/probe.ts'
import type { Federation } from '../../../../src/domain/federation.ts'
import { EMPTY_INVENTORY } from '../../../../src/domain/inventory.ts'
import type { Party } from '../../../../src/domain/party.ts'
import type { ProfileName } from '../../../../src/domain/profiles.ts'
import { updateStatus, type ComponentStatus } from '../../../../src/domain/status/component-status.ts'
import { ONE_PASS } from '../../../../src/domain/status/evidence.ts'
import { aCertificate, aComponent, aFingerprint, anAddress, anId } from '../../../helpers/builders.ts'
import { aCertificatePem, NOW, PARTY_ID } from '../../../helpers/certificates.ts'
import { aRecord } from '../../status/helpers/evidence.ts'

export const MINUTE_MS = 60_000
export const DAY_MS: number = 24 * 60 * MINUTE_MS
export const RESEARCHER_ID: string = anId('r')

const OWN_PEM = aCertificatePem()
const FILE = { uid: 1000, gid: 1000, mode: 0o644, size: 1200 }

/** The file of the own certificate, as bytes. */
const OWN_CERTIFICATE: Uint8Array = Buffer.from(OWN_PEM)

/** The fingerprint of the own certificate. */
export const OWN_FINGERPRINT: Fingerprint = readUnverified(OWN_CERTIFICATE).fingerprint ?? aFingerprint('own')

/** A machine on which all is well. */
export function aMachine(overrides: Partial<MachineFacts> = {}): MachineFacts {
  return { version: '1.0.0', node: '22.12.0', platform: 'linux', user: 1000, git: found('2.39.5'), ...overrides }
}

/** A component of which everything is known and well. */
export function someFacts(overrides: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    component: found(self()),
    variables: found([]),
    certificate: found(OWN_CERTIFICATE),
    ownFingerprint: OWN_FINGERPRINT,
    keyPair: found('belongs'),
    keyFile: aKeyFile(),
    registry: aRegistryReading(),
    state: aState(),
    source: found({ label: 'federation', reachedAt: undefined, fault: undefined }),
    declaration: found(aDeclaration()),
    history: found('descends'),
    endpoint: found({ host: '10.222.0.2', port: 50_051 }),
    probes: found([aProbe({}, { kind: 'open' })]),
    ...overrides,
  }
}

/** The component that is looked at. */
export function self(overrides: Partial<Component> = {}): Component {
  return aComponent({ id: PARTY_ID, directory: '/fbm-node', ...overrides })
}

/** A private key that nobody else may read. */
export function aKeyFile(overrides: Partial<KeyFile> = {}): Found<KeyFile> {
  return found({ ...FILE, mode: 0o600, file: '/fbm-node/etc/own.key', owner: 1000, within: undefined, ...overrides })
}

/** A registry of one registration, in a file system that is as it should be. */
export function aRegistryReading(overrides: Partial<RegistryFacts> = {}): RegistryFacts {
  const path = '/fbm-node/var/db_own.json'
  const registrations = [
    { partyId: RESEARCHER_ID, fingerprint: aFingerprint('researcher'), address: anAddress(9) },
    { partyId: anId('b'), fingerprint: aFingerprint('first'), address: anAddress(4) },
  ]
  return {
    file: found({ ...FILE, path }),
    owner: found({ uid: 1000, gid: 1000, user: 1000, path }),
    directory: found({ ...FILE, mode: 0o755, path: '/fbm-node/var' }),
    mount: found({ type: 'ext4', point: '/fbm-node', isReadOnly: false, isOfFile: false }),
    disk: found({ directory: '/fbm-node/var', freeBytes: 2 ** 30, freeFiles: 10_000, neededBytes: 2 ** 20 }),
    content: found({ registrations, otherTables: 3 }),
    holders: found(['python3 (process 12)']),
    ...overrides,
  }
}

/** What lies beside a registry after a pass. */
export function aState(overrides: Partial<StateFacts> = {}): StateFacts {
  return {
    directory: found({ ...FILE, mode: 0o700, path: '/fbm-node/var/fbm-gitops/db_own' }),
    lock: found(undefined),
    journal: found([]),
    backups: found({
      directory: '/fbm-node/var/fbm-gitops/db_own/backups',
      count: 2,
      bytes: 2400,
      newest: { name: 'one.json', time: NOW - DAY_MS, isWhole: true },
    }),
    books: found({ inventory: EMPTY_INVENTORY, denied: new Set() }),
    status: found(aStatus(NOW - MINUTE_MS)),
    mirror: found('private'),
    ...overrides,
  }
}

/** What is kept of a component whose last pass ended at a time. */
export function aStatus(endedAt: number, intervalMs?: number): ComponentStatus {
  const pass = aRecord({ componentId: PARTY_ID, startedAt: endedAt - 40, endedAt })
  return updateStatus(undefined, { pass, facts: { ...ONE_PASS, intervalMs } }, endedAt)
}

/** A federation of this component, its researcher, and another node. */
export function aFederation(profile: ProfileName = 'secagg-mpspdz'): Federation {
  const own = { ...aCertificate('own'), fingerprint: OWN_FINGERPRINT }
  return {
    name: 'test-network',
    profile,
    parties: [
      aParty({ id: anId('r'), name: 'server', role: 'researcher', address: anAddress(9) }, aCertificate('researcher')),
      aParty({ id: PARTY_ID, name: 'hospital-a', address: anAddress() }, own),
      aParty({ id: anId('b'), name: 'hospital-b', address: anAddress(4) }, aCertificate('first')),
    ],
    removed: [],
  }
}

/** What a commit of an hour ago declares. */
export function aDeclaration(overrides: Partial<Declaration> = {}): Declaration {
  const revision = { id: 'a'.repeat(40), subject: 'Add hospital-b', author: 'Ada', time: NOW - 60 * MINUTE_MS }
  return { federation: aFederation(), revision, problems: [], certificates: undefined, ...overrides }
}

/** An attempt to reach hospital-b, and how it ended. */
export function aProbe(target: Partial<ProbeTarget>, outcome: ProbeOutcome): Probe {
  const party = { id: anId('b'), name: 'hospital-b', certificate: aCertificate('first') }
  return { target: { kind: 'mpspdz', host: '10.221.0.4', port: 14_001, party, ...target }, outcome }
}

function aParty(
  fields: Pick<Party, 'id' | 'name' | 'address'> & Partial<Party>,
  certificate: Party['certificate'],
): Party {
  return { role: 'node', certificate, certificatePath: `certificates/${fields.id}.pem`, replaces: [], ...fields }
}
