import { quote } from '../../quote.ts'
import { PARTY, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { generateAgain, renew, type InUse, type Owned } from './remedy.ts'

export interface ExtensionFacts {
  readonly VERSION_OLD: InUse & { readonly version: number }
  readonly CERTIFICATE_AUTHORITY: InUse
  readonly CRITICAL_EXTENSION: Owned & { readonly oid: string }
  readonly SAN_OTHER_IP: InUse & { readonly found: string; readonly declared: string }
}

export const extensionProblems: Catalogue<ExtensionFacts> = {
  VERSION_OLD: {
    ...WARNING,
    meaning: 'A certificate is of X.509 version 1 or 2.',
    message: ({ version }) => `The certificate is of X.509 version ${version}; Fed-BioMed's own are of version 3.`,
    remedy: renew,
  },
  CERTIFICATE_AUTHORITY: {
    ...WARNING,
    meaning: 'A certificate may sign others (CA:TRUE), which is what `openssl req -x509` makes.',
    message: () => 'The certificate may sign others (CA:TRUE): who holds its key can make certificates in other names.',
    remedy: renew,
  },
  CRITICAL_EXTENSION: {
    ...PARTY,
    meaning: 'A certificate holds a critical extension that is unknown here.',
    message: ({ oid }) =>
      `The certificate has the critical extension ${quote(oid)}, which is unknown and must be understood.`,
    remedy: generateAgain,
  },
  SAN_OTHER_IP: {
    ...WARNING,
    meaning: 'A certificate names another IP address than the manifest does.',
    message: ({ found, declared }) =>
      `The certificate was made for ${quote(found)}; the manifest declares ${declared}.`,
    remedy: (facts) => `Correct \`ip:\` of this party in the manifest, or make a certificate for it: ${renew(facts)}`,
  },
}
