import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { issueCertificate, type IssuedCertificate } from '../../src/demo/issue-certificate.ts'

/** The parties of the test federations, also of the one that every bad input is made from. There, `b` is the component that reconciles. */
export const BASE_IDS = {
  server: 'RESEARCHER_2bd34852-830b-48f0-9f58-613f3e643d42',
  a: 'NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae',
  a2: 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a',
  b: 'NODE_7c1e2a90-4f1b-4f4e-8f43-0d6a4c1e9b55',
} as const

/** Short names of the parties of the base, as `case.json` uses them. */
export type BaseName = keyof typeof BASE_IDS

/** The manifest of the base. The edits of the cases refer to this text. */
export const BASE_MANIFEST: string = `apiVersion: fbm-gitops/v1
federation: test-network
profile: secagg-mpspdz
network: 10.220.0.0/14
researcher:
  name: server
  id: ${BASE_IDS.server}
  ip: 10.222.0.2
  port: 14000
nodes:
  - name: hospital-a
    id: ${BASE_IDS.a}
    ip: 10.221.0.2
    port: 14001
    secondInstance:
      id: ${BASE_IDS.a2}
      ip: 10.221.0.3
      port: 14002
  - name: hospital-b
    id: ${BASE_IDS.b}
    ip: 10.221.0.4
    port: 14001
`

const DAY_MS = 86_400_000
const issued = new Map<string, Promise<IssuedCertificate>>()

/** A certificate of a party of the base, issued once per run; each `generation` has a key of its own. */
export function baseCertificate(name: BaseName, generation = 1): Promise<IssuedCertificate> {
  const key = `${name} ${generation}`
  const certificate = issued.get(key) ?? issue(BASE_IDS[name])
  issued.set(key, certificate)
  return certificate
}

/** Writes the base federation: a manifest and four certificates, all without fault. */
export async function writeBaseFederation(directory: string): Promise<void> {
  writeDeep(join(directory, 'federation.yaml'), BASE_MANIFEST)
  for (const name of ['server', 'a', 'a2', 'b'] as const) {
    const { certificatePem } = await baseCertificate(name)
    writeDeep(join(directory, 'certificates', `${BASE_IDS[name]}.pem`), certificatePem)
  }
}

/** Lays out the component of `hospital-b`, of family A2, with a registry that holds other tables. */
export async function layOutBaseComponent(directory: string): Promise<ComponentTreePaths> {
  return layOutComponent({
    directory,
    family: 'A2',
    role: 'node',
    id: BASE_IDS.b,
    address: { ip: '10.221.0.4', port: 14001 },
    ...(await baseCertificate('b')),
  })
}

/** Writes a file, and the directories above it. */
export function writeDeep(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

function issue(partyId: string): Promise<IssuedCertificate> {
  const now = Date.now()
  return issueCertificate({ partyId, commonName: '*', notBefore: now - DAY_MS, notAfter: now + 4 * 365 * DAY_MS })
}
