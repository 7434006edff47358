import { isUsable, type CachedDeclaration } from '../domain/cached-declaration.ts'
import type { Component } from '../domain/component.ts'
import { readHeadId } from '../io/source/head.ts'
import { readRevision, type CommittedDirectory } from '../io/source/revision.ts'
import { readUncommitted } from '../io/source/snapshot.ts'
import { locateSource } from '../io/source/source.ts'
import { readCachedDeclaration } from '../io/state/declaration-cache.ts'
import type { World } from '../io/world/world.ts'
import {
  describeOrigin,
  readDeclaration,
  readDeclarationOf,
  type DeclarationReading,
  type DeclarationSource,
} from './read.ts'

/**
 * Takes the declaration that the last pass of this component verified, where HEAD still holds the same; else reads it
 * as `readDeclaration` does. One that is recalled has no certificates: nothing can be registered from it.
 */
export async function recallDeclaration(
  world: World,
  source: DeclarationSource,
  component: Component | undefined,
): Promise<DeclarationReading> {
  const cached = component === undefined || source.uncommitted ? undefined : readCachedDeclaration(world, component)
  if (cached === undefined) return readDeclaration(world, source)
  const committed = readHead(world, source.directory, cached)
  if (committed === undefined || !isUsable(cached, describeOrigin(world, committed), world.clock.now())) {
    return readDeclarationOf(world, source, committed)
  }
  const { revision } = committed
  const uncommitted = await readUncommitted(world, committed, cached.files)
  return {
    federation: cached.federation,
    revision,
    problems: [...uncommitted, ...cached.problems],
    certificates: undefined,
    committed,
    cacheable: revision.id === cached.revision.id ? undefined : { ...cached, revision },
  }
}

/** Tells what HEAD holds; git is started only where HEAD has moved since the declaration was cached. */
function readHead(
  world: World,
  directory: string,
  { revision, origin }: CachedDeclaration,
): CommittedDirectory | undefined {
  const source = locateSource(world, directory)
  const { repository } = source
  if (repository === undefined) return undefined
  return readHeadId(world.files, repository) === revision.id
    ? { source, repository, revision, treeId: origin.treeId }
    : readRevision(world, directory)
}
