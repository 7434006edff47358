import { escapeText, quote } from '../quote.ts'
import { PARTY, WARNING } from './grade.ts'
import type { Catalogue } from './kind.ts'

/** The facts of what components tell of their passes. */
export interface ObservationFacts {
  readonly OBSERVATION_INVALID: { readonly file: string; readonly reason: string }
  readonly OBSERVATION_NOT_MADE: { readonly id: string; readonly reason: string }
  readonly OBSERVATION_NOT_WRITTEN: { readonly file: string; readonly reason: string }
}

/** What is said where an observation cannot be made, or cannot be believed. */
export const observationProblems: Catalogue<ObservationFacts> = {
  OBSERVATION_INVALID: {
    ...PARTY,
    meaning: 'What came in as an observation of a component is none. Nothing of it is believed.',
    message: ({ file, reason }) => `${quote(file)} is no observation: ${escapeText(reason)}.`,
    remedy: () =>
      'Let the component publish it again: fbm-gitops reconcile --observation-file FILE. If nobody there made this one, find out who did.',
  },
  OBSERVATION_NOT_MADE: {
    ...WARNING,
    meaning:
      'What a pass observed could not be put together or signed, so that nothing was told of it. The pass stands.',
    message: ({ id, reason }) => `What was observed at ${quote(id)} could not be told: ${escapeText(reason)}`,
    remedy: () =>
      "Run as the component's own user, with its key where the configuration names it; this looks at both: fbm-gitops doctor",
  },
  OBSERVATION_NOT_WRITTEN: {
    ...WARNING,
    meaning: 'The file that is to hold what a pass observed was not written. The pass stands.',
    message: ({ file, reason }) => `What was observed was not written to ${quote(file)}: ${escapeText(reason)}`,
    remedy: () =>
      'Name a file, or a directory that exists, in which you may write, and where nothing else of that name lies: --observation-file FILE',
  },
}
