import { quote, quoteForShell } from '../../quote.ts'
import { BUSY, UNUSABLE, USAGE, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts, ReasonFacts } from './facts.ts'

/** The facts of backups, and of putting one back. */
export interface BackupFacts {
  readonly BACKUPS_NOT_PRUNED: ReasonFacts
  readonly BACKUP_UNKNOWN: { readonly given: string; readonly names: readonly string[] }
  readonly BACKUP_UNREADABLE: ReasonFacts
  readonly RESTORE_OUTDATED: FileFacts
  readonly RESTORE_UNDONE: FileFacts
}

/** What is said of backups, and of putting one back. */
export const backupProblems: Catalogue<BackupFacts> = {
  BACKUPS_NOT_PRUNED: {
    ...WARNING,
    meaning: 'Old backups could not be deleted.',
    message: ({ file, reason }) => `Old backups in ${quote(file)} could not be deleted: ${quote(reason)}.`,
    remedy: ({ file }) => `Look at the disk and the permissions: ls -la -- ${quoteForShell(file)}`,
  },
  BACKUP_UNKNOWN: {
    ...USAGE,
    meaning: 'There is no such backup, or more than one whose name begins like that.',
    message: ({ given, names }) =>
      names.length === 0
        ? given === 'latest'
          ? 'There is no whole backup.'
          : `There is no backup '${quote(given)}'.`
        : `'${quote(given)}' may be any of ${names.map(quote).join(', ')}.`,
    remedy: ({ given }) =>
      given === 'latest'
        ? 'Look at what there is (`fbm-gitops restore`), or put a copy of your own in the place of the registry.'
        : 'List the backups, and give enough of one name to tell it from the others: fbm-gitops restore',
  },
  BACKUP_UNREADABLE: {
    ...UNUSABLE,
    meaning: 'A backup is not a whole registry, or is not what was kept under its name: it is not put back.',
    message: ({ file, reason }) => `The backup ${quote(file)} is not put back: ${quote(reason)}.`,
    remedy: () => 'Choose another one: fbm-gitops restore',
  },
  RESTORE_OUTDATED: {
    ...BUSY,
    meaning: 'The registry changed after its difference from the backup had been shown. Nothing was put back.',
    message: ({ file }) =>
      `The registry ${quote(file)} has changed since the difference was shown, and the backup was not put back.`,
    remedy: () => 'Stop the component, look at the difference again, and decide anew.',
  },
  RESTORE_UNDONE: {
    ...BUSY,
    meaning: 'The backup was put back, and the running component wrote its own content over it at once.',
    message: ({ file }) =>
      `The backup was put back, but the running component has written the registry ${quote(file)} over it since.`,
    remedy: () => 'Stop the component, then type the same command with `--offline`.',
  },
}
