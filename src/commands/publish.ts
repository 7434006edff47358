import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import type { Publication } from '../domain/publication.ts'
import {
  findBranch,
  findClone,
  findUncommitted,
  makeReady,
  type Clone,
  type ReadyClone,
} from '../io/publishing/clone.ts'
import { commitPublication, pushAgain, type Committed } from '../io/publishing/publish.ts'
import { checkRepositoryUrl } from '../io/publishing/repository-url.ts'
import { writePublishedFiles } from '../io/publishing/write-files.ts'
import { readPlainSnapshot } from '../io/source/snapshot.ts'
import { locateDirectory } from '../io/source/source.ts'
import type { World } from '../io/world/world.ts'
import type { Result } from './support/command.ts'
import { askConsent } from './support/publish-consent.ts'
import { publishToRepository } from './support/publish-remote.ts'
import { makePublishResult, type Published } from './support/publish-result.ts'
import { readSubject, type Prepare } from './support/publish-subject.ts'

/**
 * Declares a component, this one or one whose site sent its registration instructions: certificate, entry, branch, commit,
 * push; in the operator's own clone of the federation, or in one that is made for it and removed again.
 */
export async function publish(world: World, input: Invocation): Promise<Result> {
  const { options } = input
  const { repository } = options
  // Before anything else is said, for remedies repeat what was typed.
  if (repository !== undefined) checkRepositoryUrl(repository, world.cwd)
  const prepare = await readSubject(world, input)
  const published =
    repository === undefined
      ? await publishHere(world, options, prepare)
      : await publishToRepository(world, { repository, options }, prepare)
  return makePublishResult(published, options)
}

async function publishHere(world: World, options: Options, prepare: Prepare): Promise<Published> {
  const { federation: directory } = options
  const publication = await prepare(await readPlainSnapshot(world, directory))
  const clone = findClone(world, directory)
  const published = { publication, place: directory, committed: undefined, isWanted: true }
  if (publication.files.length === 0) {
    const uncommitted = clone === undefined ? [] : findUncommitted(world, clone, publication)
    const committed = finish(world, publication, uncommitted.length === 0 ? clone : undefined)
    return { ...published, committed, problems: uncommitted }
  }
  const ready = clone && makeReady(world, clone, publication)
  const { isGiven, wasAsked } = await askConsent(world, publication, options)
  if (!isGiven) return { ...published, isWanted: false, wasAsked }
  return { ...published, committed: carryOut(world, publication, { ready, directory }) }
}

function carryOut(
  world: World,
  publication: Publication,
  { ready, directory }: { readonly ready: ReadyClone | undefined; readonly directory: string },
): Committed | undefined {
  const place = { directory: locateDirectory(world, directory).directory, publication }
  if (ready !== undefined) return commitPublication(world, ready, place)
  writePublishedFiles(world, place.directory, publication.files)
  return undefined
}

/** What an earlier run wrote may not have reached the remote yet. */
function finish(world: World, publication: Publication, clone: Clone | undefined): Committed | undefined {
  return clone && pushAgain(world, findBranch(world, clone, publication))
}
