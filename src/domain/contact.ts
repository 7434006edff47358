import type { Problem } from './problem.ts'

/** What is known of a repository elsewhere after the last attempt to reach it. */
export interface Contact {
  /** When it was last reached, in milliseconds since the epoch; absent where it never was. */
  readonly reachedAt: number | undefined
  /** The commit that was found then. */
  readonly head: string | undefined
  /** Why it could not be reached now; absent where it was. */
  readonly fault: Problem | undefined
  /** The bare repository on this machine that holds what was fetched. */
  readonly mirror: string
  /** The user whose it is, where that is somebody else than the one who runs this. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/**
 * Tells whether a repository was heard of within a time. A clock that stands before the last contact was set back, and
 * must not make it new for ever.
 */
export function isFresh({ reachedAt }: Contact, maxStalenessMs: number, now: number): boolean {
  return reachedAt !== undefined && Math.abs(now - reachedAt) <= maxStalenessMs
}
