import type { DeclarationSource } from './declaration.ts'
import type { Declaration } from './domain/assessment.ts'
import { NO_REVISION } from './domain/federation.ts'
import type { Inventory } from './domain/inventory.ts'
import { federationError } from './errors.ts'
import { readHistoryRelation } from './io/history.ts'
import type { World } from './io/world.ts'

/** The commit that was accepted last, and the one that was read now. */
export interface HistoryCheck {
  readonly source: DeclarationSource
  readonly declaration: Declaration
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
  const head = declaration.revision.id
  if (head === source.acceptHistory) return
  if (accepted === NO_REVISION.id || head === NO_REVISION.id || accepted === head) return
  const { directory } = source
  switch (readHistoryRelation(world, directory, { accepted, head })) {
    case 'same':
    case 'descends':
      return
    case 'rewritten':
      throw federationError('SOURCE_ROLLED_BACK', { directory, accepted, head })
    case 'unknown':
      throw federationError('SOURCE_HISTORY_UNKNOWN', { directory, accepted, head })
  }
}
