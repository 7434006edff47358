import { quote, quoteForShell } from '../../quote.ts'
import { BUSY, FAILED, INFO, UNUSABLE, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts, ReasonFacts } from './facts.ts'

interface BackupFacts {
  /** The newest backup that scans, by its name or path; absent where there is none. */
  readonly backup: string | undefined
}

/** The facts of writing a registry beside others, and of a write that was interrupted. */
export interface RegistryWriteFacts {
  readonly APPLY_INTERRUPTED: { readonly since: string | undefined; readonly prospect: string | undefined }
  readonly APPLY_RECOVERED: { readonly found: string }
  readonly REGISTRY_BUSY: FileFacts & { readonly minutes: number; readonly holders: readonly string[] }
  readonly REGISTRY_DAMAGED: FileFacts & BackupFacts
  readonly REGISTRY_HELD_UP: FileFacts & BackupFacts & { readonly milliseconds: number }
  readonly REGISTRY_INCOMPLETE: FileFacts
  readonly REGISTRY_IN_USE: FileFacts & { readonly holders: readonly string[] }
  readonly REGISTRY_MENDED: FileFacts
  readonly REGISTRY_OVERTAKEN: FileFacts & BackupFacts
  readonly REGISTRY_WRITE_UNCERTAIN: ReasonFacts
}

/** What is said of writing a registry beside others, and of a write that was interrupted. */
export const registryWriteProblems: Catalogue<RegistryWriteFacts> = {
  APPLY_INTERRUPTED: {
    ...WARNING,
    meaning: 'A journal lies beside the registry: a reconcile was interrupted there, or is running now.',
    message: ({ since, prospect }) =>
      `A reconcile${since === undefined ? '' : ` that began at ${since}`} was interrupted, or is still running${prospect === undefined ? '' : `: ${prospect}`}.`,
    remedy: () => 'Run `fbm-gitops reconcile`: it first recovers what was interrupted.',
  },
  APPLY_RECOVERED: {
    ...INFO,
    meaning: 'A reconcile that had been interrupted was recovered before anything else was done.',
    message: ({ found }) => `An interrupted reconcile was recovered: ${found}.`,
    remedy: () => 'Nothing to do. Compare with `fbm-gitops plan` if in doubt.',
  },
  REGISTRY_BUSY: {
    ...BUSY,
    meaning: 'The registry is rewritten so often that no moment was found to write it safely.',
    message: ({ file, minutes, holders }) =>
      `The registry ${quote(file)} was rewritten again and again for ${minutes} minutes. Nothing was written into it. ${tellHolders(holders)}`,
    remedy: () =>
      'Try again later; or stop the component and add `--offline`; or let it be stopped for some milliseconds: `--freeze`.',
  },
  REGISTRY_DAMAGED: {
    ...FAILED,
    meaning: 'The registry was damaged by somebody else while one of our changes was under way.',
    message: ({ file }) =>
      `The registry ${quote(file)} is damaged, and not by fbm-gitops alone. It was left as it is, with journal and backups.`,
    remedy: putBack,
  },
  REGISTRY_HELD_UP: {
    ...WARNING,
    meaning:
      'The system held fbm-gitops up in the very moment in which a write of the running component would be lost.',
    message: ({ file, milliseconds }) =>
      `Between comparing the registry ${quote(file)} and writing it, fbm-gitops was held up for ${milliseconds} ms: what the running component wrote in that moment, if anything, is lost.`,
    remedy: compare,
  },
  REGISTRY_INCOMPLETE: {
    ...UNUSABLE,
    meaning: 'The registry holds only a part of what fbm-gitops had written, and nothing is planned from it.',
    message: ({ file }) =>
      `The registry ${quote(file)} holds only a part of what fbm-gitops wrote: a pass was interrupted, or a program that had it open cut its end off.`,
    remedy: () => 'Make it whole from the journal: fbm-gitops reconcile',
  },
  REGISTRY_IN_USE: {
    ...BUSY,
    meaning: 'With `--offline`, a process has the registry open: the component is not stopped.',
    message: ({ file, holders }) =>
      `The registry ${quote(file)} is open in ${holders.map(quote).join(', ')}, though \`--offline\` says that the component is stopped.`,
    remedy: () => 'Stop it; or leave out `--offline`; or let it stand still for some milliseconds: `--freeze`.',
  },
  REGISTRY_MENDED: {
    ...WARNING,
    meaning: 'A program that had the registry open cut off its end; the end was put back.',
    message: ({ file }) =>
      `The running component cut the registry ${quote(file)} off. Its end was put back from the last whole image that fbm-gitops knows.`,
    remedy: () => 'Nothing to do. It does not happen with `--offline`.',
  },
  REGISTRY_OVERTAKEN: {
    ...WARNING,
    meaning: 'The running component wrote in the very moment in which we did: its last write may be lost.',
    message: ({ file }) =>
      `The running component wrote the registry ${quote(file)} in the same moment as fbm-gitops: its last write may be lost.`,
    remedy: compare,
  },
  REGISTRY_WRITE_UNCERTAIN: {
    ...FAILED,
    meaning: 'The system reported a fault in the very step that writes the registry.',
    message: ({ file, reason }) =>
      `The system reported a fault while the registry ${quote(file)} was written: ${quote(reason)}. What it holds on disk is uncertain.`,
    remedy: () => 'Look at the disk (`dmesg`), then run `fbm-gitops reconcile`: it recovers from the journal.',
  },
}

function compare({ file, backup }: FileFacts & BackupFacts): string {
  return backup === undefined
    ? 'Check in Fed-BioMed whether the last thing that was done there (a dataset, an approval) is still there.'
    : `Compare with the registry as it was before: diff <(tr , '\\n' < ${quoteForShell(backup)}) <(tr , '\\n' < ${quoteForShell(file)})`
}

function putBack({ backup }: BackupFacts): string {
  return backup === undefined
    ? 'Stop the component and put a copy of your own back: there is no whole backup in the state directory.'
    : `Stop the component, then look at the newest whole backup and put it back: fbm-gitops restore ${quoteForShell(backup)} --offline`
}

/** `/proc` shows some of those who have a file open, and never that nobody has. */
function tellHolders(holders: readonly string[]): string {
  return holders.length === 0
    ? 'Who does so cannot be seen from here.'
    : `It is open in ${holders.map(quote).join(', ')}.`
}
