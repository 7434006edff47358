import { quote } from '../quote.ts'
import type { Catalogue } from './kind.ts'

/** A federation directory, as the operator named it. */
interface DirectoryFacts {
  readonly directory: string
}

/** The limits on what is read from a federation directory. */
export type SourceLimit = 'entries' | 'depth' | 'path' | 'bytes' | 'output'

export interface SourceFacts {
  readonly SOURCE_MISSING: DirectoryFacts
  readonly SOURCE_NOT_A_DIRECTORY: DirectoryFacts
  readonly SOURCE_UNREADABLE: { readonly path: string; readonly reason: string }
  readonly SOURCE_LEAVES_REPOSITORY: DirectoryFacts & { readonly target: string }
  readonly SOURCE_IN_GIT_DIRECTORY: DirectoryFacts & { readonly gitDirectory: string }
  readonly SOURCE_PATH_UNUSABLE: DirectoryFacts
  readonly SOURCE_NOT_COMMITTED: DirectoryFacts & { readonly commit: string }
  readonly SOURCE_TOO_BIG: DirectoryFacts & { readonly limit: SourceLimit }
  readonly SOURCE_ROLLED_BACK: DirectoryFacts & { readonly accepted: string; readonly head: string }
  readonly SOURCE_HISTORY_UNKNOWN: DirectoryFacts & { readonly accepted: string; readonly head: string }
  readonly REPOSITORY_EMPTY: DirectoryFacts
  readonly REPOSITORY_UNSTEADY: DirectoryFacts
  readonly OBJECT_MISSING: DirectoryFacts & { readonly reason: string }
  readonly GIT_MISSING: DirectoryFacts
  readonly GIT_REFUSED: DirectoryFacts & { readonly command: string; readonly reason: string }
  readonly GIT_TIMEOUT: DirectoryFacts & { readonly command: string; readonly seconds: number }
  readonly ENTRY_NAME_NOT_UTF8: { readonly path: string }
  readonly ENTRY_DUPLICATE: { readonly path: string }
  readonly UNCOMMITTED_CHANGES: DirectoryFacts & { readonly names: readonly string[]; readonly count: number }
}

const LIMITS: Readonly<Record<SourceLimit, string>> = {
  entries: 'more than 25,000 entries',
  depth: 'entries more than 4 levels deep',
  path: 'a path longer than 1,024 bytes',
  bytes: 'files of more than 64 MiB in all',
  output: 'more than git can be asked to list',
}

const NAMES_SHOWN = 5

/** What is said of a federation directory that cannot be read, or only in part. */
export const sourceProblems: Catalogue<SourceFacts> = {
  SOURCE_MISSING: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The federation directory does not exist.',
    message: ({ directory }) => `There is no directory ${quote(directory)}.`,
    remedy: () => 'Name the federation directory: --federation DIR. To begin a new one: fbm-gitops init DIR',
  },
  SOURCE_NOT_A_DIRECTORY: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The path given as the federation directory is something else.',
    message: ({ directory }) => `${quote(directory)} is not a directory.`,
    remedy: () => 'Name the directory that holds federation.yaml: --federation DIR',
  },
  SOURCE_UNREADABLE: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A file or directory of the federation directory could not be read.',
    message: ({ path, reason }) => `${quote(path)} cannot be read: ${quote(reason)}.`,
    remedy: ({ path }) => `See who may read it: ls -ld '${quote(path)}'`,
  },
  SOURCE_LEAVES_REPOSITORY: {
    severity: 'error',
    exitCode: 26,
    meaning: 'A symbolic link inside a git work tree leads the federation directory out of it.',
    message: ({ directory, target }) =>
      `${quote(directory)} lies in a git work tree, but a symbolic link leads out of it to ${quote(target)}.`,
    remedy: ({ target }) => `If that is intended, name the place itself: --federation '${quote(target)}'`,
  },
  SOURCE_IN_GIT_DIRECTORY: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The federation directory lies inside a bare repository or a .git directory.',
    message: ({ directory, gitDirectory }) =>
      `${quote(directory)} lies inside git's own files (${quote(gitDirectory)}), not in a work tree.`,
    remedy: ({ gitDirectory }) => `Clone it, and name the clone's directory: git clone '${quote(gitDirectory)}'`,
  },
  SOURCE_PATH_UNUSABLE: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The path of the federation directory inside its repository contains a line break.',
    message: ({ directory }) => `The path ${quote(directory)} contains a line break, so git cannot be asked for it.`,
    remedy: () => 'Rename the directory: git mv OLD NEW',
  },
  SOURCE_NOT_COMMITTED: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The federation directory lies in a git work tree, but the commit HEAD holds no such directory.',
    message: ({ directory, commit }) =>
      `${quote(directory)} lies in a git work tree, but the commit ${commit.slice(0, 12)} holds no such directory.`,
    remedy: ({ directory }) =>
      `Commit it: git -C '${quote(directory)}' add . && git -C '${quote(directory)}' commit. To try it out as it is: --uncommitted`,
  },
  SOURCE_TOO_BIG: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The federation directory exceeds a limit: 25,000 entries, 4 levels, paths of 1,024 bytes, 64 MiB.',
    message: ({ directory, limit }) => `${quote(directory)} holds ${LIMITS[limit]}.`,
    remedy: () =>
      'Keep only federation.yaml, parties/ and certificates/ in it; move the rest elsewhere: git mv PATH NEW',
  },
  SOURCE_ROLLED_BACK: {
    severity: 'error',
    exitCode: 22,
    meaning: 'The commit HEAD does not descend from the last commit that was accepted here.',
    message: ({ directory, accepted, head }) =>
      `${quote(directory)} is at the commit ${head.slice(0, 12)}, which does not descend from ${quote(accepted).slice(0, 12)}, ` +
      'the last one accepted here: its history was rewritten, or the clone was set back.',
    remedy: ({ head }) => `Ask the coordinator what happened. If it is right: --accept-history ${head}`,
  },
  SOURCE_HISTORY_UNKNOWN: {
    severity: 'error',
    exitCode: 22,
    meaning: 'The clone holds too little history to tell whether HEAD descends from the last accepted commit.',
    message: ({ directory, accepted, head }) =>
      `The history of ${quote(directory)} does not reach back from ${head.slice(0, 12)} to ${quote(accepted).slice(0, 12)}, ` +
      'the last commit accepted here, so nobody can tell whether it was rewritten.',
    remedy: ({ directory, head }) =>
      `Fetch the whole history: git -C '${quote(directory)}' fetch --unshallow. To go on without it: --accept-history ${head}`,
  },
  REPOSITORY_EMPTY: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The repository of the federation directory has no commit at HEAD.',
    message: ({ directory }) => `The git repository of ${quote(directory)} has no commit at HEAD.`,
    remedy: ({ directory }) =>
      `Commit it: git -C '${quote(directory)}' add . && git -C '${quote(directory)}' commit. To try it out as it is: --uncommitted`,
  },
  REPOSITORY_UNSTEADY: {
    severity: 'error',
    exitCode: 1,
    meaning: 'HEAD moved each time it was read.',
    message: ({ directory }) => `HEAD of the repository of ${quote(directory)} moved each time it was read.`,
    remedy: () => 'Wait until nobody commits or checks out there, and try again.',
  },
  OBJECT_MISSING: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The repository lacks an object of its commit HEAD, as partial clones and damaged ones do.',
    message: ({ directory, reason }) =>
      `The git repository of ${quote(directory)} lacks an object of its commit: ${quote(reason)}. Nothing is fetched while reading.`,
    remedy: () => 'Clone the repository again, as a whole: git clone URL (without --filter)',
  },
  GIT_MISSING: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The federation directory lies in a git work tree, and there is no git on the PATH.',
    message: ({ directory }) => `${quote(directory)} lies in a git work tree, but there is no git on the PATH.`,
    remedy: () => 'Install git (apt-get install git), or name a federation directory outside git: --federation DIR',
  },
  GIT_REFUSED: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A git command that reads the repository failed.',
    message: ({ directory, command, reason }) =>
      `git ${command} failed in the repository of ${quote(directory)}: ${quote(reason)}`,
    remedy: ({ directory }) => `Look at the repository: git -C '${quote(directory)}' fsck`,
  },
  GIT_TIMEOUT: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A git command that reads the repository did not end in time.',
    message: ({ directory, command, seconds }) =>
      `git ${command} did not end within ${seconds} s in the repository of ${quote(directory)}.`,
    remedy: ({ directory }) => `See whether the disk answers: time git -C '${quote(directory)}' rev-parse HEAD`,
  },
  ENTRY_NAME_NOT_UTF8: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The name of an entry is not UTF-8.',
    message: ({ path }) => `The name of ${quote(path)} is not UTF-8.`,
    remedy: () => 'Rename it, with letters, digits, - and _ only: git mv OLD NEW',
  },
  ENTRY_DUPLICATE: {
    severity: 'error',
    exitCode: 26,
    meaning: 'A git tree holds one path twice.',
    message: ({ path }) => `The tree holds ${quote(path)} more than once.`,
    remedy: () => 'Treat the commit as forged: see who made it with git log -1, and revert it with git revert HEAD',
  },
  UNCOMMITTED_CHANGES: {
    severity: 'warning',
    exitCode: 26,
    meaning: 'The work tree differs from the commit that is read.',
    message: ({ directory, names, count }) =>
      `${quote(directory)} has ${count} uncommitted ${count === 1 ? 'change' : 'changes'}, not taken into account: ${listNames(names, count)}.`,
    remedy: ({ directory }) =>
      `Commit: git -C '${quote(directory)}' add . && git -C '${quote(directory)}' commit. To try them out: --uncommitted`,
  },
}

function listNames(names: readonly string[], count: number): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quote).join(', ')
  return count > NAMES_SHOWN ? `${shown} and ${count - NAMES_SHOWN} more` : shown
}
