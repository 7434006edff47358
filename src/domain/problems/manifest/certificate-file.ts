import { quote, quoteForShell } from '../../quote.ts'
import { PARTY } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

interface FileFacts {
  readonly path: string
  /** The name of the party. */
  readonly party: string
}

/** The facts of a party's certificate file, before the certificate itself is judged. */
export interface CertificateFileFacts {
  readonly CERTIFICATE_LFS_POINTER: FileFacts
  readonly CERTIFICATE_MISSING: FileFacts
  readonly CERTIFICATE_NOT_A_FILE: FileFacts & { readonly kind: string }
  readonly CERTIFICATE_SIGNS_ANOTHER: { readonly other: string }
}

/** What is said of a party's certificate file. */
export const certificateFileProblems: Catalogue<CertificateFileFacts> = {
  CERTIFICATE_LFS_POINTER: {
    ...PARTY,
    meaning: 'A certificate file is a pointer of git LFS.',
    message: ({ path }) => `${quote(path)} is a pointer of git LFS; the certificate itself is not in the repository.`,
    remedy: ({ path }) => `Store the file itself: git lfs untrack ${quoteForShell(path)} && git add --renormalize .`,
  },
  CERTIFICATE_MISSING: {
    ...PARTY,
    meaning: 'A declared party has no certificate yet.',
    message: ({ path, party }) => `${quote(party)} has not published its certificate yet: there is no ${quote(path)}.`,
    remedy: ({ path, party }) =>
      `Ask the administrator of ${quote(party)} for its public certificate, never for its key, and commit it as ${quote(path)}.`,
  },
  CERTIFICATE_NOT_A_FILE: {
    ...PARTY,
    meaning: 'A certificate file is a symbolic link, a directory, a submodule or something else that is not read.',
    message: ({ path, kind }) => `${quote(path)} is ${kind}: only plain files are read.`,
    remedy: ({ party }) => `Replace it by the certificate of ${quote(party)} itself, and commit it.`,
  },
  CERTIFICATE_SIGNS_ANOTHER: {
    ...PARTY,
    meaning: 'A certificate has signed the one of another party, and could claim the identity of others.',
    message: ({ other }) =>
      `This certificate has signed the one of ${quote(other)}: its owner could act as another party.`,
    remedy: () =>
      'Generate a self-signed certificate in this component (`… certificate generate` of Fed-BioMed), and commit it in place of this one.',
  },
}
