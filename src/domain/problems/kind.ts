/** How much a problem weighs: an error changes the exit code, a warning and an info never do. */
export type Severity = 'error' | 'warning' | 'info'

/** The exit codes that are promised to scripts; their meaning is in docs/reference.md. */
export type ExitCode = 0 | 1 | 2 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 64

/** The exit codes that a problem can lead to: 0 and 2 tell of no fault, 23 of several outcomes together. */
export type ErrorCode = Exclude<ExitCode, 0 | 2 | 23>

/** What ends a command with an exit code of its own, unless a worse one does. */
export interface ErrorGrade {
  readonly severity: 'error'
  readonly exitCode: ErrorCode
}

/** What is told, and leaves the exit code as it is. */
export interface RemarkGrade {
  readonly severity: Exclude<Severity, 'error'>
  readonly exitCode?: undefined
}

/** How much a problem weighs, with the exit code that it leads to exactly where it is an error. */
export type Grade = ErrorGrade | RemarkGrade

interface Wording<Facts> {
  /** One sentence for the documentation: when this kind arises. */
  readonly meaning: string
  /** What is wrong, with the value. Untrusted values pass through `quote`. */
  readonly message: (facts: Facts) => string
  /** What to do about it: an imperative that can be typed. */
  readonly remedy: (facts: Facts) => string
}

/** What is said of one kind of problem, from the facts that its place of detection gives. */
export type ProblemKind<Facts> = Grade & Wording<Facts>

/** A table of problem kinds, one entry for each code of `Facts`. */
export type Catalogue<Facts> = { readonly [Code in keyof Facts]: ProblemKind<Facts[Code]> }

/** The facts of a kind that needs none. */
export type NoFacts = Readonly<Record<string, never>>
