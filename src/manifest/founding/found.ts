import { Buffer } from 'node:buffer'
import type { VerifiedPem } from '../../domain/certificate/certificate.ts'
import { judgeCertificate } from '../../domain/certificate/judge.ts'
import type { Charter, Founder, LeftOut } from '../../domain/founding.ts'
import type { Party } from '../../domain/party.ts'
import { errorCodesOf, hasErrors, type Problem } from '../../domain/problem.ts'
import type { PublishedFile } from '../../domain/publication.ts'
import { withFiles, type Snapshot } from '../../domain/snapshot.ts'
import { FEDERATION_SCHEMA } from '../../generated/federation-schema.ts'
import { parseFederation } from '../federation.ts'
import { leaveOut } from './founders.ts'
import { writeManifest } from './write-manifest.ts'

/** A federation that is to begin. */
export interface FoundingRequest {
  readonly charter: Charter
  readonly founders: readonly Founder[]
  /** What the directory holds now. */
  readonly existing: Snapshot
  /** Milliseconds since the epoch, by which validity is judged. */
  readonly now: number
}

/** What a new federation directory holds, or all that keeps it from beginning. */
export type Founded =
  | {
      readonly kind: 'founded'
      /** Below the federation directory. */
      readonly files: readonly PublishedFile[]
      readonly parties: readonly Party[]
      readonly leftOut: readonly LeftOut[]
      /** What is told, and hinders nothing. */
      readonly problems: readonly Problem[]
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

/** A founder whose certificate was found good. */
type Verified = Founder & { readonly pem: VerifiedPem }

const MANIFEST = 'federation.yaml'

/**
 * Makes a federation directory, and proves that it is sound: the whole of it is parsed as `validate` does. Whoever is at
 * fault is left out, save the component itself; no certificate is in it that was not verified.
 */
export function foundFederation(request: FoundingRequest): Founded {
  const { charter, founders, existing, now } = request
  const leftOut: LeftOut[] = []
  let verified: readonly Verified[] = []
  for (const founder of founders) {
    const { pem, problems } = judge(founder, charter, now)
    if (pem !== undefined) verified = [...verified, { ...founder, pem }]
    else if (founder.isSelf) return { kind: 'refused', problems }
    else leftOut.push(toLeftOut(founder, problems))
  }
  for (;;) {
    const files = makeFiles(charter, verified)
    const { federation, problems } = parseFederation(withFiles(existing, files), now)
    const errors = [...existing.problems, ...problems].filter(({ severity }) => severity === 'error')
    if (federation !== undefined && errors.length === 0) {
      return { kind: 'founded', files, parties: federation.parties, leftOut, problems }
    }
    const faulty = new Map(errors.map((error) => [findFaulty(error, verified), error]))
    if (faulty.size === 0 || [...faulty.keys()].some((founder) => founder?.isSelf !== false))
      return { kind: 'refused', problems: errors }
    for (const [founder, error] of faulty) if (founder !== undefined) leftOut.push(toLeftOut(founder, [error]))
    verified = verified.filter((founder) => !faulty.has(founder))
  }
}

function judge(
  { id: partyId, role, address, certificate, file }: Founder,
  { profile }: Charter,
  now: number,
): { readonly pem: VerifiedPem | undefined; readonly problems: readonly Problem[] } {
  const { certificate: good, problems } = judgeCertificate(certificate, { partyId, role, profile, address, now, file })
  return { pem: good?.pem, problems }
}

function makeFiles(charter: Charter, founders: readonly Verified[]): readonly PublishedFile[] {
  return [
    ...founders.map(({ id, pem }) => ({ path: pathOf(id), bytes: Buffer.from(pem) })),
    { path: 'federation.schema.json', bytes: Buffer.from(FEDERATION_SCHEMA) },
    { path: MANIFEST, bytes: Buffer.from(writeManifest(charter, founders)) },
  ]
}

function pathOf(id: string): string {
  return `certificates/${id}.pem`
}

/** Finds whom an error is about: it names the party, its certificate or its entry. */
function findFaulty({ party, place }: Problem, founders: readonly Verified[]): Verified | undefined {
  const { file = '', pointer = '' } = place
  const [, key, index] = pointer.split('/')
  const nodes = founders.filter(({ role }) => role === 'node')
  const entry = key === 'researcher' ? founders.find(({ role }) => role === 'researcher') : nodes[Number(index)]
  return founders.find(({ id }) => id === party || file.endsWith(pathOf(id))) ?? (key === undefined ? undefined : entry)
}

function toLeftOut({ id: partyId, file }: Founder, problems: readonly Problem[]): LeftOut {
  const errors = problems.filter((problem) => errorCodesOf([problem]).length > 0)
  if (!hasErrors(problems)) throw new Error(`Nothing is wrong with ${partyId}.`)
  const reason = errors.map(({ message }) => message).join(' ')
  return leaveOut({ partyId }, file, [reason, [...new Set(errors.map(({ remedy }) => remedy))].join(' ')])
}
