import { quote } from '../../quote.ts'
import { WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

/** The facts of a federation as a whole that a component is given. */
export interface FederationFacts {
  readonly FEDERATION_CHANGED: { readonly before: string; readonly now: string; readonly count: number }
  readonly PROFILE_SWITCHED_OFF: { readonly family: string }
  readonly PROFILE_WITHOUT_EFFECT: { readonly family: string }
}

/** What is said of a federation as a whole that a component is given. */
export const federationProblems: Catalogue<FederationFacts> = {
  FEDERATION_CHANGED: {
    ...WARNING,
    meaning: 'The inventory belongs to another federation than the declaration, so its entries count as foreign.',
    message: ({ before, now, count }) =>
      `This component last belonged to the federation '${quote(before)}', now to '${quote(now)}': the ${count} registrations written for the old one count as foreign.`,
    remedy: () => 'Check that `--federation` names the right directory.',
  },
  PROFILE_SWITCHED_OFF: {
    ...WARNING,
    meaning:
      'Mutual authentication is not switched on in this component, so that its registrations have no effect yet.',
    message: () =>
      'Mutual authentication is not switched on in this component: its registrations have no effect yet, and its connections are not authenticated.',
    remedy: () =>
      'Write `mutual_authentication = True` below [authentication] in etc/config.ini, then restart the component. Every component of the federation needs it.',
  },
  PROFILE_WITHOUT_EFFECT: {
    ...WARNING,
    meaning: 'Registrations are bookkeeping here: Fed-BioMed 4.2 and 5.4 to 6.4 never read them at run time.',
    message: ({ family }) => `${family} keeps registrations, but does not read them at run time.`,
    remedy: () => 'Nothing to do: the registry is ready for a version that reads it.',
  },
}
