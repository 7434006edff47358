import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import type { IssuedCertificate } from '../../src/demo/issue-certificate.ts'
import type { Address, Role } from '../../src/domain/party.ts'
import { BASE_IDS, baseCertificate } from './bad-base.ts'
import { withDirectory } from './directory.ts'
import { withRepository, type TestRepository } from './repository.ts'

/** A party of the test federation. */
export interface Member {
  readonly name: string
  readonly role: Role
  readonly id: string
  readonly address: Address
}

/** The test federation: a shared git repository, and a component for each member. */
export interface TestFederation {
  readonly repository: TestRepository
  /** The federation directory. */
  readonly directory: string
  readonly trees: Readonly<Record<MemberName, ComponentTreePaths>>
  /** The flags that name a member's component and the federation. */
  readonly locate: (name: MemberName) => readonly string[]
}

export type MemberName = 'server' | 'a' | 'b'

/** The members, by their names. */
export const MEMBERS: Readonly<Record<MemberName, Member>> = {
  server: {
    name: 'server',
    role: 'researcher',
    id: BASE_IDS.server,
    address: { ip: '10.222.0.2', port: 14000 },
  },
  a: {
    name: 'a',
    role: 'node',
    id: BASE_IDS.a,
    address: { ip: '10.221.0.2', port: 14001 },
  },
  b: {
    name: 'b',
    role: 'node',
    id: BASE_IDS.b,
    address: { ip: '10.221.0.4', port: 14001 },
  },
}

/** A valid certificate of a member, made once per run; each `generation` has a key of its own. */
export function certificateOf(name: MemberName, generation = 1): Promise<IssuedCertificate> {
  return baseCertificate(name, generation)
}

/** Writes the manifest of the test federation. */
export function manifestOf(
  names: readonly MemberName[] = ['server', 'a', 'b'],
  more: {
    /** Fingerprints of the certificates that a member gave up. */
    readonly replaces?: Partial<Readonly<Record<MemberName, string | readonly string[]>>>
    readonly removed?: readonly string[]
  } = {},
): string {
  const entry = (name: MemberName): readonly string[] => {
    const { id, address } = MEMBERS[name]
    const lines = [`name: ${name}`, `id: ${id}`, `ip: ${address.ip}`, `port: ${address.port}`]
    const replaced = [more.replaces?.[name] ?? []].flat()
    return replaced.length === 0 ? lines : [...lines, `replaces: ['${replaced.join("', '")}']`]
  }
  const nodes = names.filter((name) => name !== 'server')
  return [
    'apiVersion: fbm-gitops/v1',
    'federation: test-network',
    'profile: secagg-mpspdz',
    'network: 10.220.0.0/14',
    'researcher:',
    ...entry('server').map((line) => `  ${line}`),
    ...(nodes.length === 0 ? [] : ['nodes:']),
    ...nodes.flatMap((name) => entry(name).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)),
    ...((more.removed ?? []).length === 0 ? [] : ['removed:', ...(more.removed ?? []).map((id) => `  - id: ${id}`)]),
    '',
  ].join('\n')
}

/** Lends a federation whose members have laid out their components and committed their certificates. */
export async function withFederation(body: (federation: TestFederation) => void | Promise<void>): Promise<void> {
  const names: readonly MemberName[] = ['server', 'a', 'b']
  const certificates = await Promise.all(names.map((name) => certificateOf(name)))
  const files = Object.fromEntries(
    names.map((name, index) => [
      `federation/certificates/${MEMBERS[name].id}.pem`,
      certificates[index]?.certificatePem ?? '',
    ]),
  )
  await withRepository({ 'federation/federation.yaml': manifestOf(), ...files }, (repository) =>
    withDirectory({}, async (root) => {
      const layOut = (name: MemberName): ComponentTreePaths =>
        layOutMember(root, name, certificates[names.indexOf(name)])
      const trees = { server: layOut('server'), a: layOut('a'), b: layOut('b') }
      const directory = join(repository.top, 'federation')
      const locate = (name: MemberName): readonly string[] => {
        return ['--component', trees[name].directory, '--federation', directory]
      }
      await body({ repository, directory, trees, locate })
    }),
  )
}

function layOutMember(root: string, name: MemberName, certificate: IssuedCertificate | undefined): ComponentTreePaths {
  if (certificate === undefined) throw new Error(`No certificate for ${name}.`)
  const { role, id, address } = MEMBERS[name]
  return layOutComponent({ directory: join(root, name), family: 'A2', role, id, address, ...certificate })
}

/**
 * Reads the registrations of a tree with the simplest means there are: certificates by party id.
 *
 * @remarks Python writes NaN, which JSON does not know; it stands in other tables only.
 */
export function readRegistrations({ registryFile }: ComponentTreePaths): Readonly<Record<string, string>> {
  const tables = JSON.parse(readFileSync(registryFile, 'utf8').replace(/: NaN\b/g, ': null')) as {
    readonly Certificates?: Readonly<Record<string, { readonly party_id: string; readonly certificate: string }>>
  }
  const rows = Object.values(tables.Certificates ?? {})
  return Object.fromEntries(rows.map(({ party_id, certificate }) => [party_id, certificate]))
}
