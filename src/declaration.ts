import type { Declaration } from './domain/assessment.ts'
import { FederationError } from './errors.ts'
import { readSnapshot } from './io/snapshot.ts'
import type { World } from './io/world.ts'

/** Where the federation directory lies. */
export interface DeclarationSource {
  /** As the operator typed it. */
  readonly directory: string
  /** Read the files as they are, not the commit. */
  readonly uncommitted: boolean
  /** The commit that is accepted although it does not descend from the last one. */
  readonly acceptHistory?: string | undefined
}

/**
 * Reads and verifies a federation directory.
 *
 * @throws FederationError with every problem found, where a fault concerns the federation as a whole.
 */
export async function readDeclaration(world: World, source: DeclarationSource): Promise<Declaration> {
  const snapshot = await readSnapshot(world, source)
  const { parseFederation } = await import('./manifest/federation.ts')
  const { federation, certificates, problems } = parseFederation(snapshot, world.clock.now())
  const found = [...snapshot.problems, ...problems]
  if (federation === undefined) throw new FederationError(found)
  return { federation, revision: snapshot.revision, problems: found, certificates }
}
