import { Buffer } from 'node:buffer'
import { readFingerprint, type Fingerprint } from '../../domain/certificate/certificate.ts'
import { readUnverified } from '../../domain/certificate/examination.ts'
import type { Address } from '../../domain/party.ts'
import type { PublishedChange } from '../../domain/publication.ts'
import type { Pointer } from '../../yaml/place.ts'
import type { DeclaredParty, Outline } from '../outline.ts'
import type { ManifestEdit, PlainMapping } from '../splice/edit.ts'
import type { Decision } from './decide.ts'
import type { PublicationRequest } from './request.ts'

/** Where an entry is written. */
export interface EntryPlace {
  readonly path: string
  readonly pointer: Pointer
}

/** One change of one file of the manifest. */
export interface FileEdit {
  readonly path: string
  readonly edit: ManifestEdit
  readonly change: PublishedChange
}

/** What the changes are made from. */
export interface EditContext {
  readonly outline: Outline
  readonly decision: Decision
  readonly request: PublicationRequest
  readonly address: Address | undefined
  /** The certificate that the entry has now, as its file holds it. */
  readonly published: Uint8Array | undefined
  /** Where the manifest itself is written. */
  readonly manifest: string
  readonly locate: (party: DeclaredParty) => EntryPlace
}

/** Tells the changes by which the manifest declares the component: none where it does already. */
export function makeEdits(context: EditContext): readonly FileEdit[] {
  return [...rejoin(context), ...makeEntry(context)]
}

function rejoin({ outline, request, manifest: path }: EditContext): readonly FileEdit[] {
  return outline.removed
    .filter(({ id }) => id === request.component.id)
    .map(({ pointer }) => ({ path, change: 'rejoined', edit: { kind: 'remove', pointer } }))
}

function makeEntry(context: EditContext): readonly FileEdit[] {
  const { decision } = context
  switch (decision.kind) {
    case 'party':
      return [addParty(context, decision.name)]
    case 'instance': {
      const { path, pointer } = context.locate(decision.base)
      const value = describeEntry(context, decision.written)
      return [{ path, change: 'instance', edit: { kind: 'set', pointer: [...pointer, 'secondInstance'], value } }]
    }
    case 'taken-over':
      return [...takeOver(context, decision.entry), ...changeAddress(context, decision.entry)]
    case 'declared':
      return [...changeAddress(context, decision.entry), ...announceKey(context, decision.entry)]
  }
}

function addParty(context: EditContext, name: string): FileEdit {
  const { manifest: path, request } = context
  const value = describeEntry(context, name)
  return request.component.role === 'researcher'
    ? { path, change: 'party', edit: { kind: 'set', pointer: ['researcher'], value } }
    : { path, change: 'party', edit: { kind: 'append', pointer: ['nodes'], value } }
}

function describeEntry({ request, address }: EditContext, name: string | undefined): PlainMapping {
  return { ...(name === undefined ? {} : { name }), id: request.component.id, ...address }
}

function takeOver({ locate, request, manifest }: EditContext, entry: DeclaredParty): readonly FileEdit[] {
  const { path, pointer } = locate(entry)
  const { id } = request.component
  const edits: readonly FileEdit[] = [
    { path, change: 'id', edit: { kind: 'set', pointer: [...pointer, 'id'], value: id } },
  ]
  if (entry.id === undefined) return edits
  const left: ManifestEdit = { kind: 'append', pointer: ['removed'], value: { id: entry.id } }
  return [...edits, { path: manifest, change: 'removed', edit: left }]
}

function changeAddress({ address, locate }: EditContext, entry: DeclaredParty): readonly FileEdit[] {
  if (address === undefined) return []
  const { path, pointer } = locate(entry)
  return (['ip', 'port'] as const)
    .filter((key) => entry[key] !== address[key])
    .map((key) => ({ path, change: 'address', edit: { kind: 'set', pointer: [...pointer, key], value: address[key] } }))
}

/** A new key must be announced by the fingerprint of the certificate before, also where that is no longer good. */
function announceKey({ published, request, locate }: EditContext, entry: DeclaredParty): readonly FileEdit[] {
  const given = published === undefined ? undefined : fingerprintGivenUp(published, request.certificate)
  if (given === undefined || entry.replaces.includes(given)) return []
  const { path, pointer } = locate(entry)
  return [{ path, change: 'replaces', edit: { kind: 'append', pointer: [...pointer, 'replaces'], value: given } }]
}

/** Tells the fingerprint of a certificate whose successor has another key. */
function fingerprintGivenUp(before: Uint8Array, after: Uint8Array): Fingerprint | undefined {
  const [old, own] = [readUnverified(before), readUnverified(after)]
  const isSame = old.fingerprint === own.fingerprint || (own.x509 !== undefined && hasKeyOf(old.x509, own.x509))
  return isSame ? undefined : readFingerprint(Buffer.from(before).toString('latin1'))
}

type X509 = ReturnType<typeof readUnverified>['x509']

/** A key that OpenSSL does not know throws: it is no RSA key, so it is another. */
function hasKeyOf(old: X509, own: NonNullable<X509>): boolean {
  try {
    return old?.publicKey.equals(own.publicKey) ?? false
  } catch {
    return false
  }
}
