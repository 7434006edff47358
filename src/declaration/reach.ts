import type { Component } from '../domain/component.ts'
import { isFresh, type Contact } from '../domain/contact.ts'
import type { DeclarationSource, DirectorySource, RepositorySource } from '../domain/declaration-source.ts'
import { makeProblem, toWarning, type Problem } from '../domain/problem.ts'
import { hideSecret } from '../domain/url-secret.ts'
import { writeDuration } from '../domain/units.ts'
import { FederationError } from '../errors.ts'
import type { World } from '../io/world/world.ts'

/** A source that can be read: a directory, or a repository after the attempt to reach it. */
export type ReachedSource = DirectorySource | ReachedRepository

/** A repository elsewhere, and what is known of it. */
export interface ReachedRepository extends RepositorySource {
  readonly contact: Contact
}

/** Where a source is reached for. */
export interface Reaching {
  readonly source: DeclarationSource
  /** The one whose mirror is written; absent where nothing may be written beside any registry. */
  readonly component: Component | undefined
  /** What somebody else found out just now; absent where it is to be found out here. */
  readonly contact?: Contact | undefined
}

/** Reaches for a repository, which a directory needs not. A repository that is out of reach is no error here. */
export async function reachSource(world: World, { source, component, contact }: Reaching): Promise<ReachedSource> {
  if (source.kind === 'directory') return source
  if (contact !== undefined) return { ...source, contact }
  const { contactSource } = await import('./contact.ts')
  return { ...source, contact: await contactSource(world, source, { component }) }
}

/**
 * Tells which commit of a repository is to be read, and what is to be said about it.
 *
 * @throws `SOURCE_STALE` where it was out of reach for too long, and the fault itself where it never was reached (22)
 */
export function chooseCommit(
  { clock }: World,
  { contact, maxStalenessMs, url }: ReachedRepository,
): { readonly commit: string; readonly problems: readonly Problem[] } {
  const { fault, head, reachedAt } = contact
  if (head === undefined || reachedAt === undefined) {
    if (fault === undefined) throw new Error('A repository was reached, and has no head.')
    throw new FederationError([fault])
  }
  const warnings = fault === undefined ? [] : [toWarning(fault)]
  // Also without a fault: whoever hands on a contact may have made it long ago.
  if (isFresh(contact, maxStalenessMs, clock.now())) return { commit: head, problems: warnings }
  const facts = {
    url: hideSecret(url),
    since: new Date(reachedAt).toISOString(),
    allowed: writeDuration(maxStalenessMs),
  }
  throw new FederationError([makeProblem('SOURCE_STALE', {}, facts), ...warnings])
}
