import type { Declaration } from '../declaration.ts'
import type { Revision } from '../federation.ts'
import type { Observation } from '../observation/observation.ts'
import type { PartyId } from '../party.ts'
import type { Baseline } from './baseline.ts'
import type { FailOn } from './exit-code.ts'
import type { HistoryFact } from './history-fact.ts'

/** Everything that a drift report follows from. */
export interface ReportFacts {
  readonly declaration: Pick<Declaration, 'federation' | 'revision' | 'problems'>
  readonly directory: ReportedDirectory
  /** Where the declaration and the observations were read, as it may be shown. */
  readonly source: string
  readonly received: readonly ReceivedObservation[]
  /** How each commit that an observation names stands to the one that is reported on. */
  readonly history: ReadonlyMap<string, HistoryFact>
  /** Pairs of commits of which neither descends from the other. */
  readonly divergence: readonly (readonly [string, string])[]
  /** Whether what is unknown may only be so since this clone lacks a part of the history. */
  readonly isShallow: boolean
  /** For commits that observations name: who had another address there than in the one that is reported on. */
  readonly moved: ReadonlyMap<string, MovedParties>
  /** The last commit that changed a file, by its path below the federation directory. */
  readonly commits: ReadonlyMap<string, Revision>
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The only component that the report is about; absent for all of them. */
  readonly scope: PartyId | undefined
  readonly baseline: Baseline | undefined
  readonly failOn: FailOn
  /** Whether findings leave the exit code at 0. */
  readonly exitZero: boolean
}

/** The ids of parties; or that it cannot be told. */
export type MovedParties = ReadonlySet<string> | 'unknown'

/** How files of the federation directory are named: by people, and below the top of the repository. */
export interface ReportedDirectory {
  readonly label: string
  /** Empty at the top of a repository, and outside git. */
  readonly prefix: string
}

/** What came in for a component. */
export interface ReceivedObservation {
  /** The party in whose branch or file it came; not checked. */
  readonly party: string
  /** The branch or the file, for people; not escaped. */
  readonly label: string
  /**
   * What it says, and whether the party signed it by the key of the certificate that is declared; what was seen here and now,
   * in the party's own component; or why it cannot be read.
   */
  readonly content:
    | { readonly kind: 'read'; readonly observation: Observation; readonly isGenuine: boolean }
    | { readonly kind: 'live'; readonly observation: Observation }
    | { readonly kind: 'unreadable'; readonly reason: string }
}
