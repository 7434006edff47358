import type { VerifiedCertificate } from '../domain/certificate/certificate.ts'
import type { Expectation } from '../domain/certificate/check.ts'
import { LARGEST_CERTIFICATE } from '../domain/certificate/envelope.ts'
import { judgeCertificate, type Judgement } from '../domain/certificate/judge.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { ProfileName } from '../domain/profiles.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { makeCertificateLookup, type CertificateFile, type CertificateOwner } from './certificate-files.ts'
import { compareCertificates, type Presented } from './compare-certificates.ts'
import type { Outline, DeclaredParty } from './outline.ts'

/** The certificates that were verified, and what is wrong with the others. */
export interface Verification {
  /** Those that were refused are left out. */
  readonly certificates: ReadonlyMap<DeclaredParty, VerifiedCertificate>
  readonly problems: readonly Problem[]
}

/** What certificates are verified by. */
export interface VerificationContext {
  readonly snapshot: Snapshot
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The files that hold a private key: they are not looked into any further. */
  readonly keyFiles: ReadonlySet<string>
}

/** What is known of a certificate whose file was not read. */
const NOTHING: Omit<Judgement, 'problems'> = {
  certificate: undefined,
  unverified: { fingerprint: undefined, x509: undefined },
}

/** Finds and judges the certificate of each party, then compares them with each other. */
export function verifyCertificates(outline: Outline, context: VerificationContext): Verification {
  const { profile, parties } = outline
  if (profile === undefined) return { certificates: new Map(), problems: [] }
  const lookUp = makeCertificateLookup(context.snapshot, outline)
  const presented: Presented[] = []
  const problems: Problem[] = []
  for (const owner of parties.filter(isOwner)) {
    if (context.keyFiles.has(owner.certificatePath)) continue
    const file = lookUp(owner)
    const { problems: found, ...judged } = judgeFile(file, toExpectation(owner, profile, context.now))
    problems.push(...found)
    if (file.kind === 'found') presented.push({ owner, file: file.file, ...judged })
  }
  const { problems: compared, refused } = compareCertificates(presented)
  const certificates = presented.flatMap(({ owner, certificate }) =>
    certificate === undefined || refused.has(owner) ? [] : [[owner, certificate] as const],
  )
  return {
    certificates: new Map<DeclaredParty, VerifiedCertificate>(certificates),
    problems: [...problems, ...compared],
  }
}

function isOwner(party: DeclaredParty): party is CertificateOwner {
  return party.id !== undefined && party.certificatePath !== undefined
}

function toExpectation(owner: CertificateOwner, profile: ProfileName, now: number): Expectation {
  const { id: partyId, role, ip, port } = owner
  const address = ip === undefined || port === undefined ? undefined : { ip, port }
  return { partyId, profile, role, address, now, file: owner.certificatePath }
}

function judgeFile(file: CertificateFile, expectation: Expectation): Judgement {
  const { partyId: party } = expectation
  switch (file.kind) {
    case 'fault':
      return { ...NOTHING, problems: [{ ...file.problem, party }] }
    case 'unread': {
      const facts = { owner: expectation, size: file.size, limit: LARGEST_CERTIFICATE }
      const problem = makeProblem('CERTIFICATE_TOO_BIG', { file: file.file, line: 1, column: 1 }, facts)
      return { ...NOTHING, problems: [{ ...problem, party }] }
    }
    case 'found':
      return judgeCertificate(file.bytes, { ...expectation, file: file.file })
  }
}
