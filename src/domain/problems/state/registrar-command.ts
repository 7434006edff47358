import { quote, quoteForShell } from '../../quote.ts'
import { BUSY, FAILED, USAGE, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts } from './facts.ts'

/** The facts of writing a registry by Fed-BioMed's own command. */
export interface RegistrarCommandFacts {
  readonly COMMAND_COMPLAINED: { readonly party: string; readonly end: string }
  readonly COMMAND_DAMAGED: FileFacts & {
    readonly party: string
    readonly losses: readonly string[]
    readonly backup: string | undefined
    readonly end: string
  }
  readonly COMMAND_MISSING: { readonly program: string; readonly isScript: boolean }
  readonly COMMAND_NOT_ALONE: FileFacts & { readonly holders: readonly string[] }
  readonly COMMAND_PATH: FileFacts & { readonly reason: string }
  readonly COMMAND_RUNNING: FileFacts & { readonly pids: readonly number[]; readonly seconds: number }
  readonly COMMAND_STRAYED: { readonly file: string; readonly others: readonly string[]; readonly end: string }
}

/** What is said of writing a registry by Fed-BioMed's own command. */
export const registrarCommandProblems: Catalogue<RegistrarCommandFacts> = {
  COMMAND_COMPLAINED: {
    ...WARNING,
    meaning: "Fed-BioMed's own command did not end well, and the registry holds what it should all the same.",
    message: ({ party, end }) =>
      `The registry holds the change of ${quote(party)}, though Fed-BioMed's own command did not end well: ${end}.`,
    remedy: () => 'Nothing to do for this party: the registry was read again, and counts.',
  },
  COMMAND_DAMAGED: {
    ...FAILED,
    meaning: "While Fed-BioMed's own command ran, the registry lost or changed more than it was to change.",
    message: ({ file, party, losses, end }) =>
      `While Fed-BioMed's own command changed the registration of ${quote(party)}, the registry ${quote(file)} was damaged: ${writeLosses(losses)}. The command: ${end}. Nothing more was written.`,
    remedy: ({ backup }) =>
      backup === undefined
        ? 'Find out who wrote it. The registry was empty before, so that there is no backup of this pass.'
        : `Find out who else wrote it, stop the component, look at the difference and put the registry back: fbm-gitops restore ${quoteForShell(backup)} --offline`,
  },
  COMMAND_MISSING: {
    ...FAILED,
    meaning: "Fed-BioMed's own command was not found, so that nothing was written.",
    message: ({ program, isScript }) =>
      isScript
        ? `There is no executable ${quote(program)}, which registers certificates in this version of Fed-BioMed. Nothing was written.`
        : `There is no executable ${quote(program)} in the directories of PATH. Nothing was written.`,
    remedy: () =>
      'Run fbm-gitops where Fed-BioMed is installed, or say how its command is reached: --registrar-prefix docker --registrar-prefix compose …; or leave --registrar out.',
  },
  COMMAND_NOT_ALONE: {
    ...WARNING,
    meaning: "The registry was opened by somebody while Fed-BioMed's own command ran, whose writes may be lost.",
    message: ({ file, holders }) =>
      `${holders.map(quote).join(', ')} opened the registry ${quote(file)} while Fed-BioMed's own command ran: what was written there meanwhile may be lost.`,
    remedy: () =>
      'Check in Fed-BioMed whether the last thing that was done there (a dataset, an approval) is still there. Keep the component stopped until such a pass has ended.',
  },
  COMMAND_PATH: {
    ...USAGE,
    meaning: "A path could not be given to Fed-BioMed's own command.",
    message: ({ file, reason }) => `Fed-BioMed's own command cannot be given the path ${quote(file)}: ${reason}.`,
    remedy: () =>
      "Name the component's directory as the command sees it with --component-inside DIR; or leave --registrar out.",
  },
  COMMAND_RUNNING: {
    ...BUSY,
    meaning: "A command of Fed-BioMed's that a pass had started, or what it has started itself, still runs.",
    message: ({ file, pids, seconds }) =>
      `A command of Fed-BioMed's, or what it has started, still runs after ${seconds} s (process ${pids.join(', ')}), and may write the registry ${quote(file)}.`,
    remedy: ({ pids }) => `Wait until it ends, or end it: kill ${pids.join(' ')}`,
  },
  COMMAND_STRAYED: {
    ...FAILED,
    meaning:
      "While Fed-BioMed's own command ran, the party's registration changed in another registry of the same directory.",
    message: ({ file, others, end }) =>
      `Fed-BioMed's own command was to change a registration in ${quote(file)}, and it changed in ${others.map(quote).join(', ')} instead or as well. The command: ${end}. Nothing more was written.`,
    remedy: () =>
      'Look at both with `certificate list`; delete there what does not belong there; then leave --registrar out, or tell us which version of Fed-BioMed this is.',
  },
}

const MOST_SHOWN = 5

function writeLosses(losses: readonly string[]): string {
  const shown = losses.slice(0, MOST_SHOWN).map(quote).join(', ')
  return losses.length > MOST_SHOWN ? `${shown}, and ${losses.length - MOST_SHOWN} more` : shown
}
