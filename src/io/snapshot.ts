import { NO_REVISION } from '../domain/federation.ts'
import type { Problem } from '../domain/problem.ts'
import type { Snapshot, SnapshotFile } from '../domain/snapshot.ts'
import { readRevision, type CommittedDirectory } from './revision.ts'
import { locateDirectory } from './source.ts'
import type { World } from './world.ts'

/** What to read. */
export interface SnapshotRequest {
  /** As the operator typed it. */
  readonly directory: string
  /** Reads the files as they are, even inside a git work tree. */
  readonly uncommitted: boolean
  /** What `readRevision` told a moment ago, if the caller asked it. */
  readonly committed?: CommittedDirectory | undefined
}

/**
 * Reads a federation directory: inside a git work tree as the commit HEAD holds it, elsewhere as it is on disk.
 *
 * @throws as `readRevision`, `readCommittedFiles` and `readPlainFiles`
 */
export async function readSnapshot(world: World, request: SnapshotRequest): Promise<Snapshot> {
  if (request.uncommitted) return readPlain(world, request.directory)
  const committed = request.committed ?? readRevision(world, request.directory)
  return committed === undefined ? readPlain(world, request.directory) : readCommitted(world, committed)
}

/**
 * Names what differs between the work tree and a committed directory whose files are known, also by their ids alone.
 *
 * @throws as `readCommittedFiles`
 */
export async function readUncommitted(
  world: World,
  committed: CommittedDirectory,
  files: readonly SnapshotFile[],
): Promise<readonly Problem[]> {
  const { detectUncommitted } = await import('./uncommitted.ts')
  if (detectUncommitted(world, committed.source, files) === undefined) return []
  // An id cannot tell converted line ends from a change: where something differs, the bytes are compared.
  const { readCommittedFiles } = await import('./committed-files.ts')
  const exact = detectUncommitted(world, committed.source, readCommittedFiles(world, committed).files)
  return exact === undefined ? [] : [exact]
}

async function readPlain(world: World, directory: string): Promise<Snapshot> {
  const { readPlainFiles } = await import('./plain-files.ts')
  const place = locateDirectory(world, directory)
  const { files, problems } = readPlainFiles(world, place)
  return { revision: NO_REVISION, files: sortFiles(files), problems, label: place.label }
}

async function readCommitted(world: World, committed: CommittedDirectory): Promise<Snapshot> {
  const { readCommittedFiles } = await import('./committed-files.ts')
  const { detectUncommitted } = await import('./uncommitted.ts')
  const { source, revision } = committed
  const { files, problems } = readCommittedFiles(world, committed)
  const uncommitted = detectUncommitted(world, source, files)
  return {
    revision,
    files: sortFiles(files),
    problems: uncommitted === undefined ? problems : [...problems, uncommitted],
    label: source.label,
  }
}

function sortFiles(files: readonly SnapshotFile[]): readonly SnapshotFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
}
