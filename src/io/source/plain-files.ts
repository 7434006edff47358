import type { Problem } from '../../domain/problem.ts'
import type { SnapshotFile } from '../../domain/snapshot.ts'
import type { World } from '../world/world.ts'
import type { Listing } from './committed-files.ts'
import { walkDirectory } from './directory.ts'
import { makeBudget } from './source-limits.ts'
import type { Place } from './source.ts'

/**
 * Reads the files of a federation directory as they are on disk.
 *
 * @throws `SOURCE_TOO_BIG`
 */
export function readPlainFiles(world: World, place: Place): Listing {
  const spend = makeBudget(place.label)
  const files: SnapshotFile[] = []
  const problems: Problem[] = []
  for (const found of walkDirectory(world, place, { entersDirectory: () => true, readsFile: () => true })) {
    spend(found.path, found.kind === 'entry' ? (found.file.bytes?.length ?? 0) : 0)
    if (found.kind === 'entry') files.push(found.file)
    if (found.kind === 'problem') problems.push(found.problem)
  }
  return { files, problems }
}
