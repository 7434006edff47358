import type { Fingerprint, VerifiedCertificate, VerifiedPem } from '../../src/domain/certificate/certificate.ts'
import type { Component } from '../../src/domain/component.ts'
import type { InventoryEntry } from '../../src/domain/inventory.ts'
import type { Address, PartyId } from '../../src/domain/party.ts'
import type { DesiredRegistration, Registration } from '../../src/domain/registration.ts'

/** The moment in which the tests of the pure core live: 2026-11-01T00:00:00Z. */
export const NOW: number = Date.UTC(2026, 10, 1)

/** A party id for a short label, for example `NODE_b`. */
export function anId(label: string): PartyId {
  return `${label === 'r' ? 'RESEARCHER' : 'NODE'}_${label}` as PartyId
}

/** A fingerprint that differs for each label. */
export function aFingerprint(label: string): Fingerprint {
  return `SHA256:${Buffer.from(label).toString('hex').padStart(64, '0').slice(-64)}` as Fingerprint
}

/** Takes any text for a certificate that was judged: where the text does not matter, or nothing would accept it. */
export function asVerified(pem: string): VerifiedPem {
  return pem as VerifiedPem
}

/** A certificate of which only the identity matters; `key` names its key pair. */
export function aCertificate(label: string, key: string = label): VerifiedCertificate {
  return {
    pem: asVerified(
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(label).toString('base64')}\n-----END CERTIFICATE-----\n`,
    ),
    fingerprint: aFingerprint(label),
    publicKeyHash: aFingerprint(`key of ${key}`),
    notBefore: NOW - 1000,
    notAfter: NOW + 5 * 365 * 86_400_000,
  }
}

/** The address of a node, of which only the last part matters. */
export function anAddress(last = 2): Address {
  return { ip: `10.221.0.${last}`, port: 14001 }
}

/** A node of family A2; its files lie below its directory, its registry is named by its id. */
export function aComponent(overrides: Partial<Component> = {}): Component {
  const { directory = '/component', id = anId('self') } = overrides
  return {
    directory,
    configurationFile: `${directory}/etc/config_node.ini`,
    familyLabel: 'Fed-BioMed 5.0–5.3',
    profiles: ['secagg-mpspdz'],
    layout: 'address',
    commandLine: 'script-address',
    effect: 'read',
    id,
    role: 'node',
    address: anAddress(),
    certificateFile: `${directory}/etc/certs/own.pem`,
    registryFile: `${directory}/var/db_${id}.json`,
    siblingRegistries: [],
    ...overrides,
  }
}

/** What the federation declares: by default the certificate `first` at 10.221.0.2. */
export function aDesired(overrides: Partial<DesiredRegistration> = {}): DesiredRegistration {
  const partyId = overrides.partyId ?? anId('b')
  return {
    partyId,
    name: `name of ${partyId}`,
    role: partyId.startsWith('RESEARCHER') ? 'researcher' : 'node',
    address: anAddress(),
    certificate: aCertificate('first'),
    replaces: [],
    ...overrides,
  }
}

/** What a registry holds: by default what `aDesired` declares. */
export function aRegistration(overrides: Partial<Registration> = {}): Registration {
  return { partyId: anId('b'), fingerprint: aFingerprint('first'), address: anAddress(), ...overrides }
}

/** What we wrote: by default what `aDesired` declares. */
export function anEntry(overrides: Partial<InventoryEntry> = {}): InventoryEntry {
  const { fingerprint, publicKeyHash } = aCertificate('first')
  const base = { partyId: anId('b'), fingerprint, publicKeyHash, address: anAddress() }
  return { ...base, revision: 'none', time: NOW, ...overrides }
}
