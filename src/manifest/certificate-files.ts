import type { PartyId } from '../domain/party.ts'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { namePath, type Snapshot, type SnapshotFile } from '../domain/snapshot.ts'
import { isLfsPointer, KINDS } from './entry-kinds.ts'
import { pointCertificate, type Outline, type DeclaredParty } from './outline.ts'

/** A party that a certificate file is looked up for. */
export interface CertificateOwner extends DeclaredParty {
  readonly id: PartyId
  readonly certificatePath: string
}

/** The certificate file of a party, or why there is none. */
export type CertificateFile =
  | { readonly kind: 'found'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unread'; readonly file: string; readonly size: number }
  | { readonly kind: 'fault'; readonly problem: Problem }

/** Makes the function that looks up the certificate file of a party, without following any link. */
export function makeCertificateLookup(
  { files, label }: Snapshot,
  { place }: Outline,
): (owner: CertificateOwner) => CertificateFile {
  const entries = new Map(files.map((entry) => [entry.path, entry]))
  const directories = new Set(files.flatMap(({ path }) => ancestorsOf(path)))
  return (owner) => {
    const { certificatePath: path, label: party } = owner
    const at: Place = { file: namePath(label, path), line: 1, column: 1 }
    const blocking = [...ancestorsOf(path), path].map((step) => entries.get(step)).find(isNoFile(path))
    if (blocking !== undefined) {
      return fault(makeProblem('CERTIFICATE_NOT_A_FILE', at, { path: blocking.path, party, kind: nameKind(blocking) }))
    }
    const entry = entries.get(path)
    if (entry !== undefined) return toFile(entry, owner, at)
    if (directories.has(path)) {
      return fault(makeProblem('CERTIFICATE_NOT_A_FILE', at, { path, party, kind: 'a directory' }))
    }
    return fault(makeProblem('CERTIFICATE_MISSING', place(pointCertificate(owner)), { path, party }))
  }
}

function nameKind({ kind }: SnapshotFile): string {
  return kind === 'file' ? 'a file in place of a directory' : KINDS[kind]
}

/** A link in place of a directory on the way stands as much in the way as one in place of the file. */
function isNoFile(path: string): (entry: SnapshotFile | undefined) => entry is SnapshotFile {
  return (entry): entry is SnapshotFile => entry !== undefined && (entry.kind !== 'file' || entry.path !== path)
}

function toFile({ path, size, bytes }: SnapshotFile, { label: party }: CertificateOwner, at: Place): CertificateFile {
  const { file = path } = at
  if (bytes === undefined) return { kind: 'unread', file, size }
  return isLfsPointer(bytes)
    ? fault(makeProblem('CERTIFICATE_LFS_POINTER', at, { path, party }))
    : { kind: 'found', file, bytes }
}

function fault(problem: Problem): CertificateFile {
  return { kind: 'fault', problem }
}

function ancestorsOf(path: string): readonly string[] {
  const steps = path.split('/')
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'))
}
