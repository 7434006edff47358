import ipaddr from 'ipaddr.js'
import { formatAddress } from '../../domain/party.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { PROFILES } from '../../domain/profiles.ts'
import type { Outline, DeclaredParty } from '../outline.ts'
import { findRepeats, formatPlace } from '../rule.ts'

/** What ipaddr.js calls the ranges in which no component can be reached. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  broadcast: 'the broadcast address',
  linkLocal: 'a link-local address',
  loopback: 'a loopback address, which means the machine itself',
  multicast: 'a multicast address',
  reserved: 'a reserved address',
  unspecified: 'no address of a machine',
}

/** Whether addresses are needed or refused follows from the profile. */
export function addressesAreGivenWhereNeeded(outline: Outline): readonly Problem[] {
  const { profile, given, parties, place } = outline
  if (profile === undefined) return []
  const owners = [
    { pointer: [], given, keys: ['network'], label: 'the manifest' },
    ...parties.map((party) => ({ ...party, keys: ['ip', 'port'] })),
  ]
  const { holdsAddress } = PROFILES[profile]
  return owners.flatMap(({ pointer, given: written, keys, label }) =>
    keys
      .filter((key) => written.includes(key) !== holdsAddress)
      .map((key) =>
        holdsAddress
          ? makeProblem('ADDRESS_REQUIRED', { ...place(pointer), length: 1 }, { key, owner: label, profile })
          : makeProblem('ADDRESS_REFUSED', place([...pointer, key], 'key'), { key, profile }),
      ),
  )
}

/** A range is written by its first address, so that it is what it seems. */
export function networkIsCanonical({ network, place }: Outline): readonly Problem[] {
  if (network === undefined) return []
  const canonical = `${ipaddr.IPv4.networkAddressFromCIDR(network).toString()}/${network.split('/')[1] ?? ''}`
  return network === canonical
    ? []
    : [makeProblem('NETWORK_NOT_CANONICAL', place(['network']), { value: network, canonical })]
}

/** Peers must be able to connect to the address. */
export function addressesAreReachable(outline: Outline): readonly Problem[] {
  return withAddresses(outline).flatMap(({ pointer, label, ip }) => {
    const reason = UNREACHABLE[ipaddr.IPv4.parse(ip).range()] ?? findEdge(ip, outline.network)
    if (reason === undefined) return []
    return [makeProblem('ADDRESS_RESERVED', outline.place([...pointer, 'ip']), { party: label, ip, reason })]
  })
}

/** Every component is reached through the VPN. */
export function addressesLieInNetwork(outline: Outline): readonly Problem[] {
  const { network, place } = outline
  if (network === undefined) return []
  const range = ipaddr.IPv4.parseCIDR(network)
  return withAddresses(outline)
    .filter(({ ip }) => !ipaddr.IPv4.parse(ip).match(range))
    .map(({ pointer, label, ip }) =>
      makeProblem('ADDRESS_OUTSIDE_NETWORK', place([...pointer, 'ip']), { party: label, ip, network }),
    )
}

/** One address and port is one party. */
export function addressesAreUnique(outline: Outline): readonly Problem[] {
  const { place } = outline
  return findRepeats(withAddresses(outline), toText).map(({ item, first, key }) =>
    makeProblem('ADDRESS_TWICE', place([...item.pointer, 'ip']), {
      value: key,
      first: formatPlace(place([...first.pointer, 'ip'])),
    }),
  )
}

type AddressedParty = DeclaredParty & { readonly ip: string }

function withAddresses({ profile, parties }: Outline): readonly AddressedParty[] {
  if (profile !== undefined && !PROFILES[profile].holdsAddress) return []
  return parties.flatMap((party) => (party.ip === undefined ? [] : [{ ...party, ip: party.ip }]))
}

function toText({ ip, port }: AddressedParty): string | undefined {
  return port === undefined ? undefined : formatAddress({ ip, port })
}

function findEdge(ip: string, network: string | undefined): string | undefined {
  if (network === undefined) return undefined
  if (ip === ipaddr.IPv4.networkAddressFromCIDR(network).toString())
    return `the address of the network ${network} itself`
  return ip === ipaddr.IPv4.broadcastAddressFromCIDR(network).toString()
    ? `the broadcast address of ${network}`
    : undefined
}
