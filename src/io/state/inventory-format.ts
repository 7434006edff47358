import { parseFingerprint, type Fingerprint } from '../../domain/certificate/certificate.ts'
import type { Inventory, InventoryEntry } from '../../domain/inventory.ts'
import { isPartyId, type Address, type PartyId } from '../../domain/party.ts'
import { countOf, isObject, listOf, parseObject, textOf, type JsonObject } from './json.ts'

const SCHEMA_VERSION = 1

/** Why a file of ours could not be understood. */
export type FormatFault = 'damaged' | 'newer'

/** An inventory, and whose it is. */
export interface InventoryFile {
  /** The id of the component; absent in a file that was written before it was remembered. */
  readonly component: PartyId | undefined
  readonly inventory: Inventory
}

/** Writes an inventory as the text of its file. Equal inventories give equal texts. */
export function renderInventory({ component, inventory }: InventoryFile): string {
  const { federation, revision } = inventory
  const entries = [...inventory.entries.values()].sort((a, b) => (a.partyId < b.partyId ? -1 : 1))
  const content = { schemaVersion: SCHEMA_VERSION, component, federation, revision, entries }
  return `${JSON.stringify(content, undefined, 1)}\n`
}

/** Parses the text of an inventory file. Nothing that is damaged is ever taken for empty. */
export function parseInventory(text: string): InventoryFile | FormatFault {
  const object = parseObject(text)
  const fault = checkVersion(object)
  if (object === undefined || fault !== undefined) return fault ?? 'damaged'
  const revision = textOf(object, 'revision')
  const entries = listOf(object['entries'], parseEntry)
  const component = parseComponent(object['component'])
  if (revision === undefined || entries === undefined || component === 'damaged') return 'damaged'
  const byParty = new Map(entries.map((entry) => [entry.partyId, entry]))
  if (byParty.size !== entries.length) return 'damaged'
  return { component, inventory: { federation: textOf(object, 'federation'), revision, entries: byParty } }
}

/** Converts one entry of an inventory, as the inventory file and the journal hold it. */
export function parseEntry(value: unknown): InventoryEntry | undefined {
  if (!isObject(value)) return undefined
  const partyId = textOf(value, 'partyId')
  const certificate = parseCertificate(value)
  const occasion = parseOccasion(value)
  const address = parseEntryAddress(value['address'])
  if (partyId === undefined || !isPartyId(partyId) || address === 'damaged') return undefined
  if (certificate === undefined || occasion === undefined) return undefined
  return { partyId, ...certificate, address, ...occasion }
}

/** Writes the deny list as the text of its file. */
export function renderDenied(ids: Iterable<string>): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, denied: [...new Set(ids)].sort() }, undefined, 1)}\n`
}

/** Parses the text of a deny list. */
export function parseDenied(text: string): ReadonlySet<string> | FormatFault {
  const object = parseObject(text)
  const fault = checkVersion(object)
  if (fault !== undefined) return fault
  const ids = listOf(object?.['denied'], (member) => (typeof member === 'string' ? member : undefined))
  return ids === undefined ? 'damaged' : new Set(ids)
}

function checkVersion(object: JsonObject | undefined): FormatFault | undefined {
  const version = object === undefined ? undefined : countOf(object, 'schemaVersion')
  if (version === undefined || version < SCHEMA_VERSION) return 'damaged'
  return version > SCHEMA_VERSION ? 'newer' : undefined
}

function parseComponent(value: unknown): PartyId | 'damaged' | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' && isPartyId(value) ? value : 'damaged'
}

function parseCertificate(object: JsonObject): Pick<InventoryEntry, 'fingerprint' | 'publicKeyHash'> | undefined {
  const fingerprint = fingerprintIn(object, 'fingerprint')
  const publicKeyHash = fingerprintIn(object, 'publicKeyHash')
  return fingerprint === undefined || publicKeyHash === undefined ? undefined : { fingerprint, publicKeyHash }
}

function parseOccasion(object: JsonObject): Pick<InventoryEntry, 'revision' | 'time'> | undefined {
  const revision = textOf(object, 'revision')
  const time = countOf(object, 'time')
  return revision === undefined || time === undefined ? undefined : { revision, time }
}

function fingerprintIn(object: JsonObject, name: string): Fingerprint | undefined {
  const text = textOf(object, name)
  return text === undefined ? undefined : parseFingerprint(text)
}

/** Asks for no grammar, unlike the one of a party: the file is ours, and one with an odd address is not damaged by it. */
function parseEntryAddress(value: unknown): Address | 'damaged' | undefined {
  if (value === undefined) return undefined
  if (!isObject(value)) return 'damaged'
  const ip = textOf(value, 'ip')
  const port = countOf(value, 'port')
  return ip === undefined || port === undefined ? 'damaged' : { ip, port }
}
