import { quote } from '../../quote.ts'
import { BUSY, FAILED, USAGE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts, OwnerFacts } from './facts.ts'

/** The facts of who may work on a registry: the lock, the user and the platform. */
export interface LockFacts {
  readonly LOCK_HELD: { readonly holder: string }
  readonly LOCK_LOST: FileFacts
  readonly PLATFORM_UNSUPPORTED: { readonly platform: string }
  readonly USER_NOT_TAKEN: OwnerFacts & { readonly reason: string }
}

/** What is said where this process may not work on a registry: of the lock, the user and the platform. */
export const lockProblems: Catalogue<LockFacts> = {
  LOCK_HELD: {
    ...BUSY,
    meaning: 'Another reconciler works on this registry now.',
    message: ({ holder }) => `Another fbm-gitops works on this registry: ${quote(holder)}.`,
    remedy: () => 'Wait until it has ended, then run the same command again.',
  },
  LOCK_LOST: {
    ...BUSY,
    meaning: 'This process stood still for so long that another one took over its lock.',
    message: ({ file }) =>
      `This process stood still for so long that another one took over its lock ${quote(file)}. It wrote nothing since.`,
    remedy: () => 'Run the same command again.',
  },
  PLATFORM_UNSUPPORTED: {
    ...USAGE,
    meaning: 'Writing to a registry is for Linux.',
    message: ({ platform }) => `Registries are written on Linux only, and this is ${quote(platform)}.`,
    remedy: () => 'Run this command in the container or on the host of the component.',
  },
  USER_NOT_TAKEN: {
    ...FAILED,
    meaning: "Root could not take the identity of the registry's owner.",
    message: ({ file, owner, reason }) =>
      `The registry ${quote(file)} belongs to user ${owner}, and root could not act as that user: ${quote(reason)}.`,
    remedy: ({ owner }) => `Run the same command as that user: docker exec -u ${owner} …`,
  },
}
