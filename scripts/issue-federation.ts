import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { issueCertificate, issueTlsCertificate, type CertificateRequest } from '../src/demo/issue-certificate.ts'
import type { Manifest } from '../src/generated/manifest.ts'

/** One party of a manifest, as far as its certificate goes. */
interface Subject {
  readonly id: string
  readonly role: 'researcher' | 'node'
  /** Below the federation directory. */
  readonly path: string
}

const root = join(import.meta.dirname, '..')
const DIRECTORIES = [
  'federation',
  'examples/secagg-mpspdz',
  'examples/party',
  'examples/mutual-tls',
  'examples/federation-repo/federation',
  'examples/broken',
]
const HOST = 'researcher.example.org'
const expired = { notBefore: Date.UTC(2021, 9, 2), notAfter: Date.UTC(2026, 9, 1) }
const validity = { notBefore: Date.UTC(2026, 10, 1), notAfter: Date.UTC(2026, 10, 1) + 5 * 365 * 86_400_000 }

/** The certificates that `examples/broken` has in place of good ones; `undefined` for a missing one. */
const FAULTS: Readonly<Record<string, (partyId: string) => Promise<string | undefined>>> = {
  'RESEARCHER_11111111-1111-4111-8111-111111111101': (partyId) => issueText({ partyId, commonName: '10.222.0.2' }),
  'NODE_22222222-2222-4222-8222-222222222201': (partyId) => issueText({ partyId, ...expired }),
  'NODE_33333333-3333-4333-8333-333333333301': () => issueText({ partyId: 'NODE_of-another-hospital' }),
  'NODE_55555555-5555-4555-8555-555555555501': () => Promise.resolve(undefined),
  'NODE_66666666-6666-4666-8666-666666666601': async (partyId) => (await issueText({ partyId })).repeat(2),
}

for (const directory of DIRECTORIES) await issueAll(join(root, directory))

/** Issues the certificates of a federation directory anew, as its profile has them. Nobody keeps the keys. */
async function issueAll(directory: string): Promise<void> {
  const manifest = parse(await readFile(join(directory, 'federation.yaml'), 'utf8')) as Manifest
  await mkdir(join(directory, 'certificates'), { recursive: true })
  for (const subject of listSubjects(manifest)) {
    const pem = await issue(subject, manifest.profile)
    if (pem !== undefined) await writeFile(join(directory, subject.path), pem)
  }
}

function listSubjects({ researcher, nodes = [] }: Manifest): readonly Subject[] {
  const instances = nodes.flatMap((node) => (node.secondInstance === undefined ? [node] : [node, node.secondInstance]))
  return [
    ...(researcher === undefined ? [] : [{ id: researcher.id, role: 'researcher' as const, path: pathOf(researcher) }]),
    ...instances.map((node) => ({ id: node.id, role: 'node' as const, path: pathOf(node) })),
  ]
}

function pathOf({ id, certificate }: { readonly id: string; readonly certificate?: string }): string {
  return certificate ?? `certificates/${id}.pem`
}

async function issue({ id, role }: Subject, profile: Manifest['profile']): Promise<string | undefined> {
  const fault = FAULTS[id]
  if (fault !== undefined) return fault(id)
  if (profile === 'mutual-tls')
    return (await issueTlsCertificate({ ...validity, partyId: id, host: role === 'researcher' ? HOST : undefined }))
      .certificatePem
  return issueText({ partyId: id, commonName: profile === 'party' && role === 'researcher' ? HOST : '*' })
}

async function issueText(request: Partial<CertificateRequest> & { readonly partyId: string }): Promise<string> {
  return (await issueCertificate({ commonName: '*', ...validity, ...request })).certificatePem
}
