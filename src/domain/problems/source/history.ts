import { quote } from '../../quote.ts'
import { ROLLED_BACK, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** How the history that was read now differs from the one that was accepted, as far as objects tell. */
export interface Rewriting {
  /** The commits of the accepted history that are missing now; absent where the accepted commit itself is not there. */
  readonly missing: number | undefined
  /** The commits that came in their place. */
  readonly added: number
  /** The last commit that both have. */
  readonly ancestor: string | undefined
  /** What differs in the federation directory, the first ones only. */
  readonly changed: readonly string[]
  readonly changedCount: number
}

export interface HistoryFacts {
  readonly SOURCE_ROLLED_BACK: {
    readonly directory: string
    readonly accepted: string
    readonly head: string
    readonly rewriting: Rewriting
  }
  readonly COMMIT_IN_FUTURE: { readonly commit: string; readonly at: number }
}

/** What is said of a history that is not what it should be. */
export const historyProblems: Catalogue<HistoryFacts> = {
  SOURCE_ROLLED_BACK: {
    ...ROLLED_BACK,
    meaning: 'The commit that was read does not descend from the last commit that was accepted here.',
    message: ({ directory, accepted, head, rewriting }) =>
      `${quote(directory)} is at the commit ${head.slice(0, 12)}, which does not descend from ${quote(accepted).slice(0, 12)}, ` +
      `the last one accepted here: its history was rewritten, or it was set back. ${describeRewriting(rewriting)}`,
    remedy: ({ head }) =>
      `Ask the coordinator what happened. If it is right: fbm-gitops reconcile --accept-history ${head}`,
  },
  COMMIT_IN_FUTURE: {
    ...WARNING,
    meaning: 'The commit is dated more than a day after now.',
    message: ({ commit, at }) =>
      `The commit ${commit.slice(0, 12)} is dated ${new Date(at).toISOString()}, which is more than a day after now.`,
    remedy: () => 'See whether the clock of this machine is right (date -u), or that of whoever committed.',
  },
}

function describeRewriting({ missing, added, ancestor, changed, changedCount }: Rewriting): string {
  const since =
    ancestor === undefined ? 'no commit is common to both' : `since ${ancestor.slice(0, 12)}, which both have`
  const lost = missing === undefined ? 'the accepted commit is not in it' : `${count(missing)} missing`
  const files =
    changedCount === 0 ? 'No file of the federation differs.' : `What differs: ${list(changed, changedCount)}.`
  return missing === undefined
    ? `It holds ${count(added)}, and ${lost}.`
    : `${lost} and ${count(added)} new (${since}). ${files}`
}

function count(commits: number): string {
  return `${commits} ${commits === 1 ? 'commit' : 'commits'}`
}

function list(changed: readonly string[], total: number): string {
  const shown = changed.map(quote).join(', ')
  return total > changed.length ? `${shown} and ${total - changed.length} more` : shown
}
