import { quote } from '../quote.ts'
import { FAILED, USAGE } from './grade.ts'
import type { Catalogue } from './kind.ts'

/** The facts of what was typed, and of the file that the result goes to. */
export interface CommandLineFacts {
  readonly BASELINE_UNUSABLE: { readonly file: string; readonly reason: string }
  readonly OUTPUT_REFUSED: { readonly file: string; readonly reason: string }
  readonly OUTPUT_UNWRITABLE: { readonly file: string; readonly reason: string }
  readonly PARTY_UNKNOWN: { readonly given: string; readonly known: readonly string[] }
  readonly USAGE: { readonly message: string; readonly remedy: string }
}

/** What is said of a command line, and of the file that it names for the result. */
export const commandLineProblems: Catalogue<CommandLineFacts> = {
  BASELINE_UNUSABLE: {
    ...USAGE,
    meaning: 'The file that --baseline names is no earlier JSON report of this federation.',
    message: ({ file, reason }) => `${quote(file)} is no report to compare with: ${quote(reason)}.`,
    remedy: () => 'Make one: fbm-gitops report --format json --output FILE. Without --baseline nothing is compared.',
  },
  OUTPUT_REFUSED: {
    ...USAGE,
    meaning: 'A file that --output or --also names is not one that a result may replace; the command was not run.',
    message: ({ file, reason }) => `The result may not replace ${quote(file)}: ${reason}.`,
    remedy: () => 'Name a new file, or a result of an earlier run. An earlier result in text must be deleted first.',
  },
  OUTPUT_UNWRITABLE: {
    ...FAILED,
    meaning: 'A file that --output or --also names cannot be written.',
    message: ({ file, reason }) => `The result cannot be written to ${quote(file)} (${quote(reason)}).`,
    remedy: () =>
      'Give a path in a directory that you may write to. If the command was one that writes: see with `fbm-gitops plan` what it did.',
  },
  PARTY_UNKNOWN: {
    ...USAGE,
    meaning: 'A name or id given on the command line belongs to no party.',
    message: ({ given }) => `No party is called '${quote(given)}'.`,
    remedy: ({ known }) =>
      `${known.length === 0 ? 'Nobody is declared yet' : `Give one of: ${known.map(quote).join(', ')}`}. Who has published counts once that is merged.`,
  },
  USAGE: {
    ...USAGE,
    meaning: 'The command line cannot be understood.',
    message: ({ message }) => message,
    remedy: ({ remedy }) => remedy,
  },
}
