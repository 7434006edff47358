import { NO_REVISION } from '../../domain/federation.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Snapshot, SnapshotFile } from '../../domain/snapshot.ts'
import type { World } from '../world/world.ts'
import type { CommittedDirectory } from './revision.ts'
import { locateDirectory } from './source.ts'

/**
 * Reads a federation directory as its files are on disk, also inside a git work tree.
 *
 * @throws as `locateDirectory` and `readPlainFiles`
 */
export async function readPlainSnapshot(world: World, directory: string): Promise<Snapshot> {
  const { readPlainFiles } = await import('./plain-files.ts')
  const place = locateDirectory(world, directory)
  const { files, problems } = readPlainFiles(world, place)
  return { revision: NO_REVISION, files: sortFiles(files), problems, label: place.label }
}

/**
 * Reads a federation directory as its commit holds it, with a warning where its work tree, if any, differs.
 *
 * @throws as `readCommittedFiles`
 */
export async function readCommittedSnapshot(world: World, committed: CommittedDirectory): Promise<Snapshot> {
  const { readCommittedFiles } = await import('./committed-files.ts')
  const { source, revision, workTree } = committed
  const { files, problems } = readCommittedFiles(world, committed)
  const uncommitted = workTree && (await import('./uncommitted.ts')).detectUncommitted(world, workTree, files)
  return {
    revision,
    files: sortFiles(files),
    problems: uncommitted === undefined ? problems : [...problems, uncommitted],
    label: source.label,
  }
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
  const { workTree } = committed
  if (workTree === undefined) return []
  const { detectUncommitted } = await import('./uncommitted.ts')
  if (detectUncommitted(world, workTree, files) === undefined) return []
  // An id cannot tell converted line ends from a change: where something differs, the bytes are compared.
  const { readCommittedFiles } = await import('./committed-files.ts')
  const exact = detectUncommitted(world, workTree, readCommittedFiles(world, committed).files)
  return exact === undefined ? [] : [exact]
}

function sortFiles(files: readonly SnapshotFile[]): readonly SnapshotFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
}
