import type { Fingerprint } from '../certificate/certificate.ts'
import type { Revision } from '../federation.ts'
import type { DriftClass } from '../pass/drift.ts'
import type { PartyId, Role } from '../party.ts'
import type { ExitCode, Place } from '../problem.ts'
import type { ProfileName } from '../profiles.ts'
import type { ConditionStatus, ConditionType } from '../status/condition.ts'
import type { HistoryFact } from './history-fact.ts'
import type { FindingRule } from './rules.ts'

/**
 * Who has registered whom, as far as the repository and the observations in it tell. Everything that is shown of it, and
 * the exit code, follows from this one value: a renderer adds nothing and judges nothing.
 */
export interface DriftReport {
  readonly federation: string
  readonly profile: ProfileName
  /** Whose components are reported on. */
  readonly scope: ReportScope
  /** The commit that is reported on. */
  readonly revision: Revision
  /** When the report was made; every age in it is counted from here. Milliseconds since the epoch. */
  readonly madeAt: number
  /** Where the declaration and the observations were read, as it may be shown. */
  readonly source: string
  readonly verdict: ReportVerdict
  /** With `--fail-on` and `--exit-zero` applied. */
  readonly exitCode: ExitCode
  /** In the manifest's order: every party that is declared. Rows and columns of the matrix go by it. */
  readonly members: readonly Member[]
  /** `cells[holder][held]` by the places of two members: what the one's component holds of the other. */
  readonly cells: readonly (readonly Cell[])[]
  /** How many cells are in each state; those without any are absent, and so is what is no answer (`isCounted`). */
  readonly counts: Readonly<Partial<Record<Cell, number>>>
  /** The most severe first, then by place and party. */
  readonly findings: readonly DriftFinding[]
  readonly baseline: BaselineComparison | undefined
}

/**
 * All components, by what they have told; or one alone, compared here and now: of the others nothing was asked, so that
 * nothing is known of them and nothing is missing. The party is named by its id where the federation does not declare it.
 */
export type ReportScope = { readonly kind: 'federation' } | { readonly kind: 'component'; readonly party: PartyRef }

/**
 * The answer in one word. `in-sync`: every component was observed, and holds what is declared. `unknown`: nothing is known
 * to be wrong, but not everything could be compared: a component was not observed lately, a certificate is missing or was
 * refused, or the one component that the report is about is none of the federation's. `drifted`: some registration is missing
 * or otherwise than declared. `alarm`: something that only a person can clear up.
 */
export type ReportVerdict = 'in-sync' | 'unknown' | 'drifted' | 'alarm'

/** What a component holds of another party. Its sign and word are in `CELLS`. */
export type Cell =
  /** As declared: matching or unrecorded. */
  | 'declared'
  /** Nothing, though it should: missing, vanished. */
  | 'missing'
  /** Something else than declared: conflicting, outdated, edited, ambiguous. */
  | 'different'
  /** The federation holds no valid certificate of the party: nobody can register it. */
  | 'unverified'
  /** Denied by the component's operator. */
  | 'denied'
  /** Registered although it should not be: obsolete. */
  | 'excess'
  /** Not known: there is no observation, or none that counts, or it tells nothing of the party. */
  | 'unknown'
  /** Not known any more: the observation is too old to be believed. */
  | 'stale'
  /** Not to be registered in this profile. */
  | 'excluded'
  /** Nobody was asked: the report is about another component alone. */
  | 'not-asked'
  | 'self'

/** A declared party with what is known of its component. */
export interface Member {
  readonly id: PartyId
  readonly name: string
  readonly role: Role
  /** Of the declared certificate; absent where it is missing or was refused. Times are milliseconds since the epoch. */
  readonly certificate:
    { readonly fingerprint: Fingerprint; readonly notBefore: number; readonly notAfter: number } | undefined
  /** The last commit that changed the file of its certificate; absent where no history was read. */
  readonly declaredBy: Revision | undefined
  readonly observation: MemberObservation
}

/**
 * `fresh` counts. `stale` was right and has run out. `refused` came in and does not count: its signature, its federation or
 * its time is wrong. `missing`: there is none. `not-asked`: the report is about another component alone.
 */
export interface MemberObservation {
  readonly state: 'fresh' | 'stale' | 'refused' | 'missing' | 'not-asked'
  /** Of the last one that was signed by the party; absent where there is none. Milliseconds since the epoch. */
  readonly observedAt: number | undefined
  readonly validUntil: number | undefined
  /** The commit that the component had seen, and how it stands to the one reported on. */
  readonly revision: string | undefined
  readonly history: HistoryFact | undefined
  readonly exitCode: ExitCode | undefined
  readonly conditions: readonly {
    readonly type: ConditionType
    readonly status: ConditionStatus
    readonly reason: string
    readonly since: number
  }[]
  /** Rows of parties that the federation does not know. */
  readonly foreign: number | undefined
  /** The version of fbm-gitops, and the label of the Fed-BioMed family. */
  readonly version: string | undefined
  readonly family: string | undefined
}

/** One thing that somebody should know, with what to do about it. */
export interface DriftFinding {
  /** The same for the same finding in any report: 64 hexadecimal digits over rule, component, party and fingerprints. */
  readonly id: string
  readonly rule: FindingRule
  readonly severity: 'error' | 'warning' | 'info'
  /** What it alone makes the exit code: 0 for an info. */
  readonly exitCode: ExitCode
  /** The component at which it was found; absent for what concerns the declaration, or the whole. */
  readonly component: PartyRef | undefined
  /** The party that it is about; absent where it is about no single one. */
  readonly party: PartyRef | undefined
  readonly driftClass: DriftClass | undefined
  /** What the component should hold, and what it holds; absent where there is nothing, or it is not known. */
  readonly expected: Fingerprint | undefined
  readonly actual: Fingerprint | undefined
  /** Since when it can have been so: milliseconds since the epoch; absent where nobody knows. */
  readonly since: number | undefined
  /** The commit that declared what is expected. */
  readonly declaredBy: Revision | undefined
  /** Where in the repository it is declared; `file` is relative to the top of the repository where there is one. */
  readonly place: FindingPlace
  /** One sentence or more, plain text; untrusted values in it are escaped. */
  readonly message: string
  /** What to do, mostly a command; plain text. */
  readonly remedy: string
  /** With a baseline: whether the finding is not in it. */
  readonly isNew: boolean | undefined
}

/** Every finding names a file, for programs that show it there: what concerns the whole is declared in the manifest. */
export interface FindingPlace extends Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A party as a finding names it. */
export interface PartyRef {
  readonly id: string
  readonly name: string
}

/** What has changed against an earlier report. */
export interface BaselineComparison {
  /** The file, as it was named. */
  readonly file: string
  readonly madeAt: number
  readonly new: number
  readonly known: number
  /** The findings of the earlier report that are no more. */
  readonly gone: readonly { readonly id: string; readonly rule: string; readonly message: string }[]
}

/** The sign, the word and the meaning of each state of a cell: every form shows the same. */
export const CELLS: Readonly<Record<Cell, { readonly sign: string; readonly word: string; readonly meaning: string }>> =
  {
    declared: { sign: '✓', word: 'as declared', meaning: 'holds it as declared' },
    missing: { sign: '–', word: 'missing', meaning: 'should hold it, and does not' },
    different: { sign: '!', word: 'different', meaning: 'holds something else than declared' },
    unverified: { sign: '×', word: 'unverified', meaning: 'the federation has no valid certificate of it' },
    denied: { sign: '⊘', word: 'denied', meaning: 'its operator denies it' },
    excess: { sign: '+', word: 'excess', meaning: 'holds it, and should not' },
    unknown: { sign: '?', word: 'unknown', meaning: 'no observation tells' },
    stale: { sign: '~', word: 'stale', meaning: 'the last observation is too old' },
    excluded: { sign: ' ', word: 'not needed', meaning: 'not to be registered in this profile' },
    'not-asked': { sign: ' ', word: 'not asked', meaning: 'the report is about another component alone' },
    self: { sign: '·', word: 'itself', meaning: 'the party itself' },
  }

/** The sign, the word and the meaning of each verdict: every form shows the same. */
export const VERDICTS: Readonly<
  Record<ReportVerdict, { readonly sign: string; readonly word: string; readonly meaning: string }>
> = {
  'in-sync': { sign: '✓', word: 'in sync', meaning: 'all that is reported on was observed, and is as declared' },
  unknown: {
    sign: '?',
    word: 'unknown',
    meaning: 'nothing is known to be wrong, but not everything could be compared',
  },
  drifted: { sign: '!', word: 'drifted', meaning: 'some registration is missing, denied, or otherwise than declared' },
  alarm: { sign: '‼', word: 'alarm', meaning: 'something that only a person can clear up' },
}

/** A state that says something of a registration that should be there, or should not. */
export type CountedCell = Exclude<Cell, (typeof UNCOUNTED)[number]>

/** What is no answer, since nothing was to be answered. */
const UNCOUNTED = ['self', 'excluded', 'not-asked'] as const

/** Tells whether a state is an answer: what is none is neither counted nor listed in any form. */
export function isCounted(cell: string): cell is CountedCell {
  return Object.hasOwn(CELLS, cell) && !UNCOUNTED.some((each) => each === cell)
}

/** Gives the members whose components are reported on: all, or the one that the report is about. */
export function listReported({ members }: Pick<DriftReport, 'members'>): readonly Member[] {
  return members.filter(({ observation }) => observation.state !== 'not-asked')
}
