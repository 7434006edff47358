import { PUBLISHED_CHANGES, type Publication, type PublishedCommit } from '../domain/publication.ts'
import { escapeText, quoteForShell } from '../domain/quote.ts'
import { renderFingerprint } from './fingerprint.ts'
import type { Style } from './style.ts'

/** A publication, and what became of it. */
export interface ShownPublication {
  readonly publication: Publication
  /** The federation directory as it was typed. */
  readonly directory: string
  /** Absent where nothing was to be done, and outside git. */
  readonly committed: PublishedCommit | undefined
}

/** Renders what was published, the fingerprint to be read over the telephone, and what is to be done next. */
export function renderPublication(shown: ShownPublication, style: Style): string {
  const { id: partyId, name, certificate } = shown.publication
  const { fingerprint, notAfter } = certificate
  const lines = [...describe(shown), ...(shown.committed === undefined ? [] : describeCommit(shown.committed))]
  return `${renderFingerprint({ name, partyId, fingerprint, notAfter }, style)}\n${lines.map((line) => `${line}\n`).join('')}`
}

function describe({ publication, directory, committed }: ShownPublication): readonly string[] {
  const { changes, files } = publication
  if (files.length === 0) return [`${escapeText(directory)} declares all of this already. Nothing was written.`]
  const written = [
    `Declared: ${changes.map((change) => PUBLISHED_CHANGES[change]).join('; ')}.`,
    `Written below ${escapeText(directory)}: ${files.map(({ path }) => escapeText(path)).join(', ')}.`,
  ]
  return committed === undefined
    ? [...written, 'That is no git repository: bring these files to the others, and let them compare the fingerprint.']
    : written
}

function describeCommit({ top, branch, before, commit, remote, pushed, compare }: PublishedCommit): readonly string[] {
  const git = `git -C ${quoteForShell(top)}`
  const back =
    before === undefined || before === branch ? [] : [`Back to where you were: ${git} switch ${quoteForShell(before)}`]
  const made = `Committed as ${commit.slice(0, 12)} on the branch ${branch}`
  if (pushed) {
    const next = compare === undefined ? `for the branch ${branch}.` : `here: ${compare}`
    return [`${made}, and pushed to ${escapeText(remote ?? '')}.`, `Next: open a pull request ${next}`, ...back]
  }
  return remote === undefined
    ? [
        `${made}. Nothing was pushed: there is no remote, or no telling which of several.`,
        ...hint(git, branch),
        ...back,
      ]
    : [`${made}. It was not pushed.`, ...back]
}

function hint(git: string, branch: string): readonly string[] {
  return [`Next: bring the branch to the others (${git} push REMOTE ${branch}), and open a pull request.`]
}
