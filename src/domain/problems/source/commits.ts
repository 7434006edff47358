import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, USAGE, WARNING, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { DirectoryName } from './directory.ts'

interface CommitFacts {
  /** The whole id. */
  readonly commit: string
  readonly author: string | undefined
}

export interface CommitsFacts {
  readonly COMMIT_RANGE: { readonly range: string }
  readonly COMMIT_UNKNOWN: DirectoryName & { readonly revision: string; readonly isShallow: boolean }
  readonly COMMITS_OUTSIDE_GIT: DirectoryName
  readonly COMMITS_CUT_OFF: DirectoryName & { readonly commit: string }
  readonly COMMITS_TOO_MANY: { readonly count: number; readonly limit: number }
  readonly COMMITTED_KEY: CommitFacts
  readonly COMMITTED_KEY_NAME: CommitFacts
  readonly COMMIT_MESSAGE_KEY: CommitFacts
  readonly COMMIT_NOT_SEARCHED: CommitFacts & { readonly size: number }
}

const DEEPEN = 'In GitHub Actions, `fetch-depth: 0` of actions/checkout; in GitLab CI, `GIT_DEPTH: 0`.'
const UNDO =
  'Treat the key as leaked: generate a new certificate in the component, and publish that. Taking the file away in a later ' +
  'commit does not help, since the history keeps it.'

/** What is said of the commits of a range, and of the private keys in them. */
export const commitsProblems: Catalogue<CommitsFacts> = {
  COMMIT_RANGE: {
    ...USAGE,
    meaning: 'What `--commits` is given is no range of commits.',
    message: ({ range }) => `'${quote(range)}' is no range of commits.`,
    remedy: () => 'Write A..B, A...B, one commit with all that leads to it, or all: --commits origin/main..HEAD',
  },
  COMMIT_UNKNOWN: {
    ...USAGE,
    meaning: 'The repository holds no commit of that name.',
    message: ({ directory, revision, isShallow }) =>
      `The repository of ${quote(directory)} holds no commit '${quote(revision)}'${isShallow ? ': its history was cut off when it was cloned' : ''}.`,
    remedy: ({ directory, isShallow }) =>
      isShallow
        ? `Fetch the whole history: git -C ${quoteForShell(directory)} fetch --unshallow. ${DEEPEN}`
        : `See what there is: git -C ${quoteForShell(directory)} branch --all`,
  },
  COMMITS_OUTSIDE_GIT: {
    ...USAGE,
    meaning: 'The directory that is named with `--commits` lies outside git.',
    message: ({ directory }) => `${quote(directory)} lies in no git repository, so it has no commits.`,
    remedy: () => 'Name a directory in the repository: fbm-gitops validate DIR --commits RANGE',
  },
  COMMITS_CUT_OFF: {
    ...FAILED,
    meaning: 'The history was cut off when the repository was cloned, within the commits that were to be searched.',
    message: ({ directory, commit }) =>
      `The history of ${quote(directory)} was cut off at the commit ${commit.slice(0, 12)} when it was cloned, so nobody can tell what the ` +
      'commits before it hold.',
    remedy: ({ directory }) =>
      `Fetch the whole history: git -C ${quoteForShell(directory)} fetch --unshallow. ${DEEPEN}`,
  },
  COMMITS_TOO_MANY: {
    ...USAGE,
    meaning: 'The range holds more commits than are searched at once.',
    message: ({ count, limit }) => `The range holds ${count} commits; ${limit} are searched at once.`,
    remedy: () => 'Search it in parts: --commits A..B, then --commits B..C',
  },
  COMMITTED_KEY: {
    ...WHOLE,
    meaning: 'A commit of the range holds a private key in one of its files, also where a later one takes it away.',
    message: (facts) => `${describe(facts)} holds a private key in this file.`,
    remedy: () => UNDO,
  },
  COMMITTED_KEY_NAME: {
    ...WHOLE,
    meaning: 'A commit of the range holds a file that is named like a private key: `*.key`, `*.p12` or `*.pfx`.',
    message: (facts) => `${describe(facts)} holds this file, which is named like a private key.`,
    remedy: () => `If it holds none, give it another name in that very commit. If it does: ${UNDO}`,
  },
  COMMIT_MESSAGE_KEY: {
    ...WHOLE,
    meaning: 'The message of a commit of the range holds a private key.',
    message: (facts) => `${describe(facts)} holds a private key in its message.`,
    remedy: () => UNDO,
  },
  COMMIT_NOT_SEARCHED: {
    ...WARNING,
    meaning: 'A file in a commit of the range is too big to be searched for private keys.',
    message: (facts) =>
      `${describe(facts)} holds this file of ${facts.size} bytes, which is too big to be searched for private keys.`,
    remedy: ({ commit }) => `Look what it is, and whether it belongs here: git show --stat ${commit.slice(0, 12)}`,
  },
}

function describe({ commit, author }: CommitFacts): string {
  return `The commit ${commit.slice(0, 12)} by ${author === undefined ? 'nobody who is named' : quote(author)}`
}
