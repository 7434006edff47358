import { quote } from '../../quote.ts'
import { INFO, PARTY, REFUSED, WARNING, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { listNames, who, type PartyFacts } from './party.ts'

/** The facts of the component itself, beside what the federation declares of it. */
export interface SelfFacts {
  readonly SELF_ADDRESS: PartyFacts & { readonly own: string; readonly declared: string }
  readonly SELF_CERTIFICATE: PartyFacts & { readonly own: string; readonly declared: string }
  readonly SELF_CERTIFICATE_UNREADABLE: { readonly file: string; readonly reason: string }
  readonly SELF_LEFT: PartyFacts
  readonly SELF_LEFT_DECLARED: PartyFacts
  readonly SELF_LEFT_UNFINISHED: { readonly names: readonly string[] }
  readonly SELF_REMOVED: PartyFacts & { readonly reason: string | undefined }
  readonly SELF_UNDECLARED: { readonly id: string; readonly federation: string }
}

/** What is said of the component itself, beside what the federation declares of it. */
export const selfProblems: Catalogue<SelfFacts> = {
  SELF_ADDRESS: {
    ...WARNING,
    meaning: "The component's own configuration names another address than the federation declares.",
    message: (facts) =>
      `The federation declares ${facts.declared} for ${who(facts)}, but its own configuration says ${quote(facts.own)}.`,
    remedy: () =>
      'Correct the entry, or `mpspdz_ip` and `mpspdz_port` in the .ini. If the container sets MPSPDZ_IP and MPSPDZ_PORT itself, nothing is to be done.',
  },
  SELF_CERTIFICATE: {
    ...PARTY,
    meaning: "The component's own certificate is not the one that the federation declares for it.",
    message: (facts) =>
      `The federation declares ${facts.declared} for ${who(facts)}, but this component's own certificate is ${facts.own}: its peers will not trust it.`,
    remedy: () =>
      'If it was not meant to change, restore the old files. Else publish the new certificate: fbm-gitops publish',
  },
  SELF_CERTIFICATE_UNREADABLE: {
    ...PARTY,
    meaning: "The component's own certificate cannot be read.",
    message: ({ file, reason }) => `The component's own certificate cannot be read: ${quote(file)} (${quote(reason)}).`,
    remedy: () => 'Check the path and the permissions of the file that the .ini names as public key.',
  },
  SELF_LEFT: {
    ...INFO,
    meaning: 'This component has left the federation by `leave`; nothing is done until `allow`.',
    message: (facts) => `${who(facts)} has left the federation. Nothing is done here.`,
    remedy: ({ id }) => `To join again: fbm-gitops allow ${quote(id)}`,
  },
  SELF_LEFT_DECLARED: {
    ...REFUSED,
    meaning: 'This component has left by `leave`, but the federation still declares it.',
    message: (facts) => `${who(facts)} has left the federation, which still declares it. Nothing is done here.`,
    remedy: ({ id }) =>
      `Ask the coordinator to list it under \`removed:\`; or join again: fbm-gitops allow ${quote(id)}`,
  },
  SELF_LEFT_UNFINISHED: {
    ...WARNING,
    meaning: 'This component has left by `leave`, which could not delete all that fbm-gitops registered here.',
    message: ({ names }) => `What fbm-gitops registered here was not all deleted by \`leave\`: ${listNames(names)}.`,
    remedy: () => 'No pass does that. Delete it: fbm-gitops leave',
  },
  SELF_REMOVED: {
    ...REFUSED,
    meaning: 'The federation lists this very component under `removed:`.',
    message: (facts) =>
      `The federation has removed this component, ${who(facts)}${facts.reason === undefined ? '' : `: ${quote(facts.reason)}`}. Its registrations stay as they are.`,
    remedy: () =>
      'If it is a mistake, ask the coordinator. Else delete what fbm-gitops registered here: fbm-gitops leave',
  },
  SELF_UNDECLARED: {
    ...WHOLE,
    meaning: 'The federation does not declare this component.',
    message: ({ id, federation }) =>
      `This component, ${quote(id)}, is not a party of the federation '${quote(federation)}'.`,
    remedy: () =>
      'Check `--component`. If it was published, wait until that is merged. Else publish its entry and certificate: fbm-gitops publish',
  },
}
