import { quote, quoteForShell } from '../../quote.ts'
import { REFUSED, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { listNames } from './party.ts'

interface BrakeFacts {
  readonly count: number
  /** The flags that lift the brake. */
  readonly flags: string
}

/** What is to become of the registration of a researcher. */
export interface ResearcherChange {
  readonly id: string
  /** `address` where nothing but its address changes. */
  readonly what: 'deletion' | 'certificate' | 'address'
  /** As `ip:port`; absent where the registry holds none that can be read, and in profiles without addresses. */
  readonly addressBefore: string | undefined
  readonly addressAfter: string | undefined
}

interface ConfinementFacts {
  /** The parties whose rows are in the way. */
  readonly names: readonly string[]
  /** What lets all be written at once; empty where no flag does. */
  readonly flags: string
}

/** The facts of a plan that waits for a decision of the operator, or was given one that does not fit. */
export interface ReviewFacts {
  readonly BRAKE_DELETIONS: BrakeFacts
  readonly BRAKE_RESEARCHER: BrakeFacts & { readonly researchers: readonly ResearcherChange[] }
  readonly NODE_HOLDS_ONE: ConfinementFacts
  readonly OLDER_ROWS_LEFT: ConfinementFacts
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
    remedy: ({ researchers, flags }) =>
      `${researchers.map(writeCheck).join(' ')} If it is right: fbm-gitops reconcile ${flags}`,
  },
  NODE_HOLDS_ONE: {
    ...REFUSED,
    meaning: 'In mutual-tls a node would hold another registration beside that of its researcher.',
    message: ({ names }) =>
      `This node would hold more than the registration of its researcher (${listNames(names)}), and Fed-BioMed refuses to start then, so nothing was applied.`,
    remedy: resolve,
  },
  OLDER_ROWS_LEFT: {
    ...REFUSED,
    meaning: 'Rows of an older Fed-BioMed would stay beside new ones, over which the official code stumbles.',
    message: ({ names }) =>
      `Rows of an older Fed-BioMed would stay in this registry (${listNames(names)}), over which this one stumbles, so nothing was applied.`,
    remedy: resolve,
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

/** All in one write, so that the registry is never in a state between. */
function resolve({ flags }: ConfinementFacts): string {
  return flags === ''
    ? 'Read what is refused below, and clear it away first. The plan is then applied in one write.'
    : `Read the plan. To apply all of it in one write: fbm-gitops reconcile ${flags}`
}

/** What cannot be seen from here, and how it is found out. */
function writeCheck({ id, what, addressBefore, addressAfter }: ResearcherChange): string {
  const site = `Let the site of ${quote(id)} confirm by telephone that`
  const address = `its address changes from ${addressBefore ?? 'none'} to ${addressAfter ?? 'none'}`
  switch (what) {
    case 'deletion':
      return `${site} it leaves the federation.`
    case 'address':
      return `${site} ${address}; its certificate stays the same.`
    case 'certificate': {
      const fingerprint = `Compare the new fingerprint of ${quote(id)} by telephone (fbm-gitops fingerprint ${quoteForShell(id)}).`
      return addressBefore === addressAfter ? fingerprint : `${fingerprint} ${site} ${address}.`
    }
  }
}
