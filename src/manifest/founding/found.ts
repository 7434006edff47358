import { Buffer } from 'node:buffer'
import type { VerifiedPem } from '../../domain/certificate/certificate.ts'
import { judgeCertificate } from '../../domain/certificate/judge.ts'
import type { Charter, Founder, LeftOut } from '../../domain/founding.ts'
import type { Party } from '../../domain/party.ts'
import type { Problem } from '../../domain/problem.ts'
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
  const { charter, founders, now } = request
  const judged = founders.map((founder) => ({ founder, ...judge(founder, charter, now) }))
  const refusedSelf = judged.find(({ founder, pem }) => founder.isSelf && pem === undefined)
  if (refusedSelf !== undefined) return { kind: 'refused', problems: refusedSelf.problems }
  const verified = judged.flatMap(({ founder, pem }) => (pem === undefined ? [] : [{ ...founder, pem }]))
  const refused = judged.filter(({ pem }) => pem === undefined)
  return settle(
    request,
    verified,
    refused.map(({ founder, problems }) => toLeftOut(founder, problems)),
  )
}

/** Leaves out whoever makes the whole unsound, until it is sound: each time at least one. */
function settle(request: FoundingRequest, verified: readonly Verified[], leftOut: readonly LeftOut[]): Founded {
  const { charter, existing, now } = request
  const files = makeFiles(charter, verified)
  const { federation, problems } = parseFederation(withFiles(existing, files), now)
  const errors = [...existing.problems, ...problems].filter(({ severity }) => severity === 'error')
  if (federation !== undefined && errors.length === 0) {
    return { kind: 'founded', files, parties: federation.parties, leftOut, problems }
  }
  const faulty = errors.map((error) => ({ founder: findFaulty(error, verified), error }))
  const others = faulty.flatMap(({ founder, error }) => (founder?.isSelf === false ? [{ founder, error }] : []))
  if (others.length === 0 || others.length < faulty.length) return { kind: 'refused', problems: errors }
  const out = new Set(others.map(({ founder }) => founder))
  const told = [...out].map((founder) => {
    const own = others.filter((other) => other.founder === founder)
    return toLeftOut(
      founder,
      own.map(({ error }) => error),
    )
  })
  return settle(
    request,
    verified.filter((founder) => !out.has(founder)),
    [...leftOut, ...told],
  )
}

function judge(
  { id: partyId, role, address, certificate, file, isSelf }: Founder,
  { profile }: Charter,
  now: number,
): { readonly pem: VerifiedPem | undefined; readonly problems: readonly Problem[] } {
  const keptBy = isSelf ? 'itself' : 'others'
  const expectation = { partyId, role, profile, address, now, file, keptBy } as const
  const { certificate: good, problems } = judgeCertificate(certificate, expectation)
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
  const errors = problems.filter(({ severity }) => severity === 'error')
  const reason = errors.map(({ message }) => message).join(' ')
  return leaveOut({ partyId }, file, [reason, [...new Set(errors.map(({ remedy }) => remedy))].join(' ')])
}
