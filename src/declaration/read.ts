import { makeCachedDeclaration, type CachedDeclaration, type DeclarationOrigin } from '../domain/cached-declaration.ts'
import type { Declaration } from '../domain/declaration.ts'
import type { Revision } from '../domain/federation.ts'
import { hasErrors, makeProblem, type Problem } from '../domain/problem.ts'
import { hideSecret } from '../domain/url-secret.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import { FederationError, federationError } from '../errors.ts'
import { readMirroredRevision, readRevision, type CommittedDirectory } from '../io/source/revision.ts'
import { readCommittedSnapshot, readPlainSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { parseSnapshot } from './parse-snapshot.ts'
import { chooseCommit, type ReachedSource } from './reach.ts'

/** A declaration as a pass has read it. */
export interface DeclarationReading extends Declaration {
  /** The commit that was read; absent where the files were. */
  readonly committed: CommittedDirectory | undefined
  /** What the next pass may take instead; absent where it knows that already, or has to read everything again. */
  readonly cacheable: CachedDeclaration | undefined
}

/** Which commit of a source is to be read, before anything of its contents is. */
export interface LocatedSource {
  readonly source: ReachedSource
  /** Absent where the files are to be read. */
  readonly committed: CommittedDirectory | undefined
  /** What is to be said of the source, whatever it holds. */
  readonly problems: readonly Problem[]
}

const DAY_MS = 86_400_000

/**
 * Reads and verifies a federation directory: of a repository elsewhere, and inside a git work tree, as a commit holds it;
 * outside git, or where the source says so, as it is on disk.
 *
 * @throws FederationError with every problem found, where a fault concerns the federation as a whole.
 */
export async function readDeclaration(world: World, source: ReachedSource): Promise<DeclarationReading> {
  return whileWhole(world, source, () =>
    Promise.resolve(locateCommit(world, source)).then((located) => readLocated(world, located)),
  )
}

/**
 * Does something with what a source holds. A mirror that turns out to be damaged is made known as such: the next contact makes
 * it anew.
 *
 * @throws `MIRROR_DAMAGED`
 */
export async function whileWhole<T>(world: World, source: ReachedSource, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (source.kind === 'directory' || !(error instanceof FederationError)) throw error
    const damage = error.problems.find(({ code }) => code === 'OBJECT_MISSING' || code === 'GIT_REFUSED')
    if (damage === undefined) throw error
    const { distrustMirror } = await import('../io/mirror/distrust.ts')
    distrustMirror(world, source.contact)
    throw federationError('MIRROR_DAMAGED', { url: hideSecret(source.url), reason: damage.message }, { cause: error })
  }
}

/** Does the same where it is known which commit is to be read. */
export async function readLocated(world: World, located: LocatedSource): Promise<DeclarationReading> {
  const { committed } = located
  const now = world.clock.now()
  const snapshot = await readSnapshot(world, located)
  // Whoever has to vouch for a snapshot does so here, before anything of it is believed.
  const { federation, certificates, problems } = await parseSnapshot(snapshot, now)
  const found = [...snapshot.problems, ...problems]
  const told = [...located.problems, ...found]
  if (federation === undefined) throw new FederationError(told)
  const { revision, files } = snapshot
  const cacheable =
    committed === undefined || hasErrors(found)
      ? undefined
      : makeCachedDeclaration(
          { origin: describeOrigin(world, located.source, committed), revision, federation, problems, files },
          now,
        )
  return { federation, revision, problems: told, certificates, committed, cacheable }
}

/** Finds the commit that is to be read; nothing of its contents is read yet. */
export function locateCommit(world: World, source: ReachedSource): LocatedSource {
  if (source.kind === 'directory') {
    const committed = source.uncommitted ? undefined : readRevision(world, source.directory)
    return makeLocated(world, { source, committed, problems: [] })
  }
  const { commit, problems } = chooseCommit(world, source)
  const { contact, path } = source
  const committed = readMirroredRevision(world, { mirror: contact.mirror, url: hideSecret(source.url), commit, path })
  return makeLocated(world, { source, committed, problems })
}

/** Adds what is to be said of the commit itself. */
export function makeLocated({ clock }: World, located: LocatedSource): LocatedSource {
  const { committed, problems } = located
  return { ...located, problems: [...problems, ...judgeTime(committed?.revision, clock.now())] }
}

/** Tells what a committed declaration is read from. Which of its mirrors holds a repository makes no difference. */
export function describeOrigin(
  { version }: World,
  reached: ReachedSource,
  { source, repository, treeId }: Pick<CommittedDirectory, 'source' | 'repository' | 'treeId'>,
): DeclarationOrigin {
  const { label, directory } = source
  if (reached.kind === 'directory') return { label, directory, gitDirectory: repository.gitDirectory, treeId, version }
  const { url, path } = reached
  return { label, directory: path, gitDirectory: url, treeId, version }
}

function readSnapshot(world: World, { source, committed }: LocatedSource): Promise<Snapshot> {
  if (committed !== undefined) return readCommittedSnapshot(world, committed)
  if (source.kind === 'directory') return readPlainSnapshot(world, source.directory)
  throw new Error('A repository is read as a commit.')
}

function judgeTime(revision: Revision | undefined, now: number): readonly Problem[] {
  if (revision?.time === undefined || revision.time <= now + DAY_MS) return []
  return [makeProblem('COMMIT_IN_FUTURE', {}, { commit: revision.id, at: revision.time })]
}
