import { escapeText, quote, quoteForShell } from '../../quote.ts'
import { FAILED, USAGE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

interface RepositoryUrl {
  readonly url: string
}

/** The facts of publishing to a repository of which the operator has no clone. */
export interface RepositoryFacts {
  readonly PUBLISH_BRANCH_TAKEN: RepositoryUrl & { readonly branch: string; readonly compare: string | undefined }
  readonly PUBLISH_LINK: { readonly path: string; readonly link: string }
  readonly PUBLISH_REF: RepositoryUrl & { readonly ref: string; readonly reason: string }
  readonly PUBLISH_REMOTE_FAILED: RepositoryUrl & {
    readonly command: string
    readonly reason: string
    /** Whether the branch may have reached the repository all the same. */
    readonly isUnclear: boolean
  }
  readonly PUBLISH_REMOTE_PATH: RepositoryUrl & { readonly path: string; readonly base: string }
}

/** What is said where a publication does not reach a repository. */
export const repositoryProblems: Catalogue<RepositoryFacts> = {
  PUBLISH_BRANCH_TAKEN: {
    ...FAILED,
    meaning:
      'The repository has the branch of a publication already, with something else on it that nobody has merged yet.',
    message: ({ branch, url }) =>
      `${quote(url)} has a branch ${quote(branch)} already, with another publication on it that is not merged. Nothing is put on top of what nobody reviewed.`,
    remedy: ({ branch, url, compare }) =>
      `Merge that one first${compare === undefined ? '' : ` (${compare})`}, or give it up; then run the same command again. To give it up: git push ${quoteForShell(url)} --delete ${quoteForShell(branch)}`,
  },
  PUBLISH_LINK: {
    ...FAILED,
    meaning: 'A directory that a publication would write into is a link, or no directory.',
    message: ({ path, link }) => `${quote(path)} would be written through ${quote(link)}, which is no directory.`,
    remedy: ({ link }) => `Put a directory in its place: git rm ${quoteForShell(link)}`,
  },
  PUBLISH_REF: {
    ...USAGE,
    meaning: 'What a publication is to be based on is no branch of the repository.',
    message: ({ ref, url, reason }) => `'${quote(ref)}' is no branch of ${quote(url)}: ${reason}.`,
    remedy: () => 'Give the name of a branch, as in --ref main; without --ref the default branch is taken.',
  },
  PUBLISH_REMOTE_FAILED: {
    ...FAILED,
    meaning: 'A git command that clones the repository, commits in that clone or pushes failed. Nothing was published.',
    message: ({ command, url, reason, isUnclear }) =>
      `git ${command} failed for ${quote(url)}: ${escapeText(reason)}. ` +
      (isUnclear ? 'Whether anything was published cannot be told.' : 'Nothing was published, and the clone is gone.'),
    remedy: ({ command, url }) =>
      command === 'clone'
        ? `Run the same command again once your own git gets there: git ls-remote ${quoteForShell(url)}`
        : 'Mend that, then run the same command again.',
  },
  PUBLISH_REMOTE_PATH: {
    ...USAGE,
    meaning: 'The repository holds no federation directory under the path that was given.',
    message: ({ path, url, base }) => `The branch ${quote(base)} of ${quote(url)} holds no directory '${quote(path)}'.`,
    remedy: () => 'Give its path below the top of the repository: --path DIR, or --path . for the top itself.',
  },
}
