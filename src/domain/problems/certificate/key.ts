import { quote } from '../../quote.ts'
import { PARTY } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { generateAgain, publishAgain, type Owned } from './remedy.ts'

export interface KeyFacts {
  readonly NOT_SELF_SIGNED: Owned
  readonly SIGNATURE_INVALID: Owned
  readonly WEAK_SIGNATURE: Owned & { readonly algorithm: string }
  readonly KEY_TYPE: Owned & { readonly type: string }
  readonly KEY_SIZE: Owned & { readonly bits: number }
  readonly WEAK_EXPONENT: Owned & { readonly exponent: string }
}

export const keyProblems: Catalogue<KeyFacts> = {
  NOT_SELF_SIGNED: {
    ...PARTY,
    meaning: 'A certificate was issued by somebody else: its issuer is not its subject.',
    message: () =>
      'Issuer and subject differ: another party or an authority signed it. Fed-BioMed uses self-signed ones.',
    remedy: generateAgain,
  },
  SIGNATURE_INVALID: {
    ...PARTY,
    meaning: 'The signature of a certificate does not belong to its own public key.',
    message: () =>
      'The signature does not belong to the certificate and its key: it was altered, or is no self-signed one.',
    remedy: publishAgain,
  },
  WEAK_SIGNATURE: {
    ...PARTY,
    meaning: 'A certificate is signed with something weaker than, or other than, RSA with SHA-256, SHA-384 or SHA-512.',
    message: ({ algorithm }) => `The certificate is signed with ${algorithm}; SHA-256 or better is needed.`,
    remedy: generateAgain,
  },
  KEY_TYPE: {
    ...PARTY,
    meaning: 'The public key of a certificate is not RSA.',
    message: ({ type }) => `The public key is of type ${quote(type)}; Fed-BioMed uses RSA.`,
    remedy: generateAgain,
  },
  KEY_SIZE: {
    ...PARTY,
    meaning: 'The RSA key of a certificate is shorter than 2048 or longer than 8192 bits.',
    message: ({ bits }) => `The RSA key has ${bits} bits; 2048 to 8192 are accepted.`,
    remedy: generateAgain,
  },
  WEAK_EXPONENT: {
    ...PARTY,
    meaning: 'The public exponent of an RSA key is even or less than 65537.',
    message: ({ exponent }) =>
      `The RSA key has the public exponent ${quote(exponent)}; an odd one from 65537 on is needed.`,
    remedy: generateAgain,
  },
}
