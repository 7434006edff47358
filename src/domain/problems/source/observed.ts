import { escapeText, quote } from '../../quote.ts'
import { PARTY, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** Why what a branch or a file holds counts for no observation. */
export type UnreadableReason = 'missing' | 'no-file' | 'twice' | 'too-big' | 'too-many-bytes' | 'damaged'

/** Why a push did not succeed. */
export type PushCause = 'raced' | 'locked' | 'occupied' | 'denied' | 'refused' | 'fault'

export interface ObservedFacts {
  /** `label` names the branch or the file. */
  readonly OBSERVATION_UNREADABLE: { readonly label: string; readonly reason: UnreadableReason }
  readonly OBSERVATION_IGNORED: { readonly place: string; readonly names: readonly string[]; readonly count: number }
  readonly OBSERVATIONS_NOT_FETCHED: { readonly url: string; readonly reason: string; readonly remedy: string }
  /** `reason` is what git or the server says, not yet escaped; or, for a fault, what another problem says. `remedy` is empty where the cause tells. */
  readonly OBSERVATION_NOT_PUSHED: {
    readonly url: string
    readonly branch: string
    readonly id: string
    readonly cause: PushCause
    readonly reason: string
    readonly remedy: string
  }
  readonly OBSERVATIONS_TOO_MANY: { readonly place: string; readonly most: number }
}

/** What is said of observations that cannot be read, before anybody looks into them. */
export const observedProblems: Catalogue<ObservedFacts> = {
  OBSERVATION_UNREADABLE: {
    ...PARTY,
    meaning: 'A branch or file that is named after a party holds no observation: it counts as if there were none.',
    message: ({ label, reason }) => `${quote(label)} counts for nothing: ${REASONS[reason]}.`,
    remedy: () =>
      'Delete it and let the component observe again: its next pass writes it anew. Ask who wrote this one, if no component did.',
  },
  OBSERVATION_IGNORED: {
    ...WARNING,
    meaning: 'A branch or file lies where observations are kept, and is named after no party.',
    message: ({ place, names, count }) =>
      `In ${quote(place)} ${count === 1 ? 'one is' : `${count} are`} named after no party: ${list(names, count)}.`,
    remedy: () => 'Delete what should not be there; an observation is named after the id of its component.',
  },
  OBSERVATIONS_NOT_FETCHED: {
    ...WARNING,
    meaning: 'The branches with observations could not be fetched: those are told of that were fetched before.',
    message: ({ url, reason }) =>
      `The observations in ${quote(url)} could not be fetched: ${end(escapeText(reason))} What is told of them may be old.`,
    remedy: ({ remedy }) => escapeText(remedy),
  },
  OBSERVATION_NOT_PUSHED: {
    ...WARNING,
    meaning:
      "What a pass observed could not be pushed to the component's branch, so that the others do not hear of it. The pass stands.",
    message: ({ url, branch, cause, reason }) =>
      `What was observed was not pushed to ${quote(branch)} of ${quote(url)}${CAUSES[cause]}: ${end(cause === 'fault' ? escapeText(reason) : quote(reason))}`,
    remedy: ({ remedy, ...facts }) => (remedy === '' ? PUSH_REMEDIES[facts.cause](facts) : escapeText(remedy)),
  },
  OBSERVATIONS_TOO_MANY: {
    ...WARNING,
    meaning: 'There are more observations than a federation may have parties.',
    message: ({ place, most }) =>
      `${quote(place)} holds more than ${most} observations: only the first ${most} are read.`,
    remedy: () => 'Delete those of components that do not exist.',
  },
}

const CAUSES: Readonly<Record<PushCause, string>> = {
  raced: ', since somebody else pushes to it, too',
  locked: ', since the server cannot lock it',
  occupied: ', since a branch there leaves no room for it',
  denied: ', since nobody may write there with this key or token',
  refused: ', since the server takes no such branch',
  fault: '',
}

const PUSH_REMEDIES: Readonly<Record<PushCause, (of: { readonly id: string; readonly branch: string }) => string>> = {
  raced: ({ id }) => `See whether two installations push as ${quote(id)}: each component has an id of its own.`,
  locked: ({ branch }) =>
    `If that stays so, a push was cut off on the server: let whoever runs it delete the file ${quote(`refs/heads/${branch}.lock`)} of the repository, while nobody pushes there.`,
  occupied: ({ branch }) =>
    `Delete the branch that is named like the beginning of ${quote(branch)}, or begins with all of it; no branch can lie below another one.`,
  denied: () =>
    'Let the key or token push, to branches fbm-gitops/observed/* alone where the server can tell them apart; or carry a file there by hand: --observation-file FILE',
  refused: () =>
    'Let the rules of the repository (protected branches, push rules, hooks) take forced pushes to fbm-gitops/observed/*; or carry a file there by hand: --observation-file FILE',
  fault: () => 'See what keeps the repository from being reached; a later pass tries again.',
}

/** As a sentence. */
function end(text: string): string {
  return `${text.replace(/\.$/, '')}.`
}

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  missing: 'it has no file observation.json at its top',
  'no-file': 'what is called so is no plain file, but a link, a directory or a submodule',
  twice: 'it holds two files of one name',
  'too-big': 'it is larger than 4 MiB',
  'too-many-bytes': 'all observations together are larger than 64 MiB',
  damaged: 'the repository is damaged there, or holds something else than a commit',
}

function list(names: readonly string[], count: number): string {
  const shown = names.map(quote).join(', ')
  return count > names.length ? `${shown} and ${count - names.length} more` : shown
}
