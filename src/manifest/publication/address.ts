import ipaddr from 'ipaddr.js'
import { parseAddress, type Address } from '../../domain/party.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { PROFILES } from '../../domain/profiles.ts'
import type { DeclaredParty, Outline } from '../outline.ts'
import type { PublicationRequest } from './request.ts'

/**
 * Chooses the address to declare: what was typed, else what the component's own configuration says. Fed-BioMed writes
 * `localhost` there where nobody said otherwise.
 *
 * @param declared - the entry that declares the component already.
 * @returns `undefined` where the profile has no addresses.
 */
export function chooseAddress(
  { profile, network }: Pick<Outline, 'profile' | 'network'>,
  request: AddressRequest,
  declared?: DeclaredParty,
): Address | Problem | undefined {
  const { wishes } = request
  const isHeld = profile !== undefined && PROFILES[profile].holdsAddress
  if (isHeld && network !== undefined) return chooseInNetwork(network, request, declared)
  if (wishes.ip === undefined && wishes.port === undefined) return undefined
  return makeProblem('PUBLISH_ADDRESS_REFUSED', {}, { profile: profile ?? '' })
}

/** What an address is chosen from. */
export interface AddressRequest {
  readonly component: Pick<PublicationRequest['component'], 'configuredAddress'>
  readonly wishes: Pick<PublicationRequest['wishes'], 'ip' | 'port'>
  readonly vpnAddress: string | undefined
}

function chooseInNetwork(
  network: string,
  { component, wishes, vpnAddress }: AddressRequest,
  declared: DeclaredParty | undefined,
): Address | Problem {
  const own = splitAddress(component.configuredAddress ?? '')
  const { ip = own.ip, port = own.port } = wishes
  const address = parseAddress(ip, port)
  const objection = objectTo(ip, network)
  if (address !== undefined && objection === undefined) return address
  const facts = { address: `${ip}:${port}`, network }
  if (objection === undefined) {
    return makeProblem(
      'PUBLISH_ADDRESS',
      {},
      { ...facts, reason: 'has no port from 1 to 65535', suggestion: undefined },
    )
  }
  const suggestion = suggest([declared?.ip, vpnAddress], network)
  return makeProblem('PUBLISH_ADDRESS', {}, { ...facts, reason: objection, suggestion })
}

function suggest(known: readonly (string | undefined)[], network: string): string | undefined {
  const ip = known.find((each) => each !== undefined && objectTo(each, network) === undefined)
  return ip === undefined ? undefined : `--ip ${ip}`
}

function splitAddress(configured: string): { readonly ip: string; readonly port: string } {
  const colon = configured.lastIndexOf(':')
  return { ip: configured.slice(0, Math.max(0, colon)), port: configured.slice(colon + 1) }
}

function objectTo(ip: string, network: string): string | undefined {
  if (/^(?:localhost$|127\.|0\.0\.0\.0$)/i.test(ip)) return 'means this machine alone'
  if (parseAddress(ip, '1') === undefined) return 'is no IPv4 address'
  return ipaddr.IPv4.parse(ip).match(ipaddr.IPv4.parseCIDR(network)) ? undefined : 'lies outside the network'
}
