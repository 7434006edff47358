import type { PartyId } from '../../domain/party.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Repository } from '../source/git.ts'

/** Where observations are kept. */
export type ObservationPlace =
  /** A repository on this machine: its own branches, and those that it has seen elsewhere. */
  | { readonly kind: 'repository'; readonly repository: Repository }
  /** A mirror of ours into which the branches of a repository were fetched. */
  | { readonly kind: 'mirror'; readonly mirror: string; readonly url: string }
  /** A directory with one file `<id>.json` for each party, as the operator typed it. */
  | { readonly kind: 'directory'; readonly directory: string }

/** What was found for one party, by the name of the branch or the file. Nothing of it is believed yet. */
export interface FoundObservation {
  readonly party: PartyId
  /** The branch or the file, as people know it; a part of it is untrusted. */
  readonly label: string
  /** What it holds, or why that counts for nothing. */
  readonly bytes: Uint8Array | Problem
  /** When its commit says that it was made, in milliseconds since the epoch; absent for a file. */
  readonly committedAt: number | undefined
}

/** Everything that was found in one place. A party may occur more than once: here and in a remote. */
export interface ObservationListing {
  readonly found: readonly FoundObservation[]
  /** What was passed over, and why. */
  readonly problems: readonly Problem[]
}

/** What is read of one place at most: as many observations as a federation may have parties. */
export const MOST_OBSERVATIONS = 10_000

/** What all observations of one place may hold together. */
export const MOST_BYTES_IN_ALL: number = 64 * 1024 * 1024
