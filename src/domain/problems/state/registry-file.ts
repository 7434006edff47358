import { quote, quoteForShell } from '../../quote.ts'
import { UNUSABLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts, OwnerFacts, OwnershipFacts, ReasonFacts } from './facts.ts'

/** The facts of the file that should be the registry, before it is read as one. */
export interface RegistryFileFacts {
  readonly REGISTRY_DIRECTORY_MISSING: FileFacts
  readonly REGISTRY_EMPTIED: FileFacts & { readonly tables: readonly string[]; readonly memory: string }
  readonly REGISTRY_ID_MISMATCH: FileFacts & { readonly others: readonly string[] }
  readonly REGISTRY_LINKED: FileFacts & { readonly links: number }
  readonly REGISTRY_NOT_FILE: FileFacts
  readonly REGISTRY_OF_ANOTHER: FileFacts & OwnershipFacts
  readonly REGISTRY_OTHER_OWNER: OwnerFacts
  readonly REGISTRY_SYMLINK: FileFacts
  readonly REGISTRY_TOO_BIG: FileFacts & { readonly megabytes: number }
  readonly REGISTRY_UNMAPPED_OWNER: FileFacts
  readonly REGISTRY_UNREADABLE: ReasonFacts
  readonly REGISTRY_WORLD_WRITABLE: FileFacts
}

/** What is said of the file that should be the registry, before it is read as one. */
export const registryFileProblems: Catalogue<RegistryFileFacts> = {
  REGISTRY_DIRECTORY_MISSING: {
    ...UNUSABLE,
    meaning: 'The directory in which the registry should lie does not exist.',
    message: ({ file }) => `The directory of the registry ${quote(file)} does not exist.`,
    remedy: () => 'Check the paths in the .ini, or name the registry: --registry FILE',
  },
  REGISTRY_EMPTIED: {
    ...UNUSABLE,
    meaning:
      'The registry is empty or gone, but held tables of Fed-BioMed when it was last seen. Nothing is written into it.',
    message: ({ file, tables }) =>
      `The registry ${quote(file)} is empty or gone. When fbm-gitops last saw it, it also held ${tables.map(quote).join(', ')}.`,
    remedy: ({ memory }) =>
      `Stop the component and put it back as it was then: fbm-gitops restore --offline committed. Only if it was emptied on purpose, forget that: rm -- ${quoteForShell(memory)}`,
  },
  REGISTRY_ID_MISMATCH: {
    ...UNUSABLE,
    meaning: 'The registry does not exist, but its directory holds the registry of another id.',
    message: ({ file, others }) =>
      `The registry ${quote(file)} does not exist, but beside it lies ${others.map(quote).join(', ')}: the id is probably wrong.`,
    remedy: () => "Check the component's id in its .ini and in the environment, or name the registry: --registry FILE",
  },
  REGISTRY_LINKED: {
    ...UNUSABLE,
    meaning: 'The registry has more than one name (hard links).',
    message: ({ file, links }) =>
      `The registry ${quote(file)} has ${links} names (hard links), so a lock cannot guard it.`,
    remedy: ({ file }) =>
      `Find the other names and delete them: find / -xdev -samefile ${quoteForShell(file)} ! -path ${quoteForShell(file)}`,
  },
  REGISTRY_NOT_FILE: {
    ...UNUSABLE,
    meaning: 'What lies where the registry should be is no regular file.',
    message: ({ file }) => `${quote(file)}, which should be the registry, is no regular file.`,
    remedy: () => 'Check the paths in the .ini, or name the registry: --registry FILE',
  },
  REGISTRY_OF_ANOTHER: {
    ...UNUSABLE,
    meaning: 'The registry that was named with `--registry` bears the id of another component.',
    message: ({ file, id, other }) =>
      `The registry ${quote(file)} is that of ${quote(other)} by its name, but this component is ${quote(id)}.`,
    remedy: () => 'Check --registry and --component; mostly no --registry is needed.',
  },
  REGISTRY_OTHER_OWNER: {
    ...UNUSABLE,
    meaning: 'The registry belongs to another user than the one who runs fbm-gitops.',
    message: ({ file, owner, user }) =>
      `The registry ${quote(file)} belongs to user ${owner}, but you are user ${user}.`,
    remedy: ({ owner }) => `Run the same command as that user (docker exec -u ${owner} …), or as root.`,
  },
  REGISTRY_SYMLINK: {
    ...UNUSABLE,
    meaning: 'The registry is a symbolic link.',
    message: ({ file }) => `The registry ${quote(file)} is a symbolic link, so a lock beside it cannot guard it.`,
    remedy: ({ file }) => `Name the file itself: --registry "$(readlink -f -- ${quoteForShell(file)})"`,
  },
  REGISTRY_TOO_BIG: {
    ...UNUSABLE,
    meaning: 'The registry is larger than 64 MiB.',
    message: ({ file, megabytes }) =>
      `The registry ${quote(file)} has ${megabytes} MiB; more than 64 MiB are not read.`,
    remedy: () => 'Check that this file is the registry, or name another one: --registry FILE',
  },
  REGISTRY_UNMAPPED_OWNER: {
    ...UNUSABLE,
    meaning: 'The registry belongs to a user that does not exist in this rootless container (65534).',
    message: ({ file }) =>
      `The registry ${quote(file)} belongs to a user that this rootless container does not know (it shows as 65534, nobody).`,
    remedy: () => 'Run fbm-gitops in the container that runs the component, or on the host as the owner of the file.',
  },
  REGISTRY_UNREADABLE: {
    ...UNUSABLE,
    meaning: 'The registry cannot be read.',
    message: ({ file, reason }) => `The registry ${quote(file)} cannot be read: ${quote(reason)}.`,
    remedy: ({ file }) => `Look at its permissions and at the disk: ls -la -- ${quoteForShell(file)}`,
  },
  REGISTRY_WORLD_WRITABLE: {
    ...UNUSABLE,
    meaning: 'Every user of the machine may write the registry.',
    message: ({ file }) => `Every user may write the registry ${quote(file)}, so nothing in it can be trusted.`,
    remedy: ({ file }) => `Take that right away: chmod o-w -- ${quoteForShell(file)}`,
  },
}
