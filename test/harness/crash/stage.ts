import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from '../../../scripts/bench/certificates.ts'
import { layOutComponent } from '../../../src/demo/component-tree.ts'
import { readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import { locateState } from '../../../src/io/state/state-directory.ts'
import { BASE_IDS } from '../../helpers/bad-base.ts'
import { writeFiles } from '../../helpers/directory.ts'
import { git } from '../../helpers/git.ts'
import { REGISTRY } from '../../io/registrar/helpers/site.ts'
import { runPass, type Place } from './program.ts'

/** A component of a researcher before a pass, and what the pass is to bring it to. */
export interface Scene extends Place {
  readonly name: string
  /** The same scene before a crash: what it comes to is what this one must come to. */
  readonly undisturbed?: Scene
}

/** The scenes of one run of the harness, in a directory of their own. */
export interface Stage {
  readonly root: string
  readonly scenes: readonly Scene[]
}

type NodeName = 'a' | 'b' | 'c' | 'd'

/** What the manifest declares. */
interface Declared {
  readonly nodes: readonly NodeName[]
  readonly removed?: readonly NodeName[]
  /** Whether node `a` has its second key. */
  readonly rotated?: boolean
}

interface Plot {
  readonly name: string
  readonly registry: string
  /** What an earlier pass has registered; absent where there was none. */
  readonly before?: Declared
  readonly after: Declared
}

const RESEARCHER = BASE_IDS.server
/** The name of the registry file. */
export const REGISTRY_NAME: string = `db_${RESEARCHER}.json`
const IDS: Readonly<Record<NodeName, string>> = {
  a: BASE_IDS.a,
  b: BASE_IDS.b,
  c: 'NODE_5d0f2a90-4f1b-4f4e-8f43-0d6a4c1e9b66',
  d: 'NODE_1b7c9e52-4f1b-4f4e-8f43-0d6a4c1e9b77',
}

/** So long that one more row needs another page of a disk. */
const REGISTRY_BEFORE = REGISTRY.replace('"Last": {"1": NaN}', `$&, "Filler": {"1": "${'x'.repeat(700)}"}`)

const PLOTS: readonly Plot[] = [
  { name: 'the first registration', registry: 'none', after: { nodes: ['a', 'b'] } },
  { name: 'the first registration in an empty file', registry: '', after: { nodes: ['a', 'b'] } },
  { name: 'an addition', registry: REGISTRY_BEFORE, before: { nodes: ['a', 'b'] }, after: { nodes: ['a', 'b', 'c'] } },
  {
    name: 'a replacement',
    registry: REGISTRY_BEFORE,
    before: { nodes: ['a', 'b'] },
    after: { nodes: ['a', 'b'], rotated: true },
  },
  {
    name: 'a deletion',
    registry: REGISTRY_BEFORE,
    before: { nodes: ['a', 'b', 'c'] },
    after: { nodes: ['a', 'b'], removed: ['c'] },
  },
  {
    name: 'a replacement, a deletion and an addition',
    registry: REGISTRY_BEFORE,
    before: { nodes: ['a', 'b'] },
    after: { nodes: ['a', 'c', 'd'], removed: ['b'], rotated: true },
  },
]

/** In memory, where the system has such a place: each of thousands of runs has a component of its own. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Lends a stage: real certificates, federations in git repositories, components after an earlier pass. */
export async function withStage<T>(body: (stage: Stage) => Promise<T>): Promise<T> {
  const root = realpathSync(mkdtempSync(join(FAST, 'fbm-gitops-crash-')))
  try {
    const certificates = issueAll()
    const scenes: Scene[] = []
    for (const [index, plot] of PLOTS.entries()) {
      scenes.push(await setScene(join(root, `scene-${index}`), plot, certificates))
    }
    return await body({ root, scenes })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Where the registry of a component is, or will be. */
export function registryOf(component: string): string {
  return join(component, 'var', REGISTRY_NAME)
}

/** Where what we remember of it lies. */
export function stateOf(component: string): string {
  return locateState(registryOf(component)).path
}

type Certificates = Readonly<Record<'server' | NodeName | 'rotated', { certificatePem: string; privateKeyPem: string }>>

function issueAll(): Certificates {
  const ids = [RESEARCHER, IDS.a, IDS.b, IDS.c, IDS.d, IDS.a]
  const [server, a, b, c, d, rotated] = [...makeCertificates(ids, Date.now())]
  if (!server || !a || !b || !c || !d || !rotated) throw new Error('Not all certificates were made.')
  return { server, a, b, c, d, rotated }
}

async function setScene(directory: string, plot: Plot, certificates: Certificates): Promise<Scene> {
  const component = join(directory, 'component')
  const repository = join(directory, 'repository')
  const federation = join(repository, 'federation')
  const { registryFile } = layOutComponent({
    directory: component,
    family: 'A2',
    role: 'researcher',
    id: RESEARCHER,
    address: { ip: '10.222.0.2', port: 14000 },
    ...certificates.server,
    registry: plot.registry === '' ? 'none' : plot.registry,
  })
  if (plot.registry === '') writeFileSync(registryFile, '')
  writeFiles(repository, {})
  commit(repository, plot.before ?? plot.after, certificates)
  if (plot.before !== undefined) {
    const { exitCode, output } = await runPass({ component, federation })
    if (exitCode !== 0) throw new Error(`The pass before ${plot.name}: exit code ${exitCode}\n${output}`)
    commit(repository, plot.after, certificates)
  }
  return { name: plot.name, component, federation }
}

function commit(repository: string, declared: Declared, certificates: Certificates): void {
  const { server, a, rotated, ...others } = certificates
  const nodes = { ...others, a: declared.rotated === true ? rotated : a }
  const files = declared.nodes.map(
    (name) => [`federation/certificates/${IDS[name]}.pem`, nodes[name].certificatePem] as const,
  )
  rmSync(join(repository, 'federation'), { recursive: true, force: true })
  writeFiles(repository, {
    'federation/federation.yaml': manifestOf(declared, readFingerprint(a.certificatePem) ?? ''),
    [`federation/certificates/${RESEARCHER}.pem`]: server.certificatePem,
    ...Object.fromEntries(files),
  })
  if (!existsSync(join(repository, '.git'))) git(repository, 'init', '--quiet', '--initial-branch', 'main')
  git(repository, 'add', '--all')
  git(repository, 'commit', '--quiet', '--message', `Declare ${declared.nodes.join(', ')}`)
}

function manifestOf({ nodes, removed = [], rotated = false }: Declared, replaced: string): string {
  const entries = nodes.map((name) => {
    const replaces = rotated && name === 'a' ? `, replaces: ['${replaced}']` : ''
    return `  - { name: ${name}, id: ${IDS[name]}, ip: 10.221.0.${name.charCodeAt(0) - 95}, port: 14001${replaces} }\n`
  })
  return [
    'apiVersion: fbm-gitops/v1\nfederation: crash-test\nprofile: secagg-mpspdz\nnetwork: 10.220.0.0/14\n',
    `researcher: { name: server, id: ${RESEARCHER}, ip: 10.222.0.2, port: 14000 }\nnodes:\n`,
    ...entries,
    removed.length === 0 ? '' : 'removed:\n',
    ...removed.map((name) => `  - id: ${IDS[name]}\n`),
  ].join('')
}

/** Copies a component; what stands in place of an inode is the caller's. */
export function copyComponent(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true })
}
