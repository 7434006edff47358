import { quote } from '../../quote.ts'
import { PARTY } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import { publishAgain, type Owned } from './remedy.ts'

export interface EnvelopeFacts {
  readonly CERTIFICATE_TOO_BIG: Owned & { readonly size: number; readonly limit: number }
  readonly CERTIFICATE_EMPTY: Owned
  readonly CERTIFICATE_BINARY: Owned
  readonly CERTIFICATE_BOM: Owned
  readonly CERTIFICATE_NOT_ASCII: Owned & { readonly byte: number }
  readonly CERTIFICATE_NO_BLOCK: Owned
  readonly CERTIFICATE_LABEL: Owned & { readonly label: string }
  readonly CERTIFICATE_SEVERAL: Owned & { readonly count: number }
  readonly CERTIFICATE_SURROUNDED: Owned & { readonly where: 'before' | 'after' }
  readonly CERTIFICATE_CUT: Owned
  readonly CERTIFICATE_HEADERS: Owned
  readonly CERTIFICATE_BASE64: Owned
  readonly CERTIFICATE_DAMAGED: Owned
}

export const envelopeProblems: Catalogue<EnvelopeFacts> = {
  CERTIFICATE_TOO_BIG: {
    ...PARTY,
    meaning: 'The file of a certificate is larger than any certificate.',
    message: ({ size, limit }) => `The file has ${size} bytes; a certificate has at most ${limit}.`,
    remedy: publishAgain,
  },
  CERTIFICATE_EMPTY: {
    ...PARTY,
    meaning: 'The file of a certificate is empty or holds white space only.',
    message: () => 'The file is empty.',
    remedy: publishAgain,
  },
  CERTIFICATE_BINARY: {
    ...PARTY,
    meaning: 'The file of a certificate holds binary DER instead of PEM text.',
    message: () => 'The file holds a certificate in binary form (DER); Fed-BioMed reads PEM text only.',
    remedy: publishAgain,
  },
  CERTIFICATE_BOM: {
    ...PARTY,
    meaning: 'The file of a certificate begins with a byte order mark, behind which MP-SPDZ finds no certificate.',
    message: () =>
      'The file begins with a byte order mark, as some editors write it; MP-SPDZ then finds no certificate.',
    remedy: (facts) => `Do not edit the certificate. ${publishAgain(facts)}`,
  },
  CERTIFICATE_NOT_ASCII: {
    ...PARTY,
    meaning: 'The file of a certificate holds a byte that PEM text cannot hold.',
    message: ({ byte }) => `The line holds the byte 0x${byte.toString(16).padStart(2, '0')}; PEM text is plain ASCII.`,
    remedy: publishAgain,
  },
  CERTIFICATE_NO_BLOCK: {
    ...PARTY,
    meaning: 'The file of a certificate holds no PEM block.',
    message: () => 'The file holds no certificate: there is no line "-----BEGIN CERTIFICATE-----".',
    remedy: publishAgain,
  },
  CERTIFICATE_LABEL: {
    ...PARTY,
    meaning: 'The file of a certificate holds a PEM block of another kind.',
    message: ({ label }) => `The file holds a block "${quote(label)}" where only "CERTIFICATE" may stand.`,
    remedy: publishAgain,
  },
  CERTIFICATE_SEVERAL: {
    ...PARTY,
    meaning: 'The file of a certificate holds more than one PEM block.',
    message: ({ count }) => `The file holds ${count} certificates; each party has exactly one.`,
    remedy: publishAgain,
  },
  CERTIFICATE_SURROUNDED: {
    ...PARTY,
    meaning: 'The file of a certificate holds something before or behind its one PEM block.',
    message: ({ where }) => `There is text ${where} the certificate; the file may hold nothing else.`,
    remedy: publishAgain,
  },
  CERTIFICATE_CUT: {
    ...PARTY,
    meaning: 'The PEM block of a certificate has no end.',
    message: () => 'The certificate is cut off: there is no line "-----END CERTIFICATE-----".',
    remedy: publishAgain,
  },
  CERTIFICATE_HEADERS: {
    ...PARTY,
    meaning: 'The PEM block of a certificate holds header lines.',
    message: () => 'The certificate has a header line, such as "Proc-Type:"; only base64 may stand in its block.',
    remedy: publishAgain,
  },
  CERTIFICATE_BASE64: {
    ...PARTY,
    meaning: 'The PEM block of a certificate is no well-formed base64.',
    message: () => 'The line is no well-formed base64 of at most 76 characters: the certificate was edited or damaged.',
    remedy: publishAgain,
  },
  CERTIFICATE_DAMAGED: {
    ...PARTY,
    meaning: 'The content of a PEM block is no X.509 certificate in DER.',
    message: () => 'The block holds no well-formed X.509 certificate: it was cut, edited or damaged.',
    remedy: publishAgain,
  },
}
