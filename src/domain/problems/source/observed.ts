import { quote } from '../../quote.ts'
import { PARTY, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** Why what a branch or a file holds counts for no observation. */
export type UnreadableReason = 'missing' | 'no-file' | 'twice' | 'too-big' | 'too-many-bytes' | 'damaged'

export interface ObservedFacts {
  /** `label` names the branch or the file. */
  readonly OBSERVATION_UNREADABLE: { readonly label: string; readonly reason: UnreadableReason }
  readonly OBSERVATION_IGNORED: { readonly place: string; readonly names: readonly string[]; readonly count: number }
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
  OBSERVATIONS_TOO_MANY: {
    ...WARNING,
    meaning: 'There are more observations than a federation may have parties.',
    message: ({ place, most }) =>
      `${quote(place)} holds more than ${most} observations: only the first ${most} are read.`,
    remedy: () => 'Delete those of components that do not exist.',
  },
}

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  missing: 'it has no file observation.json at its top',
  'no-file': 'what is called so is no plain file, but a link, a directory or a submodule',
  twice: 'it holds two files of one name',
  'too-big': 'it is larger than 1 MiB',
  'too-many-bytes': 'all observations together are larger than 64 MiB',
  damaged: 'the repository is damaged there, or holds something else than a commit',
}

function list(names: readonly string[], count: number): string {
  const shown = names.map(quote).join(', ')
  return count > names.length ? `${shown} and ${count - names.length} more` : shown
}
