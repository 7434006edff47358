import type { Snapshot } from '../../src/domain/snapshot.ts'
import type { Repository } from '../../src/io/source/git.ts'
import { readRevision, type CommittedDirectory } from '../../src/io/source/revision.ts'
import { readCommittedSnapshot, readPlainSnapshot } from '../../src/io/source/snapshot.ts'
import { locateSource } from '../../src/io/source/source.ts'
import type { World } from '../../src/io/world/world.ts'

/** Reads a federation directory as a pass does: the commit where it lies in git, else the files. */
export async function readSource(world: World, directory: string): Promise<Snapshot> {
  const committed = readRevision(world, directory)
  return committed === undefined ? readPlainSnapshot(world, directory) : readCommittedSnapshot(world, committed)
}

/** Reads which commit a federation directory is of. */
export function readCommit(world: World, directory: string): CommittedDirectory {
  const committed = readRevision(world, directory)
  if (committed === undefined) throw new Error(`${directory} lies in no repository.`)
  return committed
}

/** Finds the repository that a federation directory lies in. */
export function repositoryOf(world: World, directory: string): Repository {
  const { repository } = locateSource(world, directory)
  if (repository === undefined) throw new Error(`${directory} lies in no repository.`)
  return repository
}
