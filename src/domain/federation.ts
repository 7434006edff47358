import type { Party, RemovedParty } from './party.ts'
import type { ProfileName } from './profiles.ts'

/** The validated manifest with its certificates. */
export interface Federation {
  readonly name: string
  readonly profile: ProfileName
  /** In the manifest's order: the researcher, then each node followed by its second instance. */
  readonly parties: readonly Party[]
  readonly removed: readonly RemovedParty[]
}

/** The commit that a declaration was read from; `none` for a directory outside git or for uncommitted files. */
export interface Revision {
  /** 40 or 64 hexadecimal digits, or `none`. */
  readonly id: string
  readonly subject: string | undefined
  readonly author: string | undefined
  /** Milliseconds since the epoch. */
  readonly time: number | undefined
}

export const NO_REVISION: Revision = { id: 'none', subject: undefined, author: undefined, time: undefined }
