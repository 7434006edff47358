import { envelopeProblems, type EnvelopeFacts } from './certificate/envelope.ts'
import { extensionProblems, type ExtensionFacts } from './certificate/extension.ts'
import { identityProblems, type IdentityFacts } from './certificate/identity.ts'
import { keyProblems, type KeyFacts } from './certificate/key.ts'
import { tlsProblems, type TlsFacts } from './certificate/tls.ts'
import { validityProblems, type ValidityFacts } from './certificate/validity.ts'
import type { Catalogue } from './kind.ts'

/** The facts of everything that can be wrong with a party's certificate. */
export interface CertificateFacts
  extends EnvelopeFacts, IdentityFacts, KeyFacts, ValidityFacts, ExtensionFacts, TlsFacts {}

export const certificateProblems: Catalogue<CertificateFacts> = {
  ...envelopeProblems,
  ...identityProblems,
  ...keyProblems,
  ...validityProblems,
  ...extensionProblems,
  ...tlsProblems,
}
