import type { Certificate, Fingerprint } from './certificate/certificate.ts'

declare const partyId: unique symbol

/** The id that Fed-BioMed gave a component, checked for its grammar, for example `NODE_964bdca9-…`. */
export type PartyId = string & { readonly [partyId]: true }

export type Role = 'researcher' | 'node'

/** Where a party's MP-SPDZ listens: four-part decimal IPv4 address, port 1 to 65535. */
export interface Address {
  readonly ip: string
  readonly port: number
}

/** A member of the federation. */
export interface Party {
  readonly id: PartyId
  /** The label people use; unique in the federation. */
  readonly name: string
  readonly role: Role
  /** Absent in the profiles that register no address. */
  readonly address: Address | undefined
  /** Absent where the certificate is missing or was refused: the party is then `unverified`. */
  readonly certificate: Certificate | undefined
  /** The path of the certificate below the federation directory. */
  readonly certificatePath: string
  /** The fingerprints of the certificates that this party gave up. */
  readonly replaces: readonly Fingerprint[]
}

/** A party that left: its registration is deleted everywhere. */
export interface RemovedParty {
  readonly id: PartyId
  readonly reason: string | undefined
}

const ID_GRAMMAR = /^(?:node|NODE|researcher|RESEARCHER)_[A-Za-z0-9][A-Za-z0-9_-]*$/
const LONGEST_ID = 64

const PART = '(?:0|[1-9][0-9]{0,2})'
const FOUR_PARTS = new RegExp(`^${PART}(?:\\.${PART}){3}$`)
const DECIMAL = /^[1-9][0-9]{0,4}$/
const LARGEST_PORT = 65535

/**
 * Tells whether a text is a party id: a prefix that Fed-BioMed gives, then letters, digits, `_` and `-`.
 *
 * @remarks A security rule: Fed-BioMed's own scripts split arguments at white space and expand wildcards.
 */
export function isPartyId(text: string): text is PartyId {
  return text.length <= LONGEST_ID && ID_GRAMMAR.test(text)
}

/** Tells the role that the prefix of an id stands for. */
export function roleOf(id: PartyId): Role {
  return /^node_/i.test(id) ? 'node' : 'researcher'
}

/** Compares addresses by value; two absent ones are equal. */
export function sameAddress(a: Address | undefined, b: Address | undefined): boolean {
  return a?.ip === b?.ip && a?.port === b?.port
}

/** Reads a four-part decimal IPv4 address and a port; `undefined` where they are anything else, a host name included. */
export function parseAddress(ip: string, port: string): Address | undefined {
  const isAddress = FOUR_PARTS.test(ip) && ip.split('.').every((part) => Number(part) <= 255)
  if (!isAddress || !DECIMAL.test(port) || Number(port) > LARGEST_PORT) return undefined
  return { ip, port: Number(port) }
}

/** Writes an address as `ip:port`. */
export function formatAddress(address: Address): string {
  return `${address.ip}:${address.port}`
}
