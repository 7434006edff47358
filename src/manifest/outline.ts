import { parseFingerprint, type Fingerprint } from '../domain/certificate/certificate.ts'
import { isPartyId, type PartyId, type Role } from '../domain/party.ts'
import type { ProfileName } from '../domain/profiles.ts'
import type { Manifest, Node, Researcher, SecondInstance } from '../generated/manifest.ts'
import type { Pointer } from '../yaml/place.ts'
import type { Locate } from './merge.ts'
import type { Sound } from './schema.ts'

/** What a manifest says of one party, as far as the schema accepts it. */
export interface DeclaredParty {
  readonly pointer: Pointer
  readonly role: Role
  readonly name: string | undefined
  readonly id: PartyId | undefined
  readonly ip: string | undefined
  readonly port: number | undefined
  /** Below the federation directory; the default where none is given. */
  readonly certificatePath: string | undefined
  readonly replaces: readonly Fingerprint[]
  /** The keys that are written, also those whose values were refused. */
  readonly given: readonly string[]
  /** How to call the party in a message. */
  readonly label: string
}

/** What a manifest says of one party that left. */
export interface DeclaredRemoval {
  readonly pointer: Pointer
  readonly id: PartyId | undefined
  readonly reason: string | undefined
}

/** A manifest laid out for the rules: second instances are parties beside the others. */
export interface Outline {
  readonly name: string | undefined
  readonly profile: ProfileName | undefined
  readonly network: string | undefined
  /** The keys that are written at the top. */
  readonly given: readonly string[]
  readonly parties: readonly DeclaredParty[]
  readonly removed: readonly DeclaredRemoval[]
  readonly place: Locate
}

/** Lays out what is sound of a manifest. */
export function makeOutline(manifest: Sound<Manifest>, place: Locate): Outline {
  const { federation: name, profile, network, researcher, nodes = [], removed = [] } = manifest
  return {
    name,
    profile,
    network,
    given: Object.keys(manifest),
    parties: [
      ...(researcher === undefined ? [] : [toParty(researcher, ['researcher'], 'researcher')]),
      ...nodes.flatMap((node, index) => (node === undefined ? [] : toNodes(node, ['nodes', String(index)]))),
    ],
    removed: removed.flatMap((entry, index) => {
      const pointer = ['removed', String(index)]
      return entry === undefined ? [] : [{ pointer, id: toPartyId(entry.id), reason: entry.reason }]
    }),
    place,
  }
}

/** Tells what stands for the path of a certificate in the manifest: its key, or the id that the default follows from. */
export function pointCertificate({ pointer, given }: DeclaredParty): Pointer {
  return [...pointer, given.includes('certificate') ? 'certificate' : 'id']
}

function toNodes(node: Sound<Node>, pointer: Pointer): readonly DeclaredParty[] {
  const base = toParty(node, pointer, 'node')
  if (node.secondInstance === undefined) return [base]
  const name = base.name === undefined ? undefined : `${base.name}-2`
  const second = { ...node.secondInstance, name: node.secondInstance.name ?? name }
  return [base, toParty(second, [...pointer, 'secondInstance'], 'node')]
}

function toParty(entry: Sound<Researcher | SecondInstance>, pointer: Pointer, role: Role): DeclaredParty {
  const id = toPartyId(entry.id)
  return {
    pointer,
    role,
    name: entry.name,
    id,
    ip: entry.ip,
    port: entry.port,
    certificatePath: entry.certificate ?? (id === undefined ? undefined : `certificates/${id}.pem`),
    replaces: (entry.replaces ?? []).flatMap((text) => toFingerprints(text)),
    given: Object.keys(entry),
    label: entry.name ?? entry.id ?? `a ${role}`,
  }
}

function toPartyId(text: string | undefined): PartyId | undefined {
  return text !== undefined && isPartyId(text) ? text : undefined
}

function toFingerprints(text: string | undefined): readonly Fingerprint[] {
  const fingerprint = text === undefined ? undefined : parseFingerprint(text)
  return fingerprint === undefined ? [] : [fingerprint]
}
