import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { namePath, type Snapshot, type SnapshotFile } from '../domain/snapshot.ts'
import { isLfsPointer, KINDS } from './entry-kinds.ts'

const MANIFEST = 'federation.yaml'
const OTHER_MANIFEST = 'federation.yml'
const PARTIES = 'parties'
const PARTY_FILE = /^parties\/[^/]+\.yaml$/
const MANIFEST_BYTES = 4 * 1024 * 1024
const PARTY_BYTES = 64 * 1024

/** A file that the manifest is written in. */
export interface ManifestFile {
  readonly path: string
  /** As people know it. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** The files that the manifest is written in, as far as they can be read. */
export interface ManifestFiles {
  readonly manifest: ManifestFile | undefined
  /** One party each, sorted by path. */
  readonly parties: readonly ManifestFile[]
  readonly problems: readonly Problem[]
}

/** Tells whether the manifest is, or may be meant to be, written in this file. */
export function isManifestPath(path: string): boolean {
  return path === MANIFEST || path === OTHER_MANIFEST || PARTY_FILE.test(path)
}

/** Finds the files that the manifest is written in, and what keeps one of them from being read. */
export function locateManifestFiles(snapshot: Snapshot): ManifestFiles {
  const manifest = snapshot.files.find(({ path }) => path === MANIFEST)
  const parties = snapshot.files.filter(({ path }) => PARTY_FILE.test(path))
  const all = manifest === undefined ? parties : [manifest, ...parties]
  const judged = all.map((entry) => ({ entry, problems: judge(entry, snapshot.label) }))
  const readable = judged.flatMap(({ entry, problems }) =>
    problems.some(({ severity }) => severity === 'error') ? [] : toManifestFile(entry, snapshot.label),
  )
  return {
    manifest: readable.find(({ path }) => path === MANIFEST),
    parties: readable.filter(({ path }) => path !== MANIFEST),
    problems: [
      ...(manifest === undefined ? [missing(snapshot)] : []),
      ...judged.flatMap(({ problems }) => problems),
      ...findMisplaced(snapshot, manifest !== undefined),
    ],
  }
}

function judge(entry: SnapshotFile, label: string): readonly Problem[] {
  const { path, kind, size, bytes, executable } = entry
  const place: Place = { file: namePath(label, path), line: 1, column: 1 }
  const limit = path === MANIFEST ? MANIFEST_BYTES : PARTY_BYTES
  if (kind !== 'file') return [makeProblem('MANIFEST_NOT_A_FILE', place, { path, kind: KINDS[kind] })]
  if (bytes === undefined || bytes.length > limit) return [makeProblem('MANIFEST_TOO_BIG', place, { size, limit })]
  if (isLfsPointer(bytes)) return [makeProblem('MANIFEST_LFS_POINTER', place, { path })]
  return executable ? [makeProblem('MANIFEST_EXECUTABLE', place, { path })] : []
}

function toManifestFile({ path, bytes }: SnapshotFile, label: string): readonly ManifestFile[] {
  return bytes === undefined ? [] : [{ path, file: namePath(label, path), bytes }]
}

function missing({ files, label }: Snapshot): Problem {
  const place = { file: namePath(label, MANIFEST) }
  const isDirectory = files.some(({ path }) => path.startsWith(`${MANIFEST}/`))
  if (isDirectory) return makeProblem('MANIFEST_NOT_A_FILE', place, { path: MANIFEST, kind: 'a directory' })
  const similar = files.find(({ path }) => /(?:^|\/)federation\.ya?ml$/i.test(path))?.path
  return makeProblem('MANIFEST_MISSING', place, { directory: label, similar })
}

/** What somebody may believe to be read, but is not. */
function findMisplaced({ files, label }: Snapshot, hasManifest: boolean): readonly Problem[] {
  return files.flatMap(({ path, kind }) => {
    const place = { file: namePath(label, path) }
    if (path === OTHER_MANIFEST && hasManifest) return [makeProblem('MANIFEST_AMBIGUOUS', place, {})]
    if (path === PARTIES) return [makeProblem('MANIFEST_NOT_A_FILE', place, { path, kind: KINDS[kind] })]
    const isBelow = path.startsWith(`${PARTIES}/`) && !PARTY_FILE.test(path)
    const isMeant = kind !== 'file' || /\.ya?ml$/i.test(path)
    return isBelow && isMeant ? [makeProblem('PARTY_FILE_IGNORED', place, { path })] : []
  })
}
