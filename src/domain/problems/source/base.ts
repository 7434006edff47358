import { quote, quoteForShell } from '../../quote.ts'
import { INFO, ROLLED_BACK, USAGE, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { DirectoryName } from './directory.ts'

interface BaseCommit {
  /** What was typed, or the id of the commit where nothing was. */
  readonly base: string
}

/** The facts of what a revision is compared with. */
export interface BaseFacts {
  readonly BASE_NAME: BaseCommit
  readonly BASE_OUTSIDE_GIT: DirectoryName & BaseCommit
  readonly BASE_UNKNOWN: DirectoryName & BaseCommit
  readonly BASE_SHALLOW: DirectoryName & BaseCommit
  readonly BASE_DIVERGED: BaseCommit & { readonly ancestor: string }
  readonly BASE_UNRELATED: BaseCommit
  readonly BASE_EMPTY: BaseCommit & DirectoryName
  readonly BASE_INVALID: BaseCommit & { readonly count: number; readonly first: string }
}

/** What is said of what a revision is compared with. */
export const baseProblems: Catalogue<BaseFacts> = {
  BASE_NAME: {
    ...USAGE,
    meaning: 'What --base names is no branch or tag, and no id of a commit.',
    message: ({ base }) => `'${quote(base)}' can be neither a branch, nor a tag, nor the whole id of a commit.`,
    remedy: () =>
      'Give a branch, a tag or all 40 digits of a commit: --base origin/main, or --base HEAD^ for the commit before.',
  },
  BASE_OUTSIDE_GIT: {
    ...USAGE,
    meaning: 'A federation directory outside git, or without any commit, is to be compared with a revision.',
    message: ({ directory, base }) =>
      `${quote(directory)} lies in no git repository with a commit, so there is no '${quote(base)}' to compare it with.`,
    remedy: () => 'Leave --base out: it is then compared with nothing. Or name a directory in a clone.',
  },
  BASE_UNKNOWN: {
    ...ROLLED_BACK,
    meaning: 'The repository holds no such branch, tag or commit to compare with.',
    message: ({ directory, base }) => `The git repository of ${quote(directory)} holds no '${quote(base)}'.`,
    remedy: ({ directory }) =>
      `Fetch it first: git -C ${quoteForShell(directory)} fetch origin; or give another branch, tag or whole id.`,
  },
  BASE_SHALLOW: {
    ...ROLLED_BACK,
    meaning: 'A shallow clone holds too little history to compare with the base.',
    message: ({ directory, base }) =>
      `${quote(directory)} lies in a shallow clone, whose history does not reach back to '${quote(base)}'.`,
    remedy: ({ directory }) =>
      `Fetch the whole history: git -C ${quoteForShell(directory)} fetch --unshallow (in GitHub Actions \`fetch-depth: 0\` for actions/checkout, in GitLab \`GIT_DEPTH: 0\`).`,
  },
  BASE_DIVERGED: {
    ...INFO,
    meaning: 'The base has commits that the revision lacks, so that it is compared with the commit where they parted.',
    message: ({ base, ancestor }) =>
      `'${quote(base)}' holds commits that this revision lacks: it is compared with ${ancestor.slice(0, 12)}, where the two parted.`,
    remedy: () => 'Look again once they are merged: together they may do more.',
  },
  BASE_UNRELATED: {
    ...WARNING,
    meaning: 'The base and the revision have no commit in common; they are compared all the same.',
    message: ({ base }) => `'${quote(base)}' and this revision have no commit in common.`,
    remedy: () =>
      'Find out why the history was begun anew: components refuse a commit that does not descend from the one that they accepted last.',
  },
  BASE_EMPTY: {
    ...INFO,
    meaning: 'The base does not hold the federation directory yet, so that the revision is compared with nothing.',
    message: ({ base, directory }) =>
      `'${quote(base)}' does not hold ${quote(directory)}: this revision is compared with nothing, as if nobody had registered anybody.`,
    remedy: () => 'There is nothing to do where the federation is new, or its directory was moved.',
  },
  BASE_INVALID: {
    ...WARNING,
    meaning: 'The base holds no valid federation, so that the revision is compared with nothing.',
    message: ({ base, count, first }) =>
      `'${quote(base)}' holds no valid federation (${count === 1 ? '' : `${count} errors, the first: `}${quote(first)}): this revision is compared with nothing.`,
    remedy: () => 'Components go on with what they have accepted before. Give the last valid commit: --base COMMIT',
  },
}
