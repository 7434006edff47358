import { escapeText, quote } from '../quote.ts'
import { PARTY } from './grade.ts'
import type { Catalogue } from './kind.ts'

/** The facts of what components tell of their passes. */
export interface ObservationFacts {
  readonly OBSERVATION_INVALID: { readonly file: string; readonly reason: string }
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
}
