import { quote } from '../../quote.ts'
import { PARTY, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { generateAgain, renew, type InUse, type Owned } from './remedy.ts'

interface RoleFacts extends InUse {
  readonly role: string
  /** The extended key usage of that role. */
  readonly needed: string
}

export interface TlsFacts {
  readonly CERTIFICATE_MAY_SIGN: InUse
  readonly CERTIFICATE_OLDER_FORM: InUse
  readonly CERTIFICATE_PLAIN: InUse
  readonly ORGANIZATION_OTHER: Owned & { readonly found: string }
  readonly TLS_ROLE_OPEN: RoleFacts
  readonly TLS_ROLE_OTHER: RoleFacts
}

/** What is said of certificates in the profile `mutual-tls` alone. */
export const tlsProblems: Catalogue<TlsFacts> = {
  CERTIFICATE_MAY_SIGN: {
    ...PARTY,
    meaning: 'In mutual-tls: a certificate may sign others (CA:TRUE, or keyCertSign).',
    message: () =>
      'The certificate may sign others (CA:TRUE): once it is registered, who holds its key can make certificates in the name of any party.',
    remedy: renew,
  },
  CERTIFICATE_OLDER_FORM: {
    ...PARTY,
    meaning: 'In mutual-tls: a certificate names its party in O, as Fed-BioMed before mutual TLS makes them.',
    message: () =>
      'The certificate was made by a Fed-BioMed before mutual TLS: it names its party in O in place of CN, so that its holder could claim to be another one.',
    remedy: (facts) => `Generate a new one first. ${renew(facts)}`,
  },
  CERTIFICATE_PLAIN: {
    ...PARTY,
    meaning:
      'In mutual-tls: a certificate has no key usage, or is not of X.509 version 3, so that nothing keeps it from signing others.',
    message: () =>
      'The certificate has no key usage, or is not of X.509 version 3, where it would count: nothing keeps its holder from signing certificates in the name of any party.',
    remedy: (facts) => `Generate a new one first. ${renew(facts)}`,
  },
  ORGANIZATION_OTHER: {
    ...PARTY,
    meaning: 'In mutual-tls: the O of a certificate is not "Fed-BioMed", so that its CN does not say whose it is.',
    message: ({ found }) =>
      found === ''
        ? 'The subject has no O; it must be "Fed-BioMed", else Fed-BioMed takes the CN for no id.'
        : `O is "${quote(found)}"; it must be "Fed-BioMed", else Fed-BioMed takes the CN for no id.`,
    remedy: generateAgain,
  },
  TLS_ROLE_OPEN: {
    ...WARNING,
    meaning: 'In mutual-tls: a certificate serves both sides of TLS.',
    message: ({ role, needed }) =>
      `The certificate serves both sides of TLS: with the key of a ${role} somebody could also play the other role. It should have the extended key usage ${needed} alone.`,
    remedy: renew,
  },
  TLS_ROLE_OTHER: {
    ...PARTY,
    meaning: 'In mutual-tls: the extended key usage of a certificate is not that of its party.',
    message: ({ role, needed }) =>
      `The certificate is not made for a ${role}: its extended key usage lacks ${needed}, and Fed-BioMed refuses to register it.`,
    remedy: renew,
  },
}
