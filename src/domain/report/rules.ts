import type { ExitCode } from '../problem.ts'

/** How a rule's findings are graded where nothing else is said. */
export interface RuleTraits {
  readonly severity: 'error' | 'warning' | 'info'
  readonly exitCode: ExitCode
  /** A short name and one sentence, for SARIF and the documentation. */
  readonly title: string
  readonly meaning: string
}

export type FindingRule =
  | 'missing'
  | 'vanished'
  | 'outdated'
  | 'conflicting'
  | 'edited'
  | 'ambiguous'
  | 'departed'
  | 'obsolete'
  | 'denied'
  | 'foreign'
  | 'observation-missing'
  | 'observation-stale'
  | 'observation-refused'
  | 'observation-behind'
  | 'history-diverged'
  | 'history-unknown'
  | 'component-stalled'
  | 'certificate-expired'
  | 'certificate-expires'
  | 'declaration'

/** Every kind of finding in a drift report. The names are promises: baselines, SARIF and filters rest on them. */
export const FINDING_RULES: Readonly<Record<FindingRule, RuleTraits>> = {
  missing: {
    severity: 'error',
    exitCode: 2,
    title: 'Not registered',
    meaning: 'A component does not hold a party that the federation declares.',
  },
  vanished: {
    severity: 'error',
    exitCode: 2,
    title: 'Registration deleted',
    meaning: 'Somebody deleted a registration that fbm-gitops had made.',
  },
  outdated: {
    severity: 'error',
    exitCode: 2,
    title: 'Registration out of date',
    meaning: 'A component holds what was declared before.',
  },
  conflicting: {
    severity: 'error',
    exitCode: 20,
    title: 'Registered by hand, differently',
    meaning: 'A component holds, by hand, something else than the federation declares.',
  },
  edited: {
    severity: 'error',
    exitCode: 20,
    title: 'Registration changed by hand',
    meaning: 'Somebody changed a registration that fbm-gitops had made.',
  },
  ambiguous: {
    severity: 'error',
    exitCode: 20,
    title: 'Two registrations for one party',
    meaning: 'A registry holds two rows for one party.',
  },
  departed: {
    severity: 'warning',
    exitCode: 2,
    title: 'Still registered',
    meaning: 'A component holds a party that the federation no longer declares.',
  },
  obsolete: {
    severity: 'warning',
    exitCode: 2,
    title: 'Registration to be deleted',
    meaning: 'A component holds what an older Fed-BioMed or another profile needed.',
  },
  denied: {
    severity: 'info',
    exitCode: 0,
    title: 'Denied',
    meaning: "A component's operator has denied a party.",
  },
  foreign: {
    severity: 'info',
    exitCode: 0,
    title: 'Rows of unknown parties',
    meaning:
      'A component holds parties that the federation does not know, or one that it removed and that is denied there.',
  },
  'observation-missing': {
    severity: 'warning',
    exitCode: 22,
    title: 'No observation',
    meaning: 'A component has told nothing: nobody knows what it holds.',
  },
  'observation-stale': {
    severity: 'error',
    exitCode: 22,
    title: 'Observation too old',
    meaning: 'What a component told is too old to be believed.',
  },
  'observation-refused': {
    severity: 'error',
    exitCode: 21,
    title: 'Observation refused',
    meaning: 'What came in for a component was not signed by it, or is not of this federation.',
  },
  'observation-behind': {
    severity: 'info',
    exitCode: 0,
    title: 'Older commit seen',
    meaning: 'A component has not seen the newest commit yet.',
  },
  'history-diverged': {
    severity: 'error',
    exitCode: 22,
    title: 'Histories diverge',
    meaning: 'Two components were shown histories of which neither follows from the other.',
  },
  'history-unknown': {
    severity: 'warning',
    exitCode: 22,
    title: 'Commit unknown here',
    meaning: 'A component has seen a commit that this clone does not hold.',
  },
  'component-stalled': {
    severity: 'error',
    exitCode: 2,
    title: 'Component stalled',
    meaning: 'A component says that a person must act.',
  },
  'certificate-expired': {
    severity: 'error',
    exitCode: 21,
    title: 'Certificate expired',
    meaning: 'The declared certificate of a party has ended.',
  },
  'certificate-expires': {
    severity: 'info',
    exitCode: 0,
    title: 'Certificate expires',
    meaning: 'The declared certificate of a party ends within 90 days: a warning within 30 days, an error within 7.',
  },
  declaration: {
    severity: 'error',
    exitCode: 26,
    title: 'Problem of the declaration',
    meaning: 'Something in the federation directory is wrong, or deserves a warning.',
  },
}
