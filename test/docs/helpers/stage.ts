import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import { issueCertificate, type IssuedCertificate } from '../../../src/demo/issue-certificate.ts'
import type { Address, Role } from '../../../src/domain/party.ts'
import { until } from '../../helpers/daemon.ts'
import { withDirectory, writeFiles } from '../../helpers/directory.ts'
import { readRegistrations } from '../../helpers/federation.ts'
import { git } from '../../helpers/git.ts'
import { withSshServer } from '../../helpers/ssh-server.ts'
import { layOutInMounts, makeContainerHost, makeDesk, makePlainHost, type Host, type HostRequest } from './hosts.ts'

/** A member, as the page names it. */
export interface CastMember {
  readonly role: Role
  readonly id: string
  readonly address: Address
}

export type CastName = 'inria-server' | 'hospital-a' | 'hospital-b' | 'hospital-c' | 'hospital-d' | 'hospital-d-2'

/** Everybody on the page. */
export const CAST: Readonly<Record<CastName, CastMember>> = {
  'inria-server': member('researcher', 'RESEARCHER_2bd34852-830b-48f0-9f58-613f3e643d42', '10.222.0.2', 14000),
  'hospital-a': member('node', 'NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae', '10.221.0.2', 14001),
  'hospital-b': member('node', 'NODE_7c1e2a90-4f1b-4f4e-8f43-0d6a4c1e9b55', '10.221.0.4', 14001),
  'hospital-c': member('node', 'NODE_0b7d2c1e-5d3a-4e6f-9a7b-8c9d0e1f2a3b', '10.221.0.5', 14001),
  'hospital-d': member('node', 'NODE_3e5f7a9b-1c2d-4e3f-8a5b-6c7d8e9f0a1b', '10.221.0.6', 14001),
  'hospital-d-2': member('node', 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a', '10.221.0.7', 14002),
}

/** Who is in the federation before the new site joins. */
export const EXISTING = ['inria-server', 'hospital-a', 'hospital-b', 'hospital-c'] as const
/** The new site. */
export const NEW = 'hospital-d'

/** How the sites of a federation run their components. */
export type Layout = 'containers' | 'plain hosts'

/** A federation whose members are declared, the machines of all sites, and the repository on a server. */
export interface JoiningStage {
  /** Of the existing sites, and of the new one. */
  readonly hosts: Readonly<Record<(typeof EXISTING)[number] | typeof NEW, Host>>
  readonly coordinator: Pick<Host, 'type'>
  /** The address of the repository. */
  readonly url: string
  /** Makes the machine of another site, with containers. */
  readonly makeAnother: (directory: string, family: 'A2' | 'C') => Promise<Host>
  /** Where the registry of the new site's second instance is. */
  readonly secondRegistry: string
}

const DAY_MS = 86_400_000
const PROFILES = { containers: 'secagg-mpspdz', 'plain hosts': 'party' } as const
const FAMILIES = { containers: 'A2', 'plain hosts': 'C' } as const
const issued = new Map<CastName, Promise<IssuedCertificate>>()

/** Lends all of it, with compose files as `makeContainerHost` takes them; ends every reconciler afterwards. */
export async function withJoiningStage(
  { layout, composeFiles }: { readonly layout: Layout; readonly composeFiles: string },
  body: (stage: JoiningStage) => Promise<void>,
): Promise<void> {
  await withDirectory({}, (top) =>
    withSshServer({}, async (server) => {
      const access = { key: server.key, knownHosts: server.knownHosts }
      const repository = join(top, 'federation.git')
      const clone = await makeRepository(top, repository, layout)
      const made: Host[] = []
      const makeHost = async (name: CastName, directory = name as string, family = FAMILIES[layout]): Promise<Host> => {
        const request = await makeRequest(name, { directory: join(top, directory), family, ...access })
        const inContainers = layout === 'containers' || directory !== name
        const host = inContainers ? makeContainerHost(request, composeFiles) : makePlainHost(request)
        made.push(host)
        return host
      }
      const hosts = {
        'inria-server': await makeHost('inria-server'),
        'hospital-a': await makeHost('hospital-a'),
        'hospital-b': await makeHost('hospital-b'),
        'hospital-c': await makeHost('hospital-c'),
        'hospital-d': await makeHost('hospital-d'),
      }
      try {
        await body({
          hosts,
          coordinator: makeDesk({ directory: join(top, 'desk'), clone, ...access }),
          url: server.url(repository),
          makeAnother: (directory, family) => makeHost('hospital-d-2', directory, family),
          secondRegistry: layout === 'containers' ? await addSecondInstance(join(top, NEW, 'docker')) : '',
        })
      } finally {
        for (const host of made) await host.stop()
      }
    }),
  )
}

/** Waits until a registry holds just these parties, with the certificates that they have. */
export async function untilRegistered(
  { registryFile }: Pick<ComponentTreePaths, 'registryFile'>,
  names: readonly CastName[],
  describe: () => string,
): Promise<void> {
  const certificates = await Promise.all(names.map(certificateOf))
  const expected = names.map((name, index) => [CAST[name].id, certificates[index]?.certificatePem.trim()])
  await until(
    () => {
      const found = Object.entries(readIfWhole(registryFile)).map(([id, pem]) => [id, pem.trim()])
      return JSON.stringify(found.sort()) === JSON.stringify(expected.sort())
    },
    () => `${registryFile} does not hold ${names.join(', ')}.\n${describe()}`,
  )
}

function member(role: Role, id: string, ip: string, port: number): CastMember {
  return { role, id, address: { ip, port } }
}

function certificateOf(name: CastName): Promise<IssuedCertificate> {
  const known = issued.get(name)
  if (known !== undefined) return known
  const notBefore = Date.now() - DAY_MS
  const request = { partyId: CAST[name].id, commonName: '*', notBefore, notAfter: notBefore + 5 * 365 * DAY_MS }
  const certificate = issueCertificate(request)
  issued.set(name, certificate)
  return certificate
}

async function makeRequest(
  name: CastName,
  rest: Pick<HostRequest, 'directory' | 'key' | 'knownHosts'> & { readonly family: 'A2' | 'C' },
): Promise<HostRequest> {
  const { family, ...request } = rest
  mkdirSync(request.directory)
  return { name, ...request, component: { family, ...CAST[name], ...(await certificateOf(name)) } }
}

/** Makes the bare repository on the server, and the coordinator's clone, which it gives. */
async function makeRepository(top: string, bare: string, layout: Layout): Promise<string> {
  const clone = join(top, 'clone')
  git(top, 'init', '--quiet', '--bare', '--initial-branch=main', bare)
  git(top, 'init', '--quiet', '--initial-branch=main', clone)
  git(clone, 'remote', 'add', 'origin', bare)
  writeFiles(clone, { 'federation/federation.yaml': writeManifest(layout) })
  for (const name of EXISTING) {
    const { certificatePem } = await certificateOf(name)
    writeFiles(clone, { [`federation/certificates/${CAST[name].id}.pem`]: certificatePem })
  }
  git(clone, 'add', '.')
  git(clone, 'commit', '--quiet', '--message', 'Declare the federation')
  git(clone, 'push', '--quiet', '--set-upstream', 'origin', 'main')
  return clone
}

function writeManifest(layout: Layout): string {
  const hasAddresses = layout === 'containers'
  const entry = (name: CastName): readonly string[] => {
    const { id, address } = CAST[name]
    return [`name: ${name}`, `id: ${id}`, ...(hasAddresses ? [`ip: ${address.ip}`, `port: ${address.port}`] : [])]
  }
  const [researcher, ...nodes] = EXISTING
  return [
    'apiVersion: fbm-gitops/v1',
    'federation: oncology-network',
    `profile: ${PROFILES[layout]}`,
    ...(hasAddresses ? ['network: 10.220.0.0/14'] : []),
    'researcher:',
    ...entry(researcher).map((line) => `  ${line}`),
    'nodes:',
    ...nodes.flatMap((name) => entry(name).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)),
    '',
  ].join('\n')
}

async function addSecondInstance(compose: string): Promise<string> {
  const component = { family: 'A2', ...CAST['hospital-d-2'], ...(await certificateOf('hospital-d-2')) } as const
  return layOutInMounts(compose, component, 'node2').registryFile
}

function readIfWhole(registryFile: string): Readonly<Record<string, string>> {
  try {
    return readRegistrations({ registryFile, directory: '', configurationFile: '', certificateFile: '' })
  } catch {
    // Not there yet, or just being written.
    return {}
  }
}
