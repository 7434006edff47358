import type { Fingerprint } from '../certificate/certificate.ts'
import type { Component } from '../component.ts'
import type { Federation } from '../federation.ts'
import type { Party } from '../party.ts'
import { PROFILES } from '../profiles.ts'

/** An address at which something may listen. */
export interface Endpoint {
  /** A host name, or an address. */
  readonly host: string
  readonly port: number
}

/** What is to be reached. */
export interface ProbeTarget extends Endpoint {
  /** A peer's MP-SPDZ; the researcher's server as a node sees it; or that of this researcher itself. */
  readonly kind: 'mpspdz' | 'researcher' | 'self'
  /** Absent where the federation does not say who it is. */
  readonly party: Pick<Party, 'id' | 'name' | 'certificate'> | undefined
}

/** A certificate that a server presented. Nothing in it is believed: whoever listens there chose it. */
export interface PresentedCertificate {
  readonly fingerprint: Fingerprint
  readonly organisation: string | undefined
  readonly commonName: string | undefined
}

/** How the attempt to reach something ended. */
export type ProbeOutcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'presented'; readonly certificate: PresentedCertificate }
  | { readonly kind: 'no-tls'; readonly reason: string }

/** A target, and how the attempt to reach it ended. */
export interface Probe {
  readonly target: ProbeTarget
  readonly outcome: ProbeOutcome
}

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/
const IPV6 = /^[0-9A-Fa-f:]{0,35}:[0-9A-Fa-f:.]{0,39}$/
const PORT = /^[1-9][0-9]{0,4}$/
const LARGEST_PORT = 65_535
/** What a server that listens everywhere is reached at from its own machine. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1', '[::]': '::1' }

/** Reads an address as a configuration writes it; `undefined` where it holds anything that no host name does. */
export function parseEndpoint(host: string, port: string): Endpoint | undefined {
  if (!HOST_NAME.test(host) && !IPV6.test(host) && !Object.hasOwn(EVERYWHERE, host)) return undefined
  if (!PORT.test(port) || Number(port) > LARGEST_PORT) return undefined
  return { host, port: Number(port) }
}

/** Tells who is to be reached: the peers that are registered with an address, and the server that the researcher runs. */
export function listTargets(
  component: Component,
  federation: Federation | undefined,
  endpoint: Endpoint | undefined,
): readonly ProbeTarget[] {
  const peers = federation === undefined ? [] : listPeers(component, federation)
  if (endpoint === undefined) return peers
  const party = federation?.parties.find(({ role }) => role === 'researcher')
  if (component.role === 'node') return [...peers, { kind: 'researcher', ...endpoint, party }]
  const host = EVERYWHERE[endpoint.host] ?? endpoint.host
  return [...peers, { kind: 'self', ...endpoint, host, party }]
}

function listPeers({ id, role }: Component, { profile, parties }: Federation): readonly ProbeTarget[] {
  const { holdsAddress, registers } = PROFILES[profile]
  if (!holdsAddress) return []
  return parties
    .filter((party) => party.id !== id && registers(role, party.role))
    .flatMap(({ address, ...party }) => {
      return address === undefined ? [] : [{ kind: 'mpspdz' as const, host: address.ip, port: address.port, party }]
    })
}
