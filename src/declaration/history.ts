import { NO_REVISION } from '../domain/federation.ts'
import type { Inventory } from '../domain/inventory.ts'
import { hideSecret } from '../domain/url-secret.ts'
import { federationError } from '../errors.ts'
import { readHistoryRelation, readRewriting } from '../io/source/history.ts'
import type { World } from '../io/world/world.ts'
import type { ReachedSource } from './reach.ts'
import type { DeclarationReading } from './read.ts'

/** The commit that was accepted last, and the one that was read now. */
export interface HistoryCheck {
  readonly source: ReachedSource
  readonly declaration: DeclarationReading
  readonly inventory: Inventory
}

/**
 * Refuses a commit that does not descend from the one that was accepted last: an old declaration would bring back keys
 * that were given up. Files that are no commit are not compared.
 *
 * @throws `SOURCE_ROLLED_BACK`, `SOURCE_HISTORY_UNKNOWN` (22)
 */
export function checkHistory(world: World, { source, declaration, inventory }: HistoryCheck): void {
  const accepted = inventory.revision
  const { committed } = declaration
  if (committed === undefined || accepted === NO_REVISION.id) return
  const head = committed.revision.id
  if (head === source.acceptHistory || head === accepted) return
  const directory = source.kind === 'directory' ? source.directory : hideSecret(source.url)
  switch (readHistoryRelation(world, committed.repository, { accepted, head })) {
    case 'same':
    case 'descends':
      return
    case 'rewritten': {
      const rewriting = readRewriting(world, committed, accepted)
      throw federationError('SOURCE_ROLLED_BACK', { directory, accepted, head, rewriting })
    }
    case 'unknown':
      throw federationError('SOURCE_HISTORY_UNKNOWN', { directory, accepted, head })
  }
}
