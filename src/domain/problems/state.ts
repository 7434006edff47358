import { quote, quoteForShell } from '../quote.ts'
import type { Catalogue } from './kind.ts'

interface FileFacts {
  readonly file: string
}

interface OwnerFacts extends FileFacts {
  readonly owner: number
  readonly user: number
}

interface ReasonFacts extends FileFacts {
  readonly reason: string
}

interface OwnershipFacts {
  /** The id of the component that was named. */
  readonly id: string
  /** The id of the component that the file belongs to. */
  readonly other: string
}

interface BackupFacts {
  /** The newest backup that scans, by its name or path; absent where there is none. */
  readonly backup: string | undefined
}

/** The facts of the registry as a file, and of what lies beside it in the state directory. */
export interface StateFacts {
  APPLY_INTERRUPTED: { readonly since: string; readonly prospect: string | undefined }
  APPLY_RECOVERED: { readonly found: string }
  BACKUP_UNKNOWN: { readonly given: string; readonly names: readonly string[] }
  BACKUP_UNREADABLE: ReasonFacts
  BACKUPS_NOT_PRUNED: ReasonFacts
  DENY_LIST_UNREADABLE: ReasonFacts
  FREEZE_IDLE: FileFacts
  FREEZE_DONE: { readonly holders: readonly string[]; readonly milliseconds: number }
  FREEZE_REFUSED: { readonly reason: string }
  INVENTORY_OF_ANOTHER: FileFacts & OwnershipFacts & { readonly registry: string }
  INVENTORY_UNREADABLE: ReasonFacts
  LOCK_HELD: { readonly holder: string }
  LOCK_LOST: FileFacts
  PLATFORM_UNSUPPORTED: { readonly platform: string }
  REGISTRY_BUSY: FileFacts & { readonly minutes: number; readonly holders: readonly string[] }
  REGISTRY_DAMAGED: FileFacts & BackupFacts
  REGISTRY_DIRECTORY_MISSING: FileFacts
  REGISTRY_EMPTIED: FileFacts & { readonly tables: readonly string[]; readonly memory: string }
  REGISTRY_HELD_UP: FileFacts & BackupFacts & { readonly milliseconds: number }
  REGISTRY_ID_MISMATCH: FileFacts & { readonly others: readonly string[] }
  REGISTRY_INCOMPLETE: FileFacts
  REGISTRY_IN_USE: FileFacts & { readonly holders: readonly string[] }
  REGISTRY_LINKED: FileFacts & { readonly links: number }
  REGISTRY_MENDED: FileFacts
  REGISTRY_NOT_FILE: FileFacts
  REGISTRY_OF_ANOTHER: FileFacts & OwnershipFacts
  REGISTRY_OTHER_OWNER: OwnerFacts
  REGISTRY_OVERTAKEN: FileFacts & BackupFacts
  REGISTRY_SYMLINK: FileFacts
  REGISTRY_TOO_BIG: FileFacts & { readonly megabytes: number }
  REGISTRY_UNMAPPED_OWNER: FileFacts
  REGISTRY_UNREADABLE: ReasonFacts
  REGISTRY_WORLD_WRITABLE: FileFacts
  REGISTRY_WRITE_UNCERTAIN: ReasonFacts
  RESTORE_OUTDATED: FileFacts
  RESTORE_UNDONE: FileFacts
  STATE_DIRECTORY_PERMS: FileFacts & { readonly expected: string; readonly found: string }
  STATE_NEWER: FileFacts
  STATE_NOT_WRITTEN: ReasonFacts
  STATE_UNREADABLE: ReasonFacts
  USER_NOT_TAKEN: OwnerFacts & { readonly reason: string }
}

const compare = ({ file, backup }: FileFacts & BackupFacts): string =>
  backup === undefined
    ? 'Check in Fed-BioMed whether the last thing that was done there (a dataset, an approval) is still there.'
    : `Compare with the registry as it was before: diff <(tr , '\\n' < ${quoteForShell(backup)}) <(tr , '\\n' < ${quoteForShell(file)})`

const putBack = ({ backup }: BackupFacts): string =>
  backup === undefined
    ? 'Stop the component and put a copy of your own back: there is no whole backup in the state directory.'
    : `Stop the component, then look at the newest whole backup and put it back: fbm-gitops restore ${quoteForShell(backup)} --offline`

/** `/proc` shows some of those who have a file open, and never that nobody has. */
function tellHolders(holders: readonly string[]): string {
  return holders.length === 0
    ? 'Who does so cannot be seen from here.'
    : `It is open in ${holders.map(quote).join(', ')}.`
}

/** Wording of what can be wrong with the registry as a file, the lock, the journal and the other files beside it. */
export const stateProblems: Catalogue<StateFacts> = {
  APPLY_INTERRUPTED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'A journal lies beside the registry: a reconcile was interrupted there, or is running now.',
    message: ({ since, prospect }) =>
      `A reconcile that began at ${since} was interrupted, or is still running${prospect === undefined ? '' : `: ${prospect}`}.`,
    remedy: () => 'Run `fbm-gitops reconcile`: it first recovers what was interrupted.',
  },
  APPLY_RECOVERED: {
    severity: 'info',
    exitCode: 0,
    meaning: 'A reconcile that had been interrupted was recovered before anything else was done.',
    message: ({ found }) => `An interrupted reconcile was recovered: ${found}.`,
    remedy: () => 'Nothing to do. Compare with `fbm-gitops plan` if in doubt.',
  },
  BACKUP_UNKNOWN: {
    severity: 'error',
    exitCode: 64,
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
    severity: 'error',
    exitCode: 25,
    meaning: 'A backup is not a whole registry, or is not what was kept under its name: it is not put back.',
    message: ({ file, reason }) => `The backup ${quote(file)} is not put back: ${quote(reason)}.`,
    remedy: () => 'Choose another one: fbm-gitops restore',
  },
  BACKUPS_NOT_PRUNED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'Old backups could not be deleted.',
    message: ({ file, reason }) => `Old backups in ${quote(file)} could not be deleted: ${quote(reason)}.`,
    remedy: ({ file }) => `Look at the disk and the permissions: ls -la -- ${quoteForShell(file)}`,
  },
  DENY_LIST_UNREADABLE: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The local deny list cannot be read. It is never taken for empty: that would register who was denied.',
    message: ({ file, reason }) => `The deny list ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `Look at it, delete it, and deny each party again with \`fbm-gitops deny ID\`: rm -- ${quoteForShell(file)}`,
  },
  FREEZE_IDLE: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'With `--freeze`, no process that can be seen had the registry open: the longer waits were kept instead.',
    message: ({ file }) =>
      `No process that can be seen from here had the registry ${quote(file)} open, so nothing was stopped, and it was written as beside a running component.`,
    remedy: () =>
      'If the component runs as another user, run this as root; if it runs in another container, let both share a PID namespace. Else leave out `--freeze`.',
  },
  FREEZE_DONE: {
    severity: 'info',
    exitCode: 0,
    meaning: 'With `--freeze`, processes stood still while the registry was written; they run again.',
    message: ({ holders, milliseconds }) =>
      `${holders.map(quote).join(', ')} stood still for ${milliseconds} ms while the registry was written.`,
    remedy: () => 'Nothing to do.',
  },
  FREEZE_REFUSED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'With `--freeze`, a process that has the registry open could not be stopped: the longer waits were kept.',
    message: ({ reason }) =>
      `Not every process that has the registry open may be stopped, so it was written as beside a running component: ${quote(reason)}.`,
    remedy: () => 'Run fbm-gitops as the user of the component, or as root; or leave out `--freeze`.',
  },
  INVENTORY_OF_ANOTHER: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The inventory beside the registry was written for a component of another id.',
    message: ({ registry, id, other }) =>
      `The registry ${quote(registry)} was reconciled for ${quote(other)} until now, but this component is ${quote(id)}.`,
    remedy: ({ file }) =>
      `Check --registry and --component. Only if this component was given a new id, forget what was written for the old one: rm -- ${quoteForShell(file)}`,
  },
  INVENTORY_UNREADABLE: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The inventory cannot be read. It is never taken for empty: our own registrations would look foreign.',
    message: ({ file, reason }) => `The inventory ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `Delete it, then run \`fbm-gitops reconcile\`, which adopts registrations that are as declared: rm -- ${quoteForShell(file)}`,
  },
  LOCK_HELD: {
    severity: 'error',
    exitCode: 24,
    meaning: 'Another reconciler works on this registry now.',
    message: ({ holder }) => `Another fbm-gitops works on this registry: ${quote(holder)}.`,
    remedy: () => 'Wait until it has ended, then run the same command again.',
  },
  LOCK_LOST: {
    severity: 'error',
    exitCode: 24,
    meaning: 'This process stood still for so long that another one took over its lock.',
    message: ({ file }) =>
      `This process stood still for so long that another one took over its lock ${quote(file)}. It wrote nothing since.`,
    remedy: () => 'Run the same command again.',
  },
  PLATFORM_UNSUPPORTED: {
    severity: 'error',
    exitCode: 64,
    meaning: 'Writing to a registry is for Linux.',
    message: ({ platform }) => `Registries are written on Linux only, and this is ${quote(platform)}.`,
    remedy: () => 'Run this command in the container or on the host of the component.',
  },
  REGISTRY_BUSY: {
    severity: 'error',
    exitCode: 24,
    meaning: 'The registry is rewritten so often that no moment was found to write it safely.',
    message: ({ file, minutes, holders }) =>
      `The registry ${quote(file)} was rewritten again and again for ${minutes} minutes. Nothing was written into it. ${tellHolders(holders)}`,
    remedy: () =>
      'Try again later; or stop the component and add `--offline`; or let it be stopped for some milliseconds: `--freeze`.',
  },
  REGISTRY_DAMAGED: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The registry was damaged by somebody else while one of our changes was under way.',
    message: ({ file }) =>
      `The registry ${quote(file)} is damaged, and not by fbm-gitops alone. It was left as it is, with journal and backups.`,
    remedy: putBack,
  },
  REGISTRY_DIRECTORY_MISSING: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The directory in which the registry should lie does not exist.',
    message: ({ file }) => `The directory of the registry ${quote(file)} does not exist.`,
    remedy: () => 'Check the paths in the .ini, or name the registry: --registry FILE',
  },
  REGISTRY_EMPTIED: {
    severity: 'error',
    exitCode: 25,
    meaning:
      'The registry is empty or gone, but held tables of Fed-BioMed when it was last seen. Nothing is written into it.',
    message: ({ file, tables }) =>
      `The registry ${quote(file)} is empty or gone. When fbm-gitops last saw it, it also held ${tables.map(quote).join(', ')}.`,
    remedy: ({ memory }) =>
      `Stop the component and put it back as it was then: fbm-gitops restore --offline committed. Only if it was emptied on purpose, forget that: rm -- ${quoteForShell(memory)}`,
  },
  REGISTRY_HELD_UP: {
    severity: 'warning',
    exitCode: 0,
    meaning:
      'The system held fbm-gitops up in the very moment in which a write of the running component would be lost.',
    message: ({ file, milliseconds }) =>
      `Between comparing the registry ${quote(file)} and writing it, fbm-gitops was held up for ${milliseconds} ms: what the running component wrote in that moment, if anything, is lost.`,
    remedy: compare,
  },
  REGISTRY_ID_MISMATCH: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry does not exist, but its directory holds the registry of another id.',
    message: ({ file, others }) =>
      `The registry ${quote(file)} does not exist, but beside it lies ${others.map(quote).join(', ')}: the id is probably wrong.`,
    remedy: () => "Check the component's id in its .ini and in the environment, or name the registry: --registry FILE",
  },
  REGISTRY_INCOMPLETE: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry holds only a part of what fbm-gitops had written, and nothing is planned from it.',
    message: ({ file }) =>
      `The registry ${quote(file)} holds only a part of what fbm-gitops wrote: a pass was interrupted, or a program that had it open cut its end off.`,
    remedy: () => 'Make it whole from the journal: fbm-gitops reconcile',
  },
  REGISTRY_IN_USE: {
    severity: 'error',
    exitCode: 24,
    meaning: 'With `--offline`, a process has the registry open: the component is not stopped.',
    message: ({ file, holders }) =>
      `The registry ${quote(file)} is open in ${holders.map(quote).join(', ')}, though \`--offline\` says that the component is stopped.`,
    remedy: () => 'Stop it; or leave out `--offline`; or let it stand still for some milliseconds: `--freeze`.',
  },
  REGISTRY_LINKED: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry has more than one name (hard links).',
    message: ({ file, links }) =>
      `The registry ${quote(file)} has ${links} names (hard links), so a lock cannot guard it.`,
    remedy: ({ file }) =>
      `Find the other names and delete them: find / -xdev -samefile ${quoteForShell(file)} ! -path ${quoteForShell(file)}`,
  },
  REGISTRY_MENDED: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'A program that had the registry open cut off its end; the end was put back.',
    message: ({ file }) =>
      `The running component cut the registry ${quote(file)} off. Its end was put back from the last whole image that fbm-gitops knows.`,
    remedy: () => 'Nothing to do. It does not happen with `--offline`.',
  },
  REGISTRY_NOT_FILE: {
    severity: 'error',
    exitCode: 25,
    meaning: 'What lies where the registry should be is no regular file.',
    message: ({ file }) => `${quote(file)}, which should be the registry, is no regular file.`,
    remedy: () => 'Check the paths in the .ini, or name the registry: --registry FILE',
  },
  REGISTRY_OF_ANOTHER: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry that was named with `--registry` bears the id of another component.',
    message: ({ file, id, other }) =>
      `The registry ${quote(file)} is that of ${quote(other)} by its name, but this component is ${quote(id)}.`,
    remedy: () => 'Check --registry and --component; mostly no --registry is needed.',
  },
  REGISTRY_OTHER_OWNER: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry belongs to another user than the one who runs fbm-gitops.',
    message: ({ file, owner, user }) =>
      `The registry ${quote(file)} belongs to user ${owner}, but you are user ${user}.`,
    remedy: ({ owner }) => `Run the same command as that user (docker exec -u ${owner} …), or as root.`,
  },
  REGISTRY_OVERTAKEN: {
    severity: 'warning',
    exitCode: 0,
    meaning: 'The running component wrote in the very moment in which we did: its last write may be lost.',
    message: ({ file }) =>
      `The running component wrote the registry ${quote(file)} in the same moment as fbm-gitops: its last write may be lost.`,
    remedy: compare,
  },
  REGISTRY_SYMLINK: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry is a symbolic link.',
    message: ({ file }) => `The registry ${quote(file)} is a symbolic link, so a lock beside it cannot guard it.`,
    remedy: ({ file }) => `Name the file itself: --registry "$(readlink -f -- ${quoteForShell(file)})"`,
  },
  REGISTRY_TOO_BIG: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry is larger than 64 MiB.',
    message: ({ file, megabytes }) =>
      `The registry ${quote(file)} has ${megabytes} MiB; more than 64 MiB are not read.`,
    remedy: () => 'Check that this file is the registry, or name another one: --registry FILE',
  },
  REGISTRY_UNMAPPED_OWNER: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry belongs to a user that does not exist in this rootless container (65534).',
    message: ({ file }) =>
      `The registry ${quote(file)} belongs to a user that this rootless container does not know (it shows as 65534, nobody).`,
    remedy: () => 'Run fbm-gitops in the container that runs the component, or on the host as the owner of the file.',
  },
  REGISTRY_UNREADABLE: {
    severity: 'error',
    exitCode: 25,
    meaning: 'The registry cannot be read.',
    message: ({ file, reason }) => `The registry ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) => `Look at its permissions and at the disk: ls -la -- ${quoteForShell(file)}`,
  },
  REGISTRY_WORLD_WRITABLE: {
    severity: 'error',
    exitCode: 25,
    meaning: 'Every user of the machine may write the registry.',
    message: ({ file }) => `Every user may write the registry ${quote(file)}, so nothing in it can be trusted.`,
    remedy: ({ file }) => `Take that right away: chmod o-w -- ${quoteForShell(file)}`,
  },
  REGISTRY_WRITE_UNCERTAIN: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The system reported a fault in the very step that writes the registry.',
    message: ({ file, reason }) =>
      `The system reported a fault while the registry ${quote(file)} was written: ${quote(reason)}. What it holds on disk is uncertain.`,
    remedy: () => 'Look at the disk (`dmesg`), then run `fbm-gitops reconcile`: it recovers from the journal.',
  },
  RESTORE_OUTDATED: {
    severity: 'error',
    exitCode: 24,
    meaning: 'The registry changed after its difference from the backup had been shown. Nothing was put back.',
    message: ({ file }) =>
      `The registry ${quote(file)} has changed since the difference was shown, and the backup was not put back.`,
    remedy: () => 'Stop the component, look at the difference again, and decide anew.',
  },
  RESTORE_UNDONE: {
    severity: 'error',
    exitCode: 24,
    meaning: 'The backup was put back, and the running component wrote its own content over it at once.',
    message: ({ file }) =>
      `The backup was put back, but the running component has written the registry ${quote(file)} over it since.`,
    remedy: () => 'Stop the component, then type the same command with `--offline`.',
  },
  STATE_DIRECTORY_PERMS: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The state directory, or a file in it, belongs to somebody else or may be written by others.',
    message: ({ file, expected, found }) => `${quote(file)} must be ${quote(expected)}, but is ${quote(found)}.`,
    remedy: ({ file }) =>
      `Find out who did this, and correct it with chown and chmod go-w: ls -la -- ${quoteForShell(file)}`,
  },
  STATE_NEWER: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A file of the state directory was written by a newer version of fbm-gitops.',
    message: ({ file }) => `${quote(file)} was written by a newer version of fbm-gitops.`,
    remedy: () => 'Use that version or a newer one.',
  },
  STATE_NOT_WRITTEN: {
    severity: 'error',
    exitCode: 1,
    meaning: 'A file of the state directory cannot be written.',
    message: ({ file, reason }) => `${quote(file)} cannot be written: ${quote(reason)}.`,
    remedy: () => 'Mend the cause (disk, permissions), then run the same command again: it goes on where it stopped.',
  },
  STATE_UNREADABLE: {
    severity: 'error',
    exitCode: 1,
    meaning: 'The state directory cannot be read.',
    message: ({ file, reason }) => `${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: () => "Run the same command as the registry's owner, or as root.",
  },
  USER_NOT_TAKEN: {
    severity: 'error',
    exitCode: 1,
    meaning: "Root could not take the identity of the registry's owner.",
    message: ({ file, owner, reason }) =>
      `The registry ${quote(file)} belongs to user ${owner}, and root could not act as that user: ${quote(reason)}.`,
    remedy: ({ owner }) => `Run the same command as that user: docker exec -u ${owner} …`,
  },
}
