import { makeCachedDeclaration, type CachedDeclaration, type DeclarationOrigin } from '../domain/cached-declaration.ts'
import type { Declaration } from '../domain/declaration.ts'
import { hasErrors } from '../domain/problem.ts'
import { FederationError } from '../errors.ts'
import { readRevision, type CommittedDirectory } from '../io/source/revision.ts'
import { readCommittedSnapshot, readPlainSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { parseSnapshot } from './parse-snapshot.ts'

/** Where the federation directory lies. */
export interface DeclarationSource {
  /** As the operator typed it. */
  readonly directory: string
  /** Read the files as they are, not the commit. */
  readonly uncommitted: boolean
  /** The commit that is accepted although it does not descend from the last one. */
  readonly acceptHistory?: string | undefined
}

/** A declaration as a pass has read it. */
export interface DeclarationReading extends Declaration {
  /** The commit that was read; absent where the files were. */
  readonly committed: CommittedDirectory | undefined
  /** What the next pass may take instead; absent where it knows that already, or has to read everything again. */
  readonly cacheable: CachedDeclaration | undefined
}

/**
 * Reads and verifies a federation directory: inside a git work tree as the commit HEAD holds it, elsewhere, or where the
 * source says so, as it is on disk.
 *
 * @throws FederationError with every problem found, where a fault concerns the federation as a whole.
 */
export function readDeclaration(world: World, source: DeclarationSource): Promise<DeclarationReading> {
  const committed = source.uncommitted ? undefined : readRevision(world, source.directory)
  return readDeclarationOf(world, source, committed)
}

/** Does the same where HEAD was asked already: reads that commit, or the files where there is none. */
export async function readDeclarationOf(
  world: World,
  { directory }: DeclarationSource,
  committed: CommittedDirectory | undefined,
): Promise<DeclarationReading> {
  const snapshot =
    committed === undefined ? await readPlainSnapshot(world, directory) : await readCommittedSnapshot(world, committed)
  const now = world.clock.now()
  const { federation, certificates, problems } = await parseSnapshot(snapshot, now)
  const found = [...snapshot.problems, ...problems]
  if (federation === undefined) throw new FederationError(found)
  const { revision, files } = snapshot
  const cacheable =
    committed === undefined || hasErrors(found)
      ? undefined
      : makeCachedDeclaration({ origin: describeOrigin(world, committed), revision, federation, problems, files }, now)
  return { federation, revision, problems: found, certificates, committed, cacheable }
}

/** Tells what a committed declaration is read from. */
export function describeOrigin(
  { version }: World,
  { source, repository, treeId }: CommittedDirectory,
): DeclarationOrigin {
  const { label, directory } = source
  return { label, directory, gitDirectory: repository.gitDirectory, treeId, version }
}
