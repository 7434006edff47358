import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, ROLLED_BACK, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { DirectoryName } from './directory.ts'

export interface GitFacts {
  readonly SOURCE_NOT_COMMITTED: DirectoryName & { readonly commit: string }
  readonly SOURCE_HISTORY_UNKNOWN: DirectoryName & { readonly accepted: string; readonly head: string }
  readonly REPOSITORY_EMPTY: DirectoryName
  readonly REPOSITORY_UNSTEADY: DirectoryName
  readonly OBJECT_MISSING: DirectoryName & { readonly reason: string }
  readonly GIT_MISSING: DirectoryName
  readonly GIT_REFUSED: DirectoryName & { readonly command: string; readonly reason: string }
  readonly GIT_TIMEOUT: DirectoryName & { readonly command: string; readonly seconds: number }
}

/** What is said of the git repository that a federation directory lies in, and of git itself. */
export const gitProblems: Catalogue<GitFacts> = {
  SOURCE_NOT_COMMITTED: {
    ...WHOLE,
    meaning: 'The federation directory lies in a git work tree, but the commit HEAD holds no such directory.',
    message: ({ directory, commit }) =>
      `${quote(directory)} lies in a git work tree, but the commit ${commit.slice(0, 12)} holds no such directory.`,
    remedy: ({ directory }) =>
      `Commit it: git -C ${quoteForShell(directory)} add . && git -C ${quoteForShell(directory)} commit. To try it out as it is: --uncommitted`,
  },
  SOURCE_HISTORY_UNKNOWN: {
    ...ROLLED_BACK,
    meaning: 'The clone holds too little history to tell whether HEAD descends from the last accepted commit.',
    message: ({ directory, accepted, head }) =>
      `The history of ${quote(directory)} does not reach back from ${head.slice(0, 12)} to ${quote(accepted).slice(0, 12)}, ` +
      'the last commit accepted here, so nobody can tell whether it was rewritten.',
    remedy: ({ directory, head }) =>
      `Fetch the whole history: git -C ${quoteForShell(directory)} fetch --unshallow. To go on without it: --accept-history ${head}`,
  },
  REPOSITORY_EMPTY: {
    ...WHOLE,
    meaning: 'The repository of the federation directory has no commit at HEAD.',
    message: ({ directory }) => `The git repository of ${quote(directory)} has no commit at HEAD.`,
    remedy: ({ directory }) =>
      `Commit it: git -C ${quoteForShell(directory)} add . && git -C ${quoteForShell(directory)} commit. To try it out as it is: --uncommitted`,
  },
  REPOSITORY_UNSTEADY: {
    ...FAILED,
    meaning: 'HEAD moved each time it was read.',
    message: ({ directory }) => `HEAD of the repository of ${quote(directory)} moved each time it was read.`,
    remedy: () => 'Wait until nobody commits or checks out there, and try again.',
  },
  OBJECT_MISSING: {
    ...FAILED,
    meaning: 'The repository lacks an object of its commit HEAD, as partial clones and damaged ones do.',
    message: ({ directory, reason }) =>
      `The git repository of ${quote(directory)} lacks an object of its commit: ${quote(reason)}. Nothing is fetched while reading.`,
    remedy: () => 'Clone the repository again, as a whole: git clone URL (without --filter)',
  },
  GIT_MISSING: {
    ...FAILED,
    meaning: 'The federation directory lies in a git work tree, and there is no git on the PATH.',
    message: ({ directory }) => `${quote(directory)} lies in a git work tree, but there is no git on the PATH.`,
    remedy: () => 'Install git (apt-get install git), or name a federation directory outside git: --federation DIR',
  },
  GIT_REFUSED: {
    ...FAILED,
    meaning: 'A git command that reads the repository failed.',
    message: ({ directory, command, reason }) =>
      `git ${command} failed in the repository of ${quote(directory)}: ${quote(reason)}`,
    remedy: ({ directory }) => `Look at the repository: git -C ${quoteForShell(directory)} fsck`,
  },
  GIT_TIMEOUT: {
    ...FAILED,
    meaning: 'A git command that reads the repository did not end in time.',
    message: ({ directory, command, seconds }) =>
      `git ${command} did not end within ${seconds} s in the repository of ${quote(directory)}.`,
    remedy: ({ directory }) => `See whether the disk answers: time git -C ${quoteForShell(directory)} rev-parse HEAD`,
  },
}
