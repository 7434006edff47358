import type { Declaration } from './domain/assessment.ts'
import type { Component } from './domain/component.ts'
import { hasErrors } from './domain/problem.ts'
import {
  isUsable,
  rememberDeclaration,
  type DeclarationOrigin,
  type RememberedDeclaration,
} from './domain/remembered-declaration.ts'
import { FederationError } from './errors.ts'
import { readHeadId } from './io/head.ts'
import { readRemembered } from './io/registrar/declaration-cache.ts'
import { readRevision, type CommittedDirectory } from './io/revision.ts'
import { readSnapshot, readUncommitted } from './io/snapshot.ts'
import { locateSource } from './io/source.ts'
import type { World } from './io/world.ts'
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
  /** What the next pass may take instead; absent where it knows that already, or has to read everything again. */
  readonly memory: RememberedDeclaration | undefined
}

/**
 * Reads and verifies a federation directory.
 *
 * @throws FederationError with every problem found, where a fault concerns the federation as a whole.
 */
export async function readDeclaration(world: World, source: DeclarationSource): Promise<DeclarationReading> {
  const committed = source.uncommitted ? undefined : readRevision(world, source.directory)
  const snapshot = await readSnapshot(world, { ...source, committed })
  const now = world.clock.now()
  const { federation, certificates, problems } = await parseSnapshot(world, snapshot)
  const found = [...snapshot.problems, ...problems]
  if (federation === undefined) throw new FederationError(found)
  const { revision, files } = snapshot
  const memory =
    committed === undefined || hasErrors(found)
      ? undefined
      : rememberDeclaration({ origin: describeOrigin(world, committed), revision, federation, problems, files }, now)
  return { federation, revision, problems: found, certificates, memory }
}

/**
 * Takes the declaration that the last pass of this component verified, where HEAD still holds the same; else reads it
 * as `readDeclaration` does.
 */
export async function recallDeclaration(
  world: World,
  source: DeclarationSource,
  component: Component | undefined,
): Promise<DeclarationReading> {
  const remembered = component === undefined || source.uncommitted ? undefined : readRemembered(world, component)
  const committed = remembered && findUnchanged(world, source.directory, remembered)
  if (remembered === undefined || committed === undefined) return readDeclaration(world, source)
  const { revision } = committed
  const uncommitted = await readUncommitted(world, committed, remembered.files)
  return {
    federation: remembered.federation,
    revision,
    problems: [...uncommitted, ...remembered.problems],
    certificates: undefined,
    memory: revision.id === remembered.revision.id ? undefined : { ...remembered, revision },
  }
}

/** Tells what HEAD holds, if that is just what is remembered; git is started only where HEAD has moved. */
function findUnchanged(
  world: World,
  directory: string,
  remembered: RememberedDeclaration,
): CommittedDirectory | undefined {
  const source = locateSource(world, directory)
  const { repository } = source
  if (repository === undefined) return undefined
  const { revision, origin } = remembered
  const committed =
    readHeadId(world.files, repository) === revision.id
      ? { source, repository, revision, treeId: origin.treeId }
      : readRevision(world, directory)
  if (committed === undefined) return undefined
  return isUsable(remembered, describeOrigin(world, committed), world.clock.now()) ? committed : undefined
}

function describeOrigin({ version }: World, { source, repository, treeId }: CommittedDirectory): DeclarationOrigin {
  const { label, directory } = source
  return { label, directory, gitDirectory: repository.gitDirectory, treeId, version }
}
