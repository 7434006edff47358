import { isUsable, type CachedDeclaration } from '../domain/cached-declaration.ts'
import type { Component } from '../domain/component.ts'
import { hideSecret } from '../domain/url-secret.ts'
import { readHeadId } from '../io/source/head.ts'
import type { CommittedDirectory } from '../io/source/revision.ts'
import { readUncommitted } from '../io/source/snapshot.ts'
import { locateSource, type Source } from '../io/source/source.ts'
import { readCachedDeclaration } from '../io/state/declaration-cache.ts'
import type { World } from '../io/world/world.ts'
import { chooseCommit, type ReachedRepository, type ReachedSource } from './reach.ts'
import {
  describeOrigin,
  locateCommit,
  makeLocated,
  readDeclaration,
  readLocated,
  whileWhole,
  type DeclarationReading,
  type LocatedSource,
} from './read.ts'

/**
 * Takes the declaration that the last pass of this component verified, where the commit still holds the same; else reads it
 * as `readDeclaration` does. One that is recalled has no certificates: nothing can be registered from it.
 */
export async function recallDeclaration(
  world: World,
  source: ReachedSource,
  component: Component | undefined,
): Promise<DeclarationReading> {
  return whileWhole(world, source, () => recall(world, source, component))
}

async function recall(
  world: World,
  source: ReachedSource,
  component: Component | undefined,
): Promise<DeclarationReading> {
  const mayRecall = component !== undefined && !(source.kind === 'directory' && source.uncommitted)
  const cached = mayRecall ? readCachedDeclaration(world, component) : undefined
  if (cached === undefined) return readDeclaration(world, source)
  const located = locate(world, source, cached)
  const { committed } = located
  if (committed === undefined || !isUsable(cached, describeOrigin(world, source, committed), world.clock.now())) {
    return readLocated(world, located)
  }
  const { revision } = committed
  const uncommitted = await readUncommitted(world, committed, cached.files)
  return {
    federation: cached.federation,
    revision,
    problems: [...located.problems, ...uncommitted, ...cached.problems],
    certificates: undefined,
    committed,
    cacheable: revision.id === cached.revision.id ? undefined : { ...cached, revision },
  }
}

/** Tells which commit is to be read; git is started only where it is another one than when the declaration was cached. */
function locate(world: World, source: ReachedSource, cached: CachedDeclaration): LocatedSource {
  return source.kind === 'directory' ? locateHead(world, source, cached) : locateMirrored(world, source, cached)
}

function locateHead(
  world: World,
  reached: ReachedSource & { readonly kind: 'directory' },
  cached: CachedDeclaration,
): LocatedSource {
  const source = locateSource(world, reached.directory)
  const { repository } = source
  if (repository === undefined) return { source: reached, committed: undefined, problems: [] }
  if (readHeadId(world.files, repository) !== cached.revision.id) return locateCommit(world, reached)
  return makeLocated(world, {
    source: reached,
    committed: { ...asCached({ ...source, repository }, cached), workTree: source },
    problems: [],
  })
}

function locateMirrored(world: World, reached: ReachedRepository, cached: CachedDeclaration): LocatedSource {
  const { contact, path, url } = reached
  const { commit, problems } = chooseCommit(world, reached)
  const isSame = cached.revision.id === commit && cached.origin.gitDirectory === url && cached.origin.directory === path
  if (!isSame) return locateCommit(world, reached)
  const { mirror } = contact
  const repository = { gitDirectory: mirror, top: mirror, label: hideSecret(url) }
  const source = { directory: mirror, label: path, repository, prefix: path === '.' ? '' : path }
  return makeLocated(world, {
    source: reached,
    committed: { ...asCached(source, cached), workTree: undefined },
    problems,
  })
}

function asCached(
  source: Source & Pick<CommittedDirectory, 'repository'>,
  { revision, origin }: CachedDeclaration,
): Omit<CommittedDirectory, 'workTree'> {
  return { source, repository: source.repository, revision, treeId: origin.treeId }
}
