import { Buffer } from 'node:buffer'
import type { VerifiedCertificate } from '../../domain/certificate/certificate.ts'
import { readFingerprint } from '../../domain/certificate/certificate.ts'
import { judgeCertificate } from '../../domain/certificate/judge.ts'
import type { Address } from '../../domain/party.ts'
import { checkProfile } from '../../domain/pass/profile-check.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import type { Publication, PublishedFile } from '../../domain/publication.ts'
import { namePath, withFiles, type Snapshot } from '../../domain/snapshot.ts'
import { parseFederation } from '../federation.ts'
import { locateManifestFiles } from '../manifest-files.ts'
import type { Outline } from '../outline.ts'
import { parseManifest } from '../parse-manifest.ts'
import { findPrivateKeys } from '../private-keys.ts'
import { chooseAddress } from './address.ts'
import { decide, type Decision } from './decide.ts'
import { makeEdits } from './edits.ts'
import { findEntry } from './entry-place.ts'
import { readTexts, writeTexts } from './files.ts'
import type { PublicationRequest } from './request.ts'

/** What is to be published, or all that keeps it from being published. */
export type Preparation =
  | { readonly kind: 'ready'; readonly publication: Publication }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

/** Works out what a federation directory must hold to declare a component, and proves that it is sound then. */
export function preparePublication(snapshot: Snapshot, request: PublicationRequest): Preparation {
  const { problems: found } = parseFederation(snapshot, request.now)
  const before = [...snapshot.problems, ...found]
  const { outline } = parseManifest(snapshot, findPrivateKeys(snapshot).paths)
  if (outline?.profile === undefined) return refuse(before)
  if (before.some(concernsWhole)) return refuse(before)
  const facts = settle(outline, request)
  if (isProblem(facts)) return refuse([facts])
  const { certificate, problems } = judge(outline, facts, request)
  if (certificate === undefined) return refuse(problems)
  return write({ snapshot, before, outline, request }, { ...facts, certificate, problems })
}

interface Settled {
  readonly decision: Decision
  readonly address: Address | undefined
}

interface Judged extends Settled {
  readonly certificate: VerifiedCertificate
  readonly problems: readonly Problem[]
}

interface Situation {
  readonly snapshot: Snapshot
  readonly before: readonly Problem[]
  readonly outline: Outline
  readonly request: PublicationRequest
}

function refuse(problems: readonly Problem[]): Preparation {
  return { kind: 'refused', problems }
}

function settle(outline: Outline, request: PublicationRequest): Settled | Problem {
  const { profile } = outline
  const mismatch = profile === undefined ? undefined : checkProfile(request.component, { profile })
  if (mismatch !== undefined) return mismatch
  const decision = decide(outline, request)
  if (isProblem(decision)) return decision
  const address = chooseAddress(outline, request, 'entry' in decision ? decision.entry : undefined)
  return address !== undefined && isProblem(address) ? address : { decision, address }
}

function judge(
  { profile }: Outline,
  { address }: Settled,
  { component, certificate, now, origin }: PublicationRequest,
): { readonly certificate: VerifiedCertificate | undefined; readonly problems: readonly Problem[] } {
  if (profile === undefined) throw new Error('A manifest without problems lacks its profile.')
  const { id: partyId, role, certificateFile: file } = component
  const keptBy = origin === 'component' ? 'itself' : 'others'
  return judgeCertificate(certificate, { partyId, role, profile, address, now, file, keptBy })
}

function write(situation: Situation, judged: Judged): Preparation {
  const { snapshot, outline, request } = situation
  const { decision, certificate } = judged
  const { manifest, parties } = locateManifestFiles(snapshot)
  if (manifest === undefined) throw new Error('A manifest without problems is nowhere.')
  const texts = readTexts([manifest, ...parties])
  const path = choosePath(judged, request)
  const published = findBytes(snapshot, 'entry' in decision ? decision.entry.certificatePath : path)
  const edits = makeEdits({
    outline,
    decision,
    request,
    published,
    address: judged.address,
    manifest: manifest.path,
    locate: ({ id }) => findEntry(texts, id ?? ''),
  })
  const written = writeTexts(texts, edits)
  if (isProblem(written)) return refuse([written])
  const isPublished = fingerprintIn(findBytes(snapshot, path)) === certificate.fingerprint
  const file = { path, bytes: Buffer.from(certificate.pem) }
  const files = isPublished ? written : [file, ...written]
  const linked = files.map((each) => findLink(snapshot, each)).find((problem) => problem !== undefined)
  if (linked !== undefined) return refuse([linked])
  const introduced = findIntroduced(situation, files)
  if (introduced.length > 0) return refuse(introduced)
  const changes = new Set(edits.map(({ change }) => change))
  const publication: Publication = {
    id: request.component.id,
    origin: request.origin,
    name: decision.name,
    address: judged.address,
    certificate,
    files,
    problems: judged.problems,
    changes: isPublished ? [...changes] : [...changes, 'certificate'],
    paths: [...new Set([path, manifest.path, ...edits.map((edit) => edit.path)])],
  }
  return { kind: 'ready', publication }
}

/** The default path follows from the id; one that is written stays. */
function choosePath({ decision }: Settled, { component }: PublicationRequest): string {
  const written = 'entry' in decision && decision.entry.given.includes('certificate')
  return (written ? decision.entry.certificatePath : undefined) ?? `certificates/${component.id}.pem`
}

function findBytes({ files }: Snapshot, path: string | undefined): Uint8Array | undefined {
  return files.find((file) => file.path === path)?.bytes
}

function fingerprintIn(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : readFingerprint(Buffer.from(bytes).toString('latin1'))
}

/** Parses the directory as it would be. What was at fault with another party's certificate before hinders nobody. */
function findIntroduced({ snapshot, before, request }: Situation, files: readonly PublishedFile[]): readonly Problem[] {
  const known = new Set(before.map(identify))
  const { problems } = parseFederation(withFiles(snapshot, files), request.now)
  return problems.filter((problem) => {
    const isOwn = concernsWhole(problem) || problem.party === request.component.id
    return problem.severity === 'error' && (isOwn || !known.has(identify(problem)))
  })
}

/** A directory that is a link would lead out of the federation directory, or out of the repository. */
function findLink({ files, label }: Snapshot, { path }: PublishedFile): Problem | undefined {
  const link = files.find((file) => path.startsWith(`${file.path}/`))
  if (link === undefined) return undefined
  const file = namePath(label, path)
  return makeProblem('PUBLISH_LINK', { file: namePath(label, link.path) }, { path: file, link: link.path })
}

function concernsWhole({ severity, party }: Problem): boolean {
  return severity === 'error' && party === undefined
}

function identify({ code, party, message }: Problem): string {
  return [code, party ?? '', message].join('\n')
}
