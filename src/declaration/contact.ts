import type { Component } from '../domain/component.ts'
import type { Contact } from '../domain/contact.ts'
import type { RepositorySource } from '../domain/declaration-source.ts'
import { NO_REVISION } from '../domain/federation.ts'
import { isProblem, makeProblem, type Problem } from '../domain/problem.ts'
import { checkRepositoryPath, parseRef, type RefQuery } from '../domain/ref-name.ts'
import { parseRepositoryUrl, writeKeyscan, type RepositoryUrl } from '../domain/repository-url.ts'
import { FederationError } from '../errors.ts'
import { makeContact } from '../io/mirror/contact.ts'
import { readState } from '../io/state/local-state.ts'
import type { World } from '../io/world/world.ts'

/** For whom a repository is reached. */
export interface ContactOccasion {
  /** The one beside whose registry the mirror is kept; without one it is among the caches of the user, and nothing is written anywhere else. */
  readonly component: Component | undefined
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Fetches a repository into a mirror of our own, and tells what is known of it then: the only thing that uses the network.
 * A repository that is out of reach is no error; the contact says why.
 *
 * @throws FederationError for a source that cannot be one, and where the mirror cannot be made
 */
export async function contactSource(
  world: World,
  source: RepositorySource,
  { component, signal }: ContactOccasion,
): Promise<Contact> {
  const { remote, query } = parseRepositorySource(source)
  const kept = component && findAccepted(world, component)
  return makeContact(world, { source, remote, query, component, kept, signal })
}

/**
 * Tells what is wrong with where a repository is said to be, before anybody is asked for it.
 *
 * @throws FederationError with all of it (64; 26 for a secret in the URL)
 */
function parseRepositorySource(source: RepositorySource): {
  readonly remote: RepositoryUrl
  readonly query: RefQuery
} {
  const remote = parseRepositoryUrl(source.url)
  const query = parseRef(source.ref)
  const problems = [remote, query, checkRepositoryPath(source.path), checkHostKeys(source, remote)].filter(
    (found): found is Problem => found !== undefined && isProblem(found),
  )
  if (problems.length > 0 || isProblem(remote) || isProblem(query)) throw new FederationError(problems)
  return { remote, query }
}

function checkHostKeys({ access }: RepositorySource, remote: RepositoryUrl | Problem): Problem | undefined {
  if (isProblem(remote) || remote.transport !== 'ssh' || access.knownHosts !== undefined) return undefined
  return makeProblem('KNOWN_HOSTS_NEEDED', {}, { host: remote.host, scan: writeKeyscan(remote) })
}

/** An inventory that cannot be read is told of by the pass that needs it. */
function findAccepted(world: World, component: Component): string | undefined {
  try {
    const { revision } = readState(world, component).inventory
    return revision === NO_REVISION.id ? undefined : revision
  } catch (error) {
    if (error instanceof FederationError) return undefined
    throw error
  }
}
