import type { Certificate, VerifiedCertificate, VerifiedCertificates } from '../domain/certificate/certificate.ts'
import type { Federation } from '../domain/federation.ts'
import type { Party, RemovedParty } from '../domain/party.ts'
import { sortProblems, type Problem } from '../domain/problem.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { verifyCertificates, type Verification } from './certificates.ts'
import { checkEntryNames } from './entry-names.ts'
import type { Outline, DeclaredParty, DeclaredRemoval } from './outline.ts'
import { parseManifest } from './parse-manifest.ts'
import { findPrivateKeys } from './private-keys.ts'

/** A federation, or why there is none. */
export interface ParsedFederation {
  /**
   * Absent exactly where an error concerns the federation as a whole, also one that was found while reading the
   * snapshot. A party whose certificate is at fault stays in it without its certificate.
   */
  readonly federation: Federation | undefined
  /** Those of its parties, with their bytes. */
  readonly certificates: VerifiedCertificates
  /** Sorted by place; without those of the snapshot. */
  readonly problems: readonly Problem[]
}

const NOTHING_VERIFIED: Verification = { certificates: new Map(), problems: [] }

/**
 * Parses and verifies a federation directory, and collects everything that is wrong with it.
 *
 * @param now - instant in milliseconds since the epoch, against which certificates are judged.
 */
export function parseFederation(snapshot: Snapshot, now: number): ParsedFederation {
  const { paths: keyFiles, problems: leaks } = findPrivateKeys(snapshot)
  const { outline, problems: faults } = parseManifest(snapshot, keyFiles)
  const verification =
    outline === undefined ? NOTHING_VERIFIED : verifyCertificates(outline, { snapshot, now, keyFiles })
  const problems = sortProblems([...checkEntryNames(snapshot), ...leaks, ...faults, ...verification.problems])
  const isRefused = [...snapshot.problems, ...problems].some(concernsWhole)
  if (isRefused || outline === undefined) return { federation: undefined, certificates: new Map(), problems }
  const certificates = new Map([...verification.certificates.values()].map((each) => [each.fingerprint, each]))
  return { federation: makeFederation(outline, verification), certificates, problems }
}

function concernsWhole({ severity, party }: Problem): boolean {
  return severity === 'error' && party === undefined
}

function makeFederation(outline: Outline, { certificates }: Verification): Federation {
  const { name, profile, parties, removed } = outline
  if (name === undefined || profile === undefined) throw new Error('A manifest without problems lacks name or profile.')
  return {
    name,
    profile,
    parties: parties.map((party) => makeParty(party, certificates)),
    removed: removed.map(makeRemovedParty),
  }
}

function makeParty(declared: DeclaredParty, certificates: Verification['certificates']): Party {
  const { id, name, role, ip, port, certificatePath, replaces } = declared
  if (id === undefined || name === undefined || certificatePath === undefined) {
    throw new Error(`A manifest without problems lacks id or name of ${declared.label}.`)
  }
  const address = ip === undefined || port === undefined ? undefined : { ip, port }
  return { id, name, role, address, certificate: summarise(certificates.get(declared)), certificatePath, replaces }
}

function summarise(verified: VerifiedCertificate | undefined): Certificate | undefined {
  if (verified === undefined) return undefined
  const { fingerprint, publicKeyHash, notBefore, notAfter } = verified
  return { fingerprint, publicKeyHash, notBefore, notAfter }
}

function makeRemovedParty({ id, reason }: DeclaredRemoval): RemovedParty {
  if (id === undefined) throw new Error('A manifest without problems lists a removed party without its id.')
  return { id, reason }
}
