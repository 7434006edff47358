import { quote } from '../../quote.ts'
import { REFUSED, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

interface BrakeFacts {
  readonly count: number
  /** The flags that lift the brake. */
  readonly flags: string
}

/** The facts of a plan that waits for a decision of the operator, or was given one that does not fit. */
export interface ReviewFacts {
  readonly BRAKE_DELETIONS: BrakeFacts
  readonly BRAKE_RESEARCHER: BrakeFacts
  readonly DECISION_UNUSED: { readonly flag: string; readonly id: string; readonly needed: string }
  readonly PLAN_CHANGED: { readonly expected: string; readonly actual: string }
}

/** What is said of a plan that waits for a decision of the operator, or was given one that does not fit. */
export const reviewProblems: Catalogue<ReviewFacts> = {
  BRAKE_DELETIONS: {
    ...REFUSED,
    meaning: 'The repository orders more than one deletion at once.',
    message: ({ count }) =>
      `The repository orders more than one deletion at once, so none of its ${count} deletions and replacements was applied.`,
    remedy: ({ flags }) => `Read the plan. If it is meant: fbm-gitops reconcile ${flags}`,
  },
  BRAKE_RESEARCHER: {
    ...REFUSED,
    meaning: 'The repository orders that the registration of a researcher be deleted or replaced.',
    message: ({ count }) =>
      `The repository orders a change of the researcher's registration, so none of its ${count} deletions and replacements was applied.`,
    remedy: ({ flags }) =>
      `Check the researcher's fingerprint by telephone (fbm-gitops fingerprint). If it is right: fbm-gitops reconcile ${flags}`,
  },
  DECISION_UNUSED: {
    ...WARNING,
    meaning: 'A flag names a party about which there is nothing to decide.',
    message: ({ flag, id, needed }) =>
      `${flag} ${quote(id)} had nothing to decide: it applies to a party that is ${needed}.`,
    remedy: () => 'Leave the flag out, or check the id with `fbm-gitops plan`.',
  },
  PLAN_CHANGED: {
    ...REFUSED,
    meaning: 'The plan is not the one that --plan-digest names.',
    message: ({ expected, actual }) =>
      `The plan is no longer the one that was reviewed: it is ${actual}, not ${quote(expected)}.`,
    remedy: () => 'Read it again with `fbm-gitops plan`, then give the digest that it prints.',
  },
}
