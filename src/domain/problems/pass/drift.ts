import { quote } from '../../quote.ts'
import { REFUSED, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { who, type PartyFacts } from './party.ts'

interface ComparisonFacts extends PartyFacts {
  /** What the registry holds, as far as it differs: a fingerprint or an address. */
  readonly held: string
  /** What is declared in its place; absent where nothing is. */
  readonly declared: string | undefined
}

/** The facts of a registration that is not as it is declared, or as it was written. */
export interface DriftFacts {
  readonly AMBIGUOUS: PartyFacts
  readonly CONFLICTING: ComparisonFacts
  readonly CONFLICTING_MISPLACED: ComparisonFacts & { readonly misplaced: 'layout' | 'profile' }
  readonly CONFLICTING_REMOVED: ComparisonFacts
  readonly DEPARTED: PartyFacts
  readonly EDITED: ComparisonFacts
  readonly EDITED_DENIED: ComparisonFacts
  readonly EDITED_UNDECLARED: ComparisonFacts
  readonly FOREIGN_DENIED: PartyFacts
  readonly FOREIGN_UNREADABLE: PartyFacts
  readonly KEY_CHANGE_UNANNOUNCED: PartyFacts & { readonly old: string; readonly new: string }
  readonly ROW_LOCKS_OUT: PartyFacts
  readonly VANISHED: PartyFacts
}

/** What is said of a registration that is not as it is declared, or as it was written. */
export const driftProblems: Catalogue<DriftFacts> = {
  AMBIGUOUS: {
    ...REFUSED,
    meaning: 'The registry holds two rows for one party; neither is touched.',
    message: (facts) => `The registry holds more than one registration of ${who(facts)}.`,
    remedy: () =>
      'Delete them with `… certificate delete` of Fed-BioMed; the next reconcile registers what is declared.',
  },
  CONFLICTING: {
    ...REFUSED,
    meaning: 'A party is registered by hand, differently from what the federation declares.',
    message: (facts) => `${who(facts)} is registered here by hand with other values (${compare(facts)}).`,
    remedy: ({ id, name }) =>
      `Compare by telephone: fbm-gitops fingerprint ${quote(name)}. To take the declared values: fbm-gitops reconcile --adopt ${quote(id)}`,
  },
  CONFLICTING_MISPLACED: {
    ...REFUSED,
    meaning:
      'A registration made by hand cannot stay: its row is one of an older Fed-BioMed, or the profile lets this component hold no such party.',
    message: (facts) => `${who(facts)} is registered here by hand (${facts.held}), but ${WHY[facts.misplaced]}.`,
    remedy: ({ id }) => `To delete that registration: fbm-gitops reconcile --adopt ${quote(id)}`,
  },
  CONFLICTING_REMOVED: {
    ...REFUSED,
    meaning: 'A party that left the federation is registered by hand.',
    message: (facts) => `${who(facts)} left the federation, but is registered here by hand (${facts.held}).`,
    remedy: ({ id }) => `To delete that registration: fbm-gitops reconcile --adopt ${quote(id)}`,
  },
  DEPARTED: {
    ...WARNING,
    meaning: 'A party that we registered is no longer declared, and not listed under `removed:` either.',
    message: (facts) => `${who(facts)} is registered here, but no longer in the federation. It stays registered.`,
    remedy: ({ id }) =>
      `Ask the coordinator to list it under \`removed:\`, or delete it here: fbm-gitops deny ${quote(id)}`,
  },
  EDITED: {
    ...REFUSED,
    meaning: 'A registration that we wrote was changed by somebody else.',
    message: (facts) => `The registration of ${who(facts)} was changed behind our back (now ${compare(facts)}).`,
    remedy: ({ id }) =>
      `Find out who did it. To enforce the declaration: fbm-gitops reconcile --overwrite ${quote(id)}`,
  },
  EDITED_DENIED: {
    ...REFUSED,
    meaning: 'A registration that we wrote was changed by somebody else, and the party is denied here.',
    message: (facts) =>
      `${who(facts)} is denied here, but its registration was changed behind our back (now ${facts.held}), so it is not deleted.`,
    remedy: () => 'Delete it with `… certificate delete` of Fed-BioMed.',
  },
  EDITED_UNDECLARED: {
    ...REFUSED,
    meaning:
      'A registration that we wrote was changed by somebody else, and the federation does not declare the party.',
    message: (facts) =>
      `The registration of ${who(facts)} was changed behind our back (now ${facts.held}), and no declaration says what it should be.`,
    remedy: () =>
      'Delete it with `… certificate delete` of Fed-BioMed, or ask the coordinator to list the party under `removed:`, then use --overwrite.',
  },
  FOREIGN_DENIED: {
    ...WARNING,
    meaning: 'A denied party is registered by hand.',
    message: (facts) => `${who(facts)} is denied here, but somebody registered it by hand. It is left alone.`,
    remedy: () => 'Delete it with `… certificate delete` of Fed-BioMed if it should not be there.',
  },
  FOREIGN_UNREADABLE: {
    ...WARNING,
    meaning: 'A registration made by hand holds no readable certificate.',
    message: (facts) =>
      `The registration of ${who(facts)}, made by hand, holds no readable certificate. It is left alone.`,
    remedy: () =>
      'Register it again with its right certificate, or delete it with `… certificate delete` of Fed-BioMed.',
  },
  KEY_CHANGE_UNANNOUNCED: {
    ...REFUSED,
    meaning: 'A party has a new key, but `replaces` does not name the certificate that is registered here.',
    message: (facts) =>
      `${who(facts)} has a new key (${facts.new}), but its entry does not say that it replaces ${facts.old}, which is registered here.`,
    remedy: ({ old }) =>
      `Ask its administrator by telephone whether the key was changed. If so, add this line under \`replaces:\` of its entry: ${old}`,
  },
  ROW_LOCKS_OUT: {
    ...WARNING,
    meaning:
      'In mutual-tls: a row of the researcher holds no readable certificate, which breaks the handshakes of others.',
    message: (facts) =>
      `The registration of ${who(facts)} holds no readable certificate. A researcher loads all certificates together: while this row is there, other nodes may be locked out, too.`,
    remedy: () =>
      'Register it again with its right certificate, or delete it with `… certificate delete` of Fed-BioMed, at once.',
  },
  VANISHED: {
    ...WARNING,
    meaning: 'Somebody deleted a registration that we wrote; it is made again.',
    message: (facts) => `Somebody deleted the registration of ${who(facts)}; it is made again.`,
    remedy: ({ id }) => `If it must stay away: fbm-gitops deny ${quote(id)}`,
  },
}

const WHY = {
  layout: 'in a row of an older Fed-BioMed, over which this one stumbles',
  profile: 'a node holds its researcher and nobody else: Fed-BioMed refuses to start with two registrations',
} as const

function compare({ held, declared }: ComparisonFacts): string {
  return declared === undefined ? held : `${held}; declared is ${declared}`
}
