import { createPrivateKey } from 'node:crypto'
import { readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import type { Observation, ObservedPeer } from '../../../src/domain/observation/observation.ts'
import { writeObservation } from '../../../src/domain/observation/write-observation.ts'
import { isPartyId, type PartyId } from '../../../src/domain/party.ts'
import { aFingerprint } from '../../helpers/builders.ts'
import { captureJson } from '../../helpers/capture.ts'
import { certificateOf, MEMBERS, type MemberName } from '../../helpers/federation.ts'
import type { TestRepository } from '../../helpers/repository.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'

const HOUR_MS = 3_600_000

/** The id of a member. */
export function idOf(name: MemberName): PartyId {
  const { id } = MEMBERS[name]
  if (!isPartyId(id)) throw new Error(`${id} is no party id.`)
  return id
}

/** What a member's component has observed an hour ago at a commit: all others, as declared. */
export async function observationOf(
  name: MemberName,
  revision: string,
  overrides: Partial<Observation> = {},
): Promise<Observation> {
  const others = (['server', 'a', 'b'] as const).filter((other) => other !== name)
  const observedAt = Math.floor(Date.now() / 1000) * 1000 - HOUR_MS
  return {
    federation: 'test-network',
    component: idOf(name),
    role: MEMBERS[name].role,
    profile: 'secagg-mpspdz',
    revision,
    planDigest: aFingerprint('plan'),
    peers: (await Promise.all(others.map(peerOf))).sort((a, b) => (a.party < b.party ? -1 : 1)),
    foreign: { count: 0, parties: undefined },
    conditions: [],
    exitCode: 0,
    version: '0.1.0',
    family: 'Fed-BioMed 5.0–5.3',
    observedAt,
    validUntil: observedAt + 24 * HOUR_MS,
    ...overrides,
  }
}

/** A member as it is held where all is well. */
async function peerOf(name: MemberName): Promise<ObservedPeer> {
  const { certificatePem } = await certificateOf(name)
  return { party: idOf(name), class: 'matching', fingerprint: readFingerprint(certificatePem) }
}

/** The file of an observation, signed by a member; by default the one that it is about. */
export async function sign(name: MemberName, observation: Observation): Promise<string> {
  const { privateKeyPem } = await certificateOf(name)
  return writeObservation(observation, createPrivateKey(privateKeyPem))
}

/** Puts a file into the branch of a member's observations. */
export function putInBranch(repository: TestRepository, name: MemberName, file: string, remote = 'refs/heads'): void {
  const blob = repository.plumb(['hash-object', '-w', '--stdin'], file)
  const tree = repository.plumb(['mktree'], `100644 blob ${blob}\tobservation.json\n`)
  const commit = repository.plumb(['commit-tree', '-m', 'Observe', tree])
  repository.plumb(['update-ref', `${remote}/fbm-gitops/observed/${idOf(name)}`, commit])
}

/** Lets members publish that all is as declared at HEAD; of one of them something else where it is given. */
export async function publishAll(
  repository: TestRepository,
  names: readonly MemberName[] = ['server', 'a', 'b'],
  overrides: Partial<Observation> = {},
): Promise<void> {
  const head = await repository.head()
  for (const name of names) {
    putInBranch(repository, name, await sign(name, await observationOf(name, head, overrides)))
  }
}

/** A report in JSON, as far as the tests look at it. */
export interface ReportJson {
  readonly verdict: string
  readonly scope: { readonly kind: string; readonly party?: { readonly id: string; readonly name: string } }
  readonly cells: readonly (readonly string[])[]
  readonly counts: Readonly<Record<string, number>>
  readonly members: readonly {
    readonly observation: {
      readonly state: string
      readonly history?: string
      readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[]
    }
  }[]
  readonly findings: readonly {
    readonly id: string
    readonly rule: string
    readonly severity: string
    readonly message: string
    readonly remedy: string
    readonly file?: string
    readonly line?: number
    readonly isNew?: boolean
    readonly declaredBy?: { readonly author?: string; readonly subject?: string }
  }[]
  readonly baseline?: { readonly new: number; readonly known: number; readonly gone: readonly unknown[] }
}

/** Makes a report and checks it against its schema. */
export async function reportJson(
  argv: readonly string[],
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly report: ReportJson }> {
  const { exitCode, stdout, json } = await captureJson(['report', ...argv])
  assertMatchesSchema('report', json)
  return { exitCode, stdout, report: json as unknown as ReportJson }
}
