import { quote } from '../quote.ts'
import type { Catalogue } from './kind.ts'

interface PartyFacts {
  readonly name: string
  readonly id: string
}

interface ComparisonFacts extends PartyFacts {
  /** What the registry holds, as far as it differs: a fingerprint or an address. */
  readonly held: string
  /** What is declared in its place; absent where nothing is. */
  readonly declared: string | undefined
}

interface BrakeFacts {
  readonly count: number
  /** The flags that lift the brake. */
  readonly flags: string
}

/** The facts of what a pass finds between declaration, inventory and registry. */
export interface PassFacts {
  AMBIGUOUS: PartyFacts
  BRAKE_DELETIONS: BrakeFacts
  BRAKE_RESEARCHER: BrakeFacts
  CHANGE_CONTENDED: PartyFacts & { readonly reason: string }
  CHANGE_FAILED: PartyFacts & { readonly reason: string }
  CONFLICTING: ComparisonFacts
  CONFLICTING_REMOVED: ComparisonFacts
  DECISION_UNUSED: { readonly flag: string; readonly id: string; readonly needed: string }
  DEMO_FAILED: { readonly reason: string }
  DEPARTED: PartyFacts
  EDITED: ComparisonFacts
  EDITED_DENIED: ComparisonFacts
  EDITED_UNDECLARED: ComparisonFacts
  FEDERATION_CHANGED: { readonly before: string; readonly now: string; readonly count: number }
  FOREIGN_DENIED: PartyFacts
  FOREIGN_UNREADABLE: PartyFacts
  KEY_CHANGE_UNANNOUNCED: PartyFacts & { readonly old: string; readonly new: string }
  OUTPUT_REFUSED: { readonly file: string; readonly reason: string }
  OUTPUT_UNWRITABLE: { readonly file: string; readonly reason: string }
  PARTY_UNKNOWN: { readonly given: string; readonly known: readonly string[] }
  PLAN_CHANGED: { readonly expected: string; readonly actual: string }
  PROFILE_UNSUPPORTED: { readonly profile: string }
  PROFILE_WITHOUT_EFFECT: { readonly family: string }
  SELF_ADDRESS: PartyFacts & { readonly own: string; readonly declared: string }
  SELF_CERTIFICATE: PartyFacts & { readonly own: string; readonly declared: string }
  SELF_CERTIFICATE_UNREADABLE: { readonly file: string; readonly reason: string }
  SELF_LEFT: PartyFacts
  SELF_LEFT_DECLARED: PartyFacts
  SELF_REMOVED: PartyFacts & { readonly reason: string | undefined }
  SELF_UNDECLARED: { readonly id: string; readonly federation: string }
  USAGE: { readonly message: string; readonly remedy: string }
  VANISHED: PartyFacts
  UNEXPECTED: { readonly message: string }
}

const who = ({ name, id }: PartyFacts): string => (name === id ? quote(id) : `${quote(name)} (${quote(id)})`)

const compare = ({ held, declared }: ComparisonFacts): string =>
  declared === undefined ? held : `${held}; declared is ${declared}`

/** Wording of what a pass finds between declaration, inventory and registry. */
export const passProblems: Catalogue<PassFacts> = {
  AMBIGUOUS: {
    severity: 'error',
    exitCode: 20,
    meaning: 'The registry holds two rows for one party; neither is touched.',
    message: (facts) => `The registry holds more than one registration of ${who(facts)}.`,
    remedy: () =>
      'Delete them with `… certificate delete` of Fed-BioMed; the next reconcile registers what is declared.',
  },
  BRAKE_DELETIONS: {
    severity: 'error',
    exitCode: 20,
    meaning: 'The repository orders more than one deletion at once.',
    message: ({ count }) =>
      `The repository orders more than one deletion at once, so none of its ${count} deletions and replacements was applied.`,
    remedy: ({ flags }) => `Read the plan. If it is meant: fbm-gitops reconcile ${flags}`,
  },
  BRAKE_RESEARCHER: {
    severity: 'error',
    exitCode: 20,
    meaning: 'The repository orders that the registration of a researcher be deleted or replaced.',
    message: ({ count }) =>
      `The repository orders a change of the researcher's registration, so none of its ${count} deletions and replacements was applied.`,
    remedy: ({ flags }) =>
      `Check the researcher's fingerprint by telephone (fbm-gitops fingerprint). If it is right: fbm-gitops reconcile ${flags}`,
  },
  CHANGE_CONTENDED: {
    severity: 'error',
    exitCode: 24,
    meaning: 'Somebody else changed the registry while the change was made.',
    message: (facts) => `The registration of ${who(facts)} was changed by somebody else meanwhile: ${facts.reason}.`,
    remedy: () => 'Run the same command again; if it goes on, stop the component and use `--offline`.',
  },
  CHANGE_FAILED: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A change could not be written.',
    message: (facts) => `The change of ${who(facts)} failed: ${facts.reason}.`,
    remedy: () => 'Mend the cause (disk, permissions), then run the same command again: it recovers by itself.',
  },
  CONFLICTING: {
    severity: 'error',
    exitCode: 20,
    meaning: 'A party is registered by hand, differently from what the federation declares.',
    message: (facts) => `${who(facts)} is registered here by hand with other values (${compare(facts)}).`,
    remedy: ({ id, name }) =>
      `Compare by telephone: fbm-gitops fingerprint ${quote(name)}. To take the declared values: fbm-gitops reconcile --adopt ${quote(id)}`,
  },
  CONFLICTING_REMOVED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'A party that left the federation is registered by hand.',
    message: (facts) => `${who(facts)} left the federation, but is registered here by hand (${facts.held}).`,
    remedy: ({ id }) => `To delete that registration: fbm-gitops reconcile --adopt ${quote(id)}`,
  },
  DECISION_UNUSED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'A flag names a party about which there is nothing to decide.',
    message: ({ flag, id, needed }) =>
      `${flag} ${quote(id)} had nothing to decide: it applies to a party that is ${needed}.`,
    remedy: () => 'Leave the flag out, or check the id with `fbm-gitops plan`.',
  },
  DEMO_FAILED: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The demonstration showed something that is not as it should be.',
    message: ({ reason }) => reason,
    remedy: () => 'This is a defect of fbm-gitops or of this machine. Please report it with the text above.',
  },
  DEPARTED: {
    severity: 'warning',
    exitCode: 2,
    meaning: 'A party that we registered is no longer declared, and not listed under `removed:` either.',
    message: (facts) => `${who(facts)} is registered here, but no longer in the federation. It stays registered.`,
    remedy: ({ id }) =>
      `Ask the coordinator to list it under \`removed:\`, or delete it here: fbm-gitops deny ${quote(id)}`,
  },
  EDITED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'A registration that we wrote was changed by somebody else.',
    message: (facts) => `The registration of ${who(facts)} was changed behind our back (now ${compare(facts)}).`,
    remedy: ({ id }) =>
      `Find out who did it. To enforce the declaration: fbm-gitops reconcile --overwrite ${quote(id)}`,
  },
  EDITED_DENIED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'A registration that we wrote was changed by somebody else, and the party is denied here.',
    message: (facts) =>
      `${who(facts)} is denied here, but its registration was changed behind our back (now ${facts.held}), so it is not deleted.`,
    remedy: () => 'Delete it with `… certificate delete` of Fed-BioMed.',
  },
  EDITED_UNDECLARED: {
    severity: 'error',
    exitCode: 20,
    meaning:
      'A registration that we wrote was changed by somebody else, and the federation does not declare the party.',
    message: (facts) =>
      `The registration of ${who(facts)} was changed behind our back (now ${facts.held}), and no declaration says what it should be.`,
    remedy: () =>
      'Delete it with `… certificate delete` of Fed-BioMed, or ask the coordinator to list the party under `removed:`, then use --overwrite.',
  },
  FEDERATION_CHANGED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'The inventory belongs to another federation than the declaration, so its entries count as foreign.',
    message: ({ before, now, count }) =>
      `This component last belonged to the federation '${quote(before)}', now to '${quote(now)}': the ${count} registrations written for the old one count as foreign.`,
    remedy: () => 'Check that `--federation` names the right directory.',
  },
  FOREIGN_DENIED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'A denied party is registered by hand.',
    message: (facts) => `${who(facts)} is denied here, but somebody registered it by hand. It is left alone.`,
    remedy: () => 'Delete it with `… certificate delete` of Fed-BioMed if it should not be there.',
  },
  FOREIGN_UNREADABLE: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'A registration made by hand holds no readable certificate.',
    message: (facts) =>
      `The registration of ${who(facts)}, made by hand, holds no readable certificate. It is left alone.`,
    remedy: () =>
      'Register it again with its right certificate, or delete it with `… certificate delete` of Fed-BioMed.',
  },
  KEY_CHANGE_UNANNOUNCED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'A party has a new key, but `replaces` does not name the certificate that is registered here.',
    message: (facts) =>
      `${who(facts)} has a new key (${facts.new}), but its entry does not say that it replaces ${facts.old}, which is registered here.`,
    remedy: ({ old }) =>
      `Ask its administrator by telephone whether the key was changed. If so, add this line under \`replaces:\` of its entry: ${old}`,
  },
  OUTPUT_REFUSED: {
    severity: 'error',
    exitCode: 64,
    meaning: 'The file that --output names is not one that a result may replace; the command was not run.',
    message: ({ file, reason }) => `The result may not replace ${quote(file)}: ${reason}.`,
    remedy: () =>
      'Name a new file, or a JSON result of an earlier run. An earlier result in text must be deleted first.',
  },
  OUTPUT_UNWRITABLE: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The file that --output names cannot be written.',
    message: ({ file, reason }) => `The result cannot be written to ${quote(file)} (${quote(reason)}).`,
    remedy: () =>
      'Give a path in a directory that you may write to. If the command was one that writes: see with `fbm-gitops plan` what it did.',
  },
  PARTY_UNKNOWN: {
    severity: 'error',
    exitCode: 64,
    meaning: 'A name or id given on the command line belongs to no party.',
    message: ({ given }) => `No party is called '${quote(given)}'.`,
    remedy: ({ known }) =>
      known.length === 0 ? 'Give the id of a party.' : `Give one of: ${known.map(quote).join(', ')}.`,
  },
  PLAN_CHANGED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'The plan is not the one that --plan-digest names.',
    message: ({ expected, actual }) =>
      `The plan is no longer the one that was reviewed: it is ${actual}, not ${quote(expected)}.`,
    remedy: () => 'Read it again with `fbm-gitops plan`, then give the digest that it prints.',
  },
  PROFILE_UNSUPPORTED: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The manifest has a profile that this version cannot reconcile.',
    message: ({ profile }) =>
      `This version of fbm-gitops validates the profile ${quote(profile)}, but cannot reconcile it.`,
    remedy: () => 'Use a version that supports the profile, or change `profile:`. Nothing was written.',
  },
  PROFILE_WITHOUT_EFFECT: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'The profile `party` is bookkeeping: Fed-BioMed 5.4 to 6.4 never reads registrations at run time.',
    message: ({ family }) => `${family} keeps registrations, but does not read them at run time.`,
    remedy: () => 'Nothing to do: the registry is ready for a version that reads it.',
  },
  SELF_ADDRESS: {
    severity: 'warning',
    exitCode: 0,
    meaning: "The component's own configuration names another address than the federation declares.",
    message: (facts) =>
      `The federation declares ${facts.declared} for ${who(facts)}, but its own configuration says ${quote(facts.own)}.`,
    remedy: () =>
      'Correct the entry, or `mpspdz_ip` and `mpspdz_port` in the .ini. If the container sets MPSPDZ_IP and MPSPDZ_PORT itself, nothing is to be done.',
  },
  SELF_CERTIFICATE: {
    severity: 'error',
    exitCode: 21,
    meaning: "The component's own certificate is not the one that the federation declares for it.",
    message: (facts) =>
      `The federation declares ${facts.declared} for ${who(facts)}, but this component's own certificate is ${facts.own}: its peers will not trust it.`,
    remedy: () =>
      'If the certificate was generated again, commit the new one and append the old fingerprint to `replaces:` of the entry; else restore the old files.',
  },
  SELF_CERTIFICATE_UNREADABLE: {
    severity: 'error',
    exitCode: 21,
    meaning: "The component's own certificate cannot be read.",
    message: ({ file, reason }) => `The component's own certificate cannot be read: ${quote(file)} (${quote(reason)}).`,
    remedy: () => 'Check the path and the permissions of the file that the .ini names as public key.',
  },
  SELF_LEFT: {
    severity: 'info',
    exitCode: 0,
    meaning: 'This component has left the federation by `leave`; nothing is done until `allow`.',
    message: (facts) => `${who(facts)} has left the federation. Nothing is done here.`,
    remedy: ({ id }) => `To join again: fbm-gitops allow ${quote(id)}`,
  },
  SELF_LEFT_DECLARED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'This component has left by `leave`, but the federation still declares it.',
    message: (facts) => `${who(facts)} has left the federation, which still declares it. Nothing is done here.`,
    remedy: ({ id }) =>
      `Ask the coordinator to list it under \`removed:\`; or join again: fbm-gitops allow ${quote(id)}`,
  },
  SELF_REMOVED: {
    severity: 'error',
    exitCode: 20,
    meaning: 'The federation lists this very component under `removed:`.',
    message: (facts) =>
      `The federation has removed this component, ${who(facts)}${facts.reason === undefined ? '' : `: ${quote(facts.reason)}`}. Its registrations stay as they are.`,
    remedy: () =>
      'To delete what fbm-gitops registered here: fbm-gitops leave. If it is a mistake, ask the coordinator.',
  },
  SELF_UNDECLARED: {
    severity: 'error',
    exitCode: 26,
    meaning: 'The federation does not declare this component.',
    message: ({ id, federation }) =>
      `This component, ${quote(id)}, is not a party of the federation '${quote(federation)}'.`,
    remedy: () => 'Add its entry and certificate to the federation directory and commit them; or check `--component`.',
  },
  USAGE: {
    severity: 'error',
    exitCode: 64,
    meaning: 'The command line cannot be understood.',
    message: ({ message }) => message,
    remedy: ({ remedy }) => remedy,
  },
  VANISHED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'Somebody deleted a registration that we wrote; it is made again.',
    message: (facts) => `Somebody deleted the registration of ${who(facts)}; it is made again.`,
    remedy: ({ id }) => `If it must stay away: fbm-gitops deny ${quote(id)}`,
  },
  UNEXPECTED: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A defect of fbm-gitops itself.',
    message: ({ message }) => `This is a defect of fbm-gitops: ${quote(message)}`,
    remedy: () => 'Please report it with the text above. The next `reconcile` recovers whatever was interrupted.',
  },
}
