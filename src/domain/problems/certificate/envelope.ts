import { quote } from '../../quote.ts'
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
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate is larger than any certificate.',
    message: ({ size, limit }) => `The file has ${size} bytes; a certificate has at most ${limit}.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_EMPTY: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate is empty or holds white space only.',
    message: () => 'The file is empty.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BINARY: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds binary DER instead of PEM text.',
    message: () => 'The file holds a certificate in binary form (DER); Fed-BioMed reads PEM text only.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BOM: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate begins with a byte order mark, behind which MP-SPDZ finds no certificate.',
    message: () =>
      'The file begins with a byte order mark, as some editors write it; MP-SPDZ then finds no certificate.',
    remedy: ({ owner }) => `Do not edit the certificate. ${publishAgain(owner)}`,
  },
  CERTIFICATE_NOT_ASCII: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds a byte that PEM text cannot hold.',
    message: ({ byte }) => `The line holds the byte 0x${byte.toString(16).padStart(2, '0')}; PEM text is plain ASCII.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_NO_BLOCK: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds no PEM block.',
    message: () => 'The file holds no certificate: there is no line "-----BEGIN CERTIFICATE-----".',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_LABEL: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds a PEM block of another kind.',
    message: ({ label }) => `The file holds a block "${quote(label)}" where only "CERTIFICATE" may stand.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_SEVERAL: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds more than one PEM block.',
    message: ({ count }) => `The file holds ${count} certificates; each party has exactly one.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_SURROUNDED: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The file of a certificate holds something before or behind its one PEM block.',
    message: ({ where }) => `There is text ${where} the certificate; the file may hold nothing else.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_CUT: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The PEM block of a certificate has no end.',
    message: () => 'The certificate is cut off: there is no line "-----END CERTIFICATE-----".',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_HEADERS: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The PEM block of a certificate holds header lines.',
    message: () => 'The certificate has a header line, such as "Proc-Type:"; only base64 may stand in its block.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BASE64: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The PEM block of a certificate is no well-formed base64.',
    message: () => 'The line is no well-formed base64 of at most 76 characters: the certificate was edited or damaged.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_DAMAGED: {
    severity: 'error',
    exitCode: 21,
    meaning: 'The content of a PEM block is no X.509 certificate in DER.',
    message: () => 'The block holds no well-formed X.509 certificate: it was cut, edited or damaged.',
    remedy: ({ owner }) => publishAgain(owner),
  },
}
