import type { Charter, Founder } from '../../domain/founding.ts'
import { PROFILES } from '../../domain/profiles.ts'
import type { PlainMapping } from '../splice/edit.ts'
import { writeBlockPair, writeScalar } from '../splice/write-value.ts'

/** Writes the manifest of a new federation, with what those who edit it by hand must know. */
export function writeManifest({ name, profile, network }: Charter, founders: readonly Founder[]): string {
  const { summary, holdsAddress } = PROFILES[profile]
  const researcher = founders.find(({ role }) => role === 'researcher')
  const nodes = founders.filter(({ role }) => role === 'node')
  const isEmpty = founders.length === 0
  return [
    '# yaml-language-server: $schema=./federation.schema.json',
    '#',
    '# Who takes part, and whom everybody therefore registers. Only what is committed counts. Each component declares itself',
    '# by `fbm-gitops publish`; whoever edits this file by hand runs `fbm-gitops validate` on its directory before committing.',
    'apiVersion: fbm-gitops/v1',
    ...writeBlockPair(['federation', name], 0).map((line) => `${line} # never change it: components remember it`),
    `profile: ${profile} # ${summary}`,
    ...(network === undefined ? [] : [writeNetwork(network)]),
    ...(isEmpty ? ['', '# `researcher:` and `nodes:` are added when the components publish.'] : ['']),
    ...(researcher === undefined ? [] : writeBlockPair(['researcher', toEntry(researcher, holdsAddress)], 0)),
    ...(nodes.length === 0 ? [] : writeBlockPair(['nodes', nodes.map((node) => toEntry(node, holdsAddress))], 0)),
    '',
  ].join('\n')
}

/** What is no network must stay one value, so that it is told, and brings no lines of its own. */
function writeNetwork(network: string): string {
  const written = /^[0-9./]+$/.test(network) ? network : writeScalar(network)
  return `network: ${written} # the VPN: every address lies in it`
}

function toEntry({ name, id, address }: Founder, holdsAddress: boolean): PlainMapping {
  return { name, id, ...(holdsAddress && address !== undefined ? { ip: address.ip, port: address.port } : {}) }
}
