import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layOutComponent } from '../../src/demo/component-tree.ts'
import { git } from '../../test/helpers/git.ts'
import { makeCertificates } from './certificates.ts'

/** A federation in a git repository, and the component of its researcher. */
export interface Setting {
  readonly root: string
  readonly component: string
  readonly federation: string
  readonly registry: string
  readonly nodes: readonly BenchNode[]
}

/** One party as the manifest and the baseline need it. */
export interface BenchNode {
  readonly id: string
  readonly ip: string
  readonly certificatePem: string
}

const RESEARCHER_ID = 'RESEARCHER_00000000-0000-4000-8000-000000000000'
const RESEARCHER_IP = '10.222.0.2'

/** Makes the repository with every certificate, declares all `count` nodes, and lays out the researcher. */
export async function makeSetting(root: string, count: number): Promise<Setting> {
  const federation = join(root, 'repository/federation')
  await mkdir(join(federation, 'certificates'), { recursive: true })
  const ids = Array.from({ length: count }, (_, index) => nodeId(index))
  const [own, ...certificates] = [...makeCertificates([RESEARCHER_ID, ...ids], Date.now())]
  if (own === undefined) throw new Error('No certificate was made for the researcher.')
  const nodes = certificates.map(({ certificatePem }, index) => ({
    id: nodeId(index),
    ip: nodeIp(index),
    certificatePem,
  }))
  for (const { id, certificatePem } of [{ ...own, id: RESEARCHER_ID }, ...nodes]) {
    await writeFile(join(federation, 'certificates', `${id}.pem`), certificatePem)
  }
  const { registryFile } = layOutComponent({
    ...own,
    directory: join(root, 'component'),
    family: 'A2',
    role: 'researcher',
    id: RESEARCHER_ID,
    address: { ip: RESEARCHER_IP, port: 14000 },
  })
  const setting = { root, component: join(root, 'component'), federation, registry: registryFile, nodes }
  git(join(setting.root, 'repository'), 'init', '--quiet', '--initial-branch', 'main')
  await declare(setting, count)
  return setting
}

/** Declares the first `count` nodes and commits. */
export async function declare({ federation, nodes, ...setting }: Setting, count: number): Promise<void> {
  const parties = nodes
    .slice(0, count)
    .map(({ id, ip }, index) => `  - { name: hospital-${index}, id: ${id}, ip: ${ip}, port: 14001 }\n`)
  const manifest = [
    'apiVersion: fbm-gitops/v1\nfederation: bench\nprofile: secagg-mpspdz\nnetwork: 10.220.0.0/14\n',
    `researcher: { name: coordination, id: ${RESEARCHER_ID}, ip: ${RESEARCHER_IP}, port: 14000 }\n`,
    'nodes:\n',
    ...parties,
  ]
  await writeFile(join(federation, 'federation.yaml'), manifest.join(''))
  git(join(setting.root, 'repository'), 'add', '--all')
  git(join(setting.root, 'repository'), 'commit', '--quiet', '--message', `Declare ${count} nodes`)
}

/** Keeps the component as it is now; the function it returns puts it back. */
export async function keepComponent({ root, component }: Setting): Promise<() => Promise<void>> {
  const kept = join(root, 'component.kept')
  await rm(kept, { recursive: true, force: true })
  await cp(component, kept, { recursive: true })
  return async () => {
    await rm(component, { recursive: true })
    await cp(kept, component, { recursive: true })
  }
}

/** How many registrations the researcher's registry holds. */
export async function countRegistrations({ registry }: Setting): Promise<number> {
  return (await readFile(registry, 'utf8')).match(/"party_id": /g)?.length ?? 0
}

function nodeId(index: number): string {
  return `NODE_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

/** From 10.221.0.2 on, without the addresses that end in 0 or 255. */
function nodeIp(index: number): string {
  return `10.221.${Math.floor(index / 250)}.${2 + (index % 250)}`
}
