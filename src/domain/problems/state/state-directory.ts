import { quote, quoteForShell } from '../../quote.ts'
import { FAILED, UNUSABLE, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts, OwnershipFacts, ReasonFacts } from './facts.ts'

/** The facts of the state directory, and of the inventory and the deny list in it. */
export interface StateDirectoryFacts {
  readonly DENY_LIST_UNREADABLE: ReasonFacts
  readonly INVENTORY_OF_ANOTHER: FileFacts & OwnershipFacts & { readonly registry: string }
  readonly INVENTORY_UNREADABLE: ReasonFacts
  readonly STATE_DIRECTORY_PERMS: FileFacts & { readonly expected: string; readonly found: string }
  readonly STATE_NEWER: FileFacts
  readonly STATE_NOT_WRITTEN: ReasonFacts
  readonly STATE_UNREADABLE: ReasonFacts
  readonly STATUS_NOT_WRITTEN: ReasonFacts
  readonly STATUS_UNREADABLE: ReasonFacts
}

/** What is said of the state directory, and of the inventory and the deny list in it. */
export const stateDirectoryProblems: Catalogue<StateDirectoryFacts> = {
  DENY_LIST_UNREADABLE: {
    ...FAILED,
    meaning: 'The local deny list cannot be read. It is never taken for empty: that would register who was denied.',
    message: ({ file, reason }) => `The deny list ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `Look at it, delete it, and deny each party again with \`fbm-gitops deny ID\`: rm -- ${quoteForShell(file)}`,
  },
  INVENTORY_OF_ANOTHER: {
    ...UNUSABLE,
    meaning: 'The inventory beside the registry was written for a component of another id.',
    message: ({ registry, id, other }) =>
      `The registry ${quote(registry)} was reconciled for ${quote(other)} until now, but this component is ${quote(id)}.`,
    remedy: ({ file }) =>
      `Check --registry and --component. Only if this component was given a new id, forget what was written for the old one: rm -- ${quoteForShell(file)}`,
  },
  INVENTORY_UNREADABLE: {
    ...FAILED,
    meaning: 'The inventory cannot be read. It is never taken for empty: our own registrations would look foreign.',
    message: ({ file, reason }) => `The inventory ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) =>
      `Delete it, then run \`fbm-gitops reconcile\`, which adopts registrations that are as declared: rm -- ${quoteForShell(file)}`,
  },
  STATE_DIRECTORY_PERMS: {
    ...FAILED,
    meaning: 'The state directory, or a file in it, belongs to somebody else or may be written by others.',
    message: ({ file, expected, found }) => `${quote(file)} must be ${quote(expected)}, but is ${quote(found)}.`,
    remedy: ({ file }) =>
      `Find out who did this, and correct it with chown and chmod go-w: ls -la -- ${quoteForShell(file)}`,
  },
  STATE_NEWER: {
    ...FAILED,
    meaning: 'A file of the state directory was written by a newer version of fbm-gitops.',
    message: ({ file }) => `${quote(file)} was written by a newer version of fbm-gitops.`,
    remedy: () => 'Use that version or a newer one.',
  },
  STATE_NOT_WRITTEN: {
    ...FAILED,
    meaning: 'A file of the state directory cannot be written.',
    message: ({ file, reason }) => `${quote(file)} cannot be written: ${quote(reason)}.`,
    remedy: () => 'Mend the cause (disk, permissions), then run the same command again: it goes on where it stopped.',
  },
  STATE_UNREADABLE: {
    ...FAILED,
    meaning: 'The state directory cannot be read.',
    message: ({ file, reason }) => `${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: () => "Run the same command as the registry's owner, or as root.",
  },
  STATUS_NOT_WRITTEN: {
    ...WARNING,
    meaning: 'What `status` shows of a pass cannot be kept; the pass itself is not touched by that.',
    message: ({ file, reason }) => `What \`status\` shows cannot be kept in ${quote(file)}: ${quote(reason)}.`,
    remedy: () => 'Mend the cause (disk, permissions): until then `fbm-gitops status` tells of an earlier pass.',
  },
  STATUS_UNREADABLE: {
    ...WARNING,
    meaning: 'What the last pass kept for `status` cannot be understood.',
    message: ({ file, reason }) => `What the last pass kept in ${quote(file)} cannot be understood: ${quote(reason)}.`,
    remedy: () => 'Nothing need be done: the next `fbm-gitops reconcile` writes it anew.',
  },
}
