import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layOutComponent, type ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import { issueCertificate, type IssuedCertificate } from '../../../src/demo/issue-certificate.ts'
import type { Address, Role } from '../../../src/domain/party.ts'
import { makeKey } from '../../helpers/ssh-server.ts'
import { readCompose, type Composition } from './compose.ts'
import type { GitServer } from './git-server.ts'
import { giveToOwner, OWNER, ROOT, type Stage } from './stage.ts'

/** A component of a machine, and the service of Fed-BioMed's compose file that runs it. */
export interface Member {
  readonly service: 'researcher' | 'node' | 'node2'
  readonly role: Role
  readonly id: string
  readonly name: string
  /** The flags of `publish` that say which party it becomes. */
  readonly publishAs: readonly string[]
  readonly address: Address
  readonly tree: ComponentTreePaths
  /** Where its container sees the component. */
  readonly inside: string
  /** Its certificate as it is now. */
  readonly certificate: () => string
  /** A new key and certificate, as Fed-BioMed's `certificate generate` makes them. */
  readonly rotate: () => Promise<void>
}

/** One machine: Fed-BioMed's directory `envs/vpn/docker`, with what the examples put beside it. */
export interface Machine {
  readonly directory: string
  readonly members: readonly Member[]
  /** Fed-BioMed's own compose file with these of the examples above it. */
  readonly compose: (...overrides: readonly string[]) => Composition
}

export type Family = 'A2' | 'C'

type Cast = Pick<Member, 'service' | 'role' | 'id' | 'name' | 'publishAs' | 'address'>

const RESEARCHER: Cast = {
  service: 'researcher',
  role: 'researcher',
  id: 'RESEARCHER_2bd34852-830b-48f0-9f58-613f3e643d42',
  name: 'inria-server',
  publishAs: ['--name', 'inria-server'],
  address: { ip: '10.222.0.2', port: 14000 },
}
const NODE: Cast = {
  service: 'node',
  role: 'node',
  id: 'NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae',
  name: 'hospital-a',
  publishAs: ['--name', 'hospital-a'],
  address: { ip: '10.221.0.2', port: 14001 },
}
const NODE2: Cast = {
  service: 'node2',
  role: 'node',
  id: 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a',
  name: 'hospital-a-2',
  publishAs: ['--instance-of', 'hospital-a'],
  address: { ip: '10.221.0.3', port: 14002 },
}
const MACHINES: readonly (readonly Cast[])[] = [[RESEARCHER], [NODE, NODE2]]

const DAY_MS = 86_400_000
const VALIDITY_MS = 5 * 365 * DAY_MS

/** Lays out the machine of the researcher and that of a node with a second instance, each with keys of its own. */
export function layOutMachines(stage: Stage, family: Family): Promise<readonly Machine[]> {
  return Promise.all(MACHINES.map((cast, index) => layOutMachine(stage, { family, cast, index })))
}

interface MachineRequest {
  readonly family: Family
  readonly cast: readonly Cast[]
  readonly index: number
}

async function layOutMachine(stage: Stage, { family, cast, index }: MachineRequest): Promise<Machine> {
  const directory = join(stage.directory, `${family}-${index}`)
  mkdirSync(directory)
  const members = await Promise.all(cast.map((member) => layOutMember(directory, family, member)))
  layOutSettings(join(directory, 'fbm-gitops'), stage.server, family)
  giveToOwner(directory)
  // Root reads it in the component's own container, and takes it from nobody else.
  chownSync(join(directory, 'fbm-gitops/fbm-gitops.yaml'), 0, 0)
  const env = { CONTAINER_UID: String(OWNER), CONTAINER_GID: String(OWNER), STANDIN_IMAGE: stage.base }
  const own = join(import.meta.dirname, `fedbiomed-${family.charAt(0).toLowerCase()}.yaml`)
  return {
    directory,
    members,
    compose: (...overrides) => {
      const files = overrides.map((name) => join(ROOT, 'examples/containers', name))
      return readCompose([own, ...files], { ...env, FBM_GITOPS_IMAGE: stage.image })
    },
  }
}

async function layOutMember(machine: string, family: Family, cast: Cast): Promise<Member> {
  const { service, role, id, address } = cast
  const inside = family === 'A2' ? '/fedbiomed' : `/fbm-${role}`
  const mounts = join(machine, service, 'run_mounts')
  const directory = family === 'A2' ? mounts : join(mounts, inside)
  // Fed-BioMed's repository holds what its compose file mounts.
  for (const name of ['config', 'data', 'samples', 'runs', 'envs/common']) {
    mkdirSync(join(mounts, name), { recursive: true })
  }
  mkdirSync(directory, { recursive: true })
  const layOut = (issued: IssuedCertificate, registry?: string): ComponentTreePaths => {
    const kept = registry === undefined ? {} : { registry }
    return layOutComponent({ directory, family, role, id, address, ...issued, ...kept })
  }
  const tree = layOut(await issue(id))
  return {
    ...cast,
    tree,
    inside,
    certificate: () => readFileSync(tree.certificateFile, 'utf8'),
    rotate: async () => {
      const key = tree.certificateFile.replace(/pem$/, 'key')
      const issued = await issue(id)
      writeFileSync(tree.certificateFile, issued.certificatePem)
      writeFileSync(key, issued.privateKeyPem)
    },
  }
}

function issue(partyId: string): Promise<IssuedCertificate> {
  const notBefore = Date.now() - DAY_MS
  return issueCertificate({ partyId, commonName: '*', notBefore, notAfter: notBefore + VALIDITY_MS })
}

/** The files of the examples, with the address of the server and an interval for the impatient. */
function layOutSettings(directory: string, server: GitServer, family: Family): void {
  for (const name of ['program', 'git']) mkdirSync(join(directory, name), { recursive: true })
  const example = (name: string): string => readFileSync(join(ROOT, 'examples/containers', name), 'utf8')
  const settings = example('fbm-gitops.yaml')
    .replace(/repository: .*/, `repository: ${server.urlOf(family)}`)
    .replace('interval: 60s', 'interval: 2s')
  writeFileSync(join(directory, 'fbm-gitops.yaml'), settings)
  writeFileSync(join(directory, 'git/config'), example('gitconfig'))
  writeFileSync(join(directory, 'known_hosts'), server.knownHost)
  for (const key of ['deploy_key', 'publish_key']) server.admit(makeKey(directory, key, 'ed25519'))
  copyFileSync(join(ROOT, 'examples/containers/entrypoint.sh'), join(directory, 'program/entrypoint.sh'))
  copyFileSync(join(ROOT, 'dist/fbm-gitops'), join(directory, 'program/fbm-gitops'))
  chmodSync(join(directory, 'program/entrypoint.sh'), 0o755)
}

/** Owner, group and mode of a file, as text. */
export function ownershipOf(file: string): string {
  const { uid, gid, mode } = statSync(file)
  return `${uid}:${gid} ${mode.toString(8)}`
}
