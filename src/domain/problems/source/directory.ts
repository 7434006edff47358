import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, WARNING, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** A federation directory, as the operator named it. */
export interface DirectoryName {
  readonly directory: string
}

/** The limits on what is read from a federation directory. */
type SourceLimit = 'entries' | 'depth' | 'path' | 'bytes' | 'output'

export interface DirectoryFacts {
  readonly SOURCE_MISSING: DirectoryName
  readonly SOURCE_NOT_A_DIRECTORY: DirectoryName
  readonly SOURCE_UNREADABLE: { readonly path: string; readonly reason: string }
  readonly SOURCE_LEAVES_REPOSITORY: DirectoryName & { readonly target: string }
  readonly SOURCE_IN_GIT_DIRECTORY: DirectoryName & { readonly gitDirectory: string }
  readonly SOURCE_PATH_UNUSABLE: DirectoryName
  readonly SOURCE_TOO_BIG: DirectoryName & { readonly limit: SourceLimit }
  readonly ENTRY_NAME_NOT_UTF8: { readonly path: string }
  readonly ENTRY_DUPLICATE: { readonly path: string }
  readonly UNCOMMITTED_CHANGES: DirectoryName & { readonly names: readonly string[]; readonly count: number }
}

const LIMITS: Readonly<Record<SourceLimit, string>> = {
  entries: 'more than 25,000 entries',
  depth: 'entries more than 4 levels deep',
  path: 'a path longer than 1,024 bytes',
  bytes: 'files of more than 64 MiB in all',
  output: 'more than git can be asked to list',
}

const NAMES_SHOWN = 5

const NAME_DIRECTORY =
  'Name the directory that holds federation.yaml: `validate DIR`, with other commands `--federation DIR`; or `--repository URL`, where it is elsewhere.'

/** What is said of a federation directory, its entries and its differences from the commit. */
export const directoryProblems: Catalogue<DirectoryFacts> = {
  SOURCE_MISSING: {
    ...WHOLE,
    meaning: 'The federation directory does not exist.',
    message: ({ directory }) => `There is no directory ${quote(directory)}.`,
    remedy: () => NAME_DIRECTORY,
  },
  SOURCE_NOT_A_DIRECTORY: {
    ...WHOLE,
    meaning: 'The path given as the federation directory is something else.',
    message: ({ directory }) => `${quote(directory)} is not a directory.`,
    remedy: () => NAME_DIRECTORY,
  },
  SOURCE_UNREADABLE: {
    ...FAILED,
    meaning: 'A file or directory of the federation directory could not be read.',
    message: ({ path, reason }) => `${quote(path)} cannot be read: ${quote(reason)}.`,
    remedy: ({ path }) => `See who may read it: ls -ld ${quoteForShell(path)}`,
  },
  SOURCE_LEAVES_REPOSITORY: {
    ...WHOLE,
    meaning: 'A symbolic link inside a git work tree leads the federation directory out of it.',
    message: ({ directory, target }) =>
      `${quote(directory)} lies in a git work tree, but a symbolic link leads out of it to ${quote(target)}.`,
    remedy: ({ target }) => `If that is intended, name the place itself: --federation ${quoteForShell(target)}`,
  },
  SOURCE_IN_GIT_DIRECTORY: {
    ...WHOLE,
    meaning: 'The federation directory lies inside a bare repository or a .git directory.',
    message: ({ directory, gitDirectory }) =>
      `${quote(directory)} lies inside git's own files (${quote(gitDirectory)}), not in a work tree.`,
    remedy: ({ gitDirectory }) => `Clone it, and name the clone's directory: git clone ${quoteForShell(gitDirectory)}`,
  },
  SOURCE_PATH_UNUSABLE: {
    ...WHOLE,
    meaning: 'The path of the federation directory inside its repository contains a line break.',
    message: ({ directory }) => `The path ${quote(directory)} contains a line break, so git cannot be asked for it.`,
    remedy: () => 'Rename the directory: git mv OLD NEW',
  },
  SOURCE_TOO_BIG: {
    ...WHOLE,
    meaning: 'The federation directory exceeds a limit: 25,000 entries, 4 levels, paths of 1,024 bytes, 64 MiB.',
    message: ({ directory, limit }) => `${quote(directory)} holds ${LIMITS[limit]}.`,
    remedy: () =>
      'Keep only federation.yaml, parties/ and certificates/ in it; move the rest elsewhere: git mv PATH NEW',
  },
  ENTRY_NAME_NOT_UTF8: {
    ...WHOLE,
    meaning: 'The name of an entry is not UTF-8.',
    message: ({ path }) => `The name of ${quote(path)} is not UTF-8.`,
    remedy: () => 'Rename it, with letters, digits, - and _ only: git mv OLD NEW',
  },
  ENTRY_DUPLICATE: {
    ...WHOLE,
    meaning: 'A git tree holds one path twice.',
    message: ({ path }) => `The tree holds ${quote(path)} more than once.`,
    remedy: () => 'Treat the commit as forged: see who made it with git log -1, and revert it with git revert HEAD',
  },
  UNCOMMITTED_CHANGES: {
    ...WARNING,
    meaning: 'The work tree differs from the commit that is read.',
    message: ({ directory, names, count }) =>
      `${quote(directory)} has ${count} uncommitted ${count === 1 ? 'change' : 'changes'}, not taken into account: ${listNames(names, count)}.`,
    remedy: ({ directory }) =>
      `Check them, and commit what belongs there: fbm-gitops validate ${quoteForShell(directory)}. To try them out: --uncommitted`,
  },
}

function listNames(names: readonly string[], count: number): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quote).join(', ')
  return count > NAMES_SHOWN ? `${shown} and ${count - NAMES_SHOWN} more` : shown
}
