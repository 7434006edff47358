import { quote } from '../../quote.ts'
import { PARTY } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { generateAgain, publishAgain, type Owned } from './remedy.ts'

/** The attribute of the subject from which a party is known: `O`, in `mutual-tls` `CN`. */
interface Identified extends Owned {
  readonly attribute: string
}

export interface IdentityFacts {
  readonly IDENTITY_MISSING: Identified
  readonly IDENTITY_SEVERAL: Identified & { readonly count: number }
  readonly IDENTITY_TYPE: Identified
  readonly IDENTITY_OTHER: Identified & { readonly found: string }
  readonly COMMON_NAME: Owned & { readonly found: string }
}

export const identityProblems: Catalogue<IdentityFacts> = {
  IDENTITY_MISSING: {
    ...PARTY,
    meaning: 'A certificate does not say whose it is.',
    message: ({ attribute, owner }) => `The subject has no ${attribute}; it must be ${quote(owner.partyId)}.`,
    remedy: generateAgain,
  },
  IDENTITY_SEVERAL: {
    ...PARTY,
    meaning: 'A certificate says more than once whose it is.',
    message: ({ attribute, count }) =>
      `The subject has ${count} times ${attribute}; which one names the party is unclear.`,
    remedy: generateAgain,
  },
  IDENTITY_TYPE: {
    ...PARTY,
    meaning: 'A certificate says whose it is in a type of string that programs read differently.',
    message: ({ attribute }) => `The ${attribute} of the subject is neither a UTF8String nor a PrintableString.`,
    remedy: generateAgain,
  },
  IDENTITY_OTHER: {
    ...PARTY,
    meaning: 'A certificate belongs to another component than the party that it is declared for.',
    message: ({ attribute, found, owner }) =>
      `The certificate is that of another component: its ${attribute} is "${quote(found)}", not "${quote(owner.partyId)}".`,
    remedy: publishAgain,
  },
  COMMON_NAME: {
    ...PARTY,
    meaning: 'In secagg-mpspdz: the CN of a certificate is not "*", so that MP-SPDZ refuses it at run time.',
    message: ({ found }) =>
      `CN is "${quote(found)}", but MP-SPDZ accepts only "*": every secure aggregation with this party would fail at run time.`,
    remedy: (facts) => `The usual mix-up is the gRPC certificate (server_certificate.pem). ${publishAgain(facts)}`,
  },
}
