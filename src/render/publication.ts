import { PUBLISHED_CHANGES, type Publication, type PublishedCommit } from '../domain/publication.ts'
import { escapeText, quoteForShell } from '../domain/quote.ts'
import { renderFingerprint } from './fingerprint.ts'
import { renderComparison } from './publication-question.ts'
import type { Style } from './style.ts'

/** A publication, and what became of it. */
export interface ShownPublication {
  readonly publication: Publication
  /** The federation directory, as people know it. */
  readonly place: string
  /** Absent where nothing was to be done, and outside git. */
  readonly committed: PublishedCommit | undefined
  /** False where nothing was written, since nobody has compared the fingerprint yet. */
  readonly isWanted: boolean
  /** Whether the fingerprint was shown with a question that was answered by no. */
  readonly wasAsked?: boolean
  /** The command that writes it once the fingerprint was compared. */
  readonly again: string
}

/** Renders what was published, the fingerprint to be read over the telephone, and what is to be done next. */
export function renderPublication(shown: ShownPublication, style: Style): string {
  const { publication, committed, isWanted } = shown
  if (!isWanted) return describePending(shown, style)
  const { id: partyId, name, certificate } = publication
  const { fingerprint, notAfter } = certificate
  const lines = [...describe(shown), ...(committed === undefined ? [] : describeCommit(committed))]
  return `${renderFingerprint({ name, partyId, fingerprint, notAfter }, style)}\n${lines.map((line) => `${line}\n`).join('')}`
}

function describePending({ publication, wasAsked, again }: ShownPublication, style: Style): string {
  if (wasAsked === true) return 'Nothing was written.\n'
  return `${renderComparison(publication, style)}\nNothing was written. Once both have heard the same: ${again}\n`
}

function describe({ publication, place, committed }: ShownPublication): readonly string[] {
  const { changes, files } = publication
  if (committed?.isEarlier === true) return []
  if (files.length === 0) return [`${escapeText(place)} declares all of this already. Nothing was written.`]
  const written = [
    `Declared: ${changes.map((change) => PUBLISHED_CHANGES[change]).join('; ')}.`,
    `Written below ${escapeText(place)}: ${files.map(({ path }) => escapeText(path)).join(', ')}.`,
  ]
  return committed === undefined
    ? [...written, 'That is no git repository: bring these files to the others, and let them compare the fingerprint.']
    : written
}

function describeCommit(committed: PublishedCommit): readonly string[] {
  const { top, branch, before, commit, remote, pushed, compare } = committed
  const git = `git -C ${quoteForShell(top)}`
  const back =
    before === undefined || before === branch ? [] : [`Back to where you were: ${git} switch ${quoteForShell(before)}`]
  const made = `Committed as ${commit.slice(0, 12)} on the branch ${branch}`
  if (pushed) {
    const next = compare === undefined ? `for the branch ${branch}.` : `here: ${compare}`
    if (committed.isEarlier) return describeEarlier(committed, next)
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

function describeEarlier({ branch, commit, remote }: PublishedCommit, next: string): readonly string[] {
  const where = `The branch ${branch} of ${escapeText(remote ?? '')} declares all of this already (${commit.slice(0, 12)})`
  return [
    `${where}. Nothing was written.`,
    `Next, unless there is one: open a pull request ${next}`,
    `Where it conflicts, delete it and run the same command again: git push ${quoteForShell(remote ?? '')} --delete ${branch}`,
  ]
}

function hint(git: string, branch: string): readonly string[] {
  return [`Next: bring the branch to the others (${git} push REMOTE ${branch}), and open a pull request.`]
}
