import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, INFO, PARTY, WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

interface InstructionsFile {
  readonly file: string
}

/** The facts of publishing a component from the registration instructions that its site sent. */
export interface InstructionsFacts {
  readonly INSTRUCTIONS_HOLD_KEY: InstructionsFile
  readonly INSTRUCTIONS_UNCLEAR: InstructionsFile & { readonly reason: string }
  readonly INSTRUCTIONS_UNREADABLE: InstructionsFile & { readonly reason: string }
  readonly KEY_NOT_COMPARED: { readonly id: string }
}

/** What is said of registration instructions, and of what comes of them. */
export const instructionsProblems: Catalogue<InstructionsFacts> = {
  INSTRUCTIONS_HOLD_KEY: {
    ...WHOLE,
    meaning: 'Registration instructions hold a private key, which nobody but the component may have.',
    message: ({ file }) => `${quote(file)} holds a private key.`,
    remedy: () =>
      'Treat the key as leaked: tell the site, let it generate a new certificate and send the instructions again, and delete this text wherever it lies.',
  },
  INSTRUCTIONS_UNCLEAR: {
    ...PARTY,
    meaning: 'A text is not the registration instructions of exactly one component, or not all of them.',
    message: ({ file, reason }) =>
      `${quote(file)} cannot be taken for the registration instructions of one component: ${reason}.`,
    remedy: () =>
      'Put the whole output of `certificate registration-instructions` of one component into a file of its own, as plain text, or ask the site to send it as an attachment.',
  },
  INSTRUCTIONS_UNREADABLE: {
    ...FAILED,
    meaning: 'The file that --from-instructions names cannot be read.',
    message: ({ file, reason }) => `${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `Name the file that the text of the mail was saved in, and see that it can be read: ls -ld ${quoteForShell(file)}`,
  },
  KEY_NOT_COMPARED: {
    ...INFO,
    meaning:
      "The certificate came with registration instructions: the component's private key is not here, so that nobody saw whether it belongs to the certificate.",
    message: ({ id }) =>
      `The private key of ${quote(id)} was not compared with this certificate: it lies at the site, which sent the certificate alone.`,
    remedy: () =>
      'Only the site can, where DIR is the directory of the component: `fbm-gitops fingerprint --component DIR` shows its own fingerprint, and `fbm-gitops publish --component DIR …` there compares the pair.',
  },
}
