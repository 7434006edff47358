/** How much a problem weighs: an error changes the exit code, a warning and an info never do. */
export type Severity = 'error' | 'warning' | 'info'

/** The exit codes that are promised to scripts; their meaning is in docs/reference.md. */
export type ExitCode = 0 | 1 | 2 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 64

/** What is said of one kind of problem, from the facts that its place of detection gives. */
export interface ProblemKind<Facts> {
  readonly severity: Severity
  /** The exit code when the severity is `error`. */
  readonly exitCode: ExitCode
  /** One sentence for the documentation: when this kind arises. */
  readonly meaning: string
  /** What is wrong, with the value. Untrusted values pass through `quote`. */
  readonly message: (facts: Facts) => string
  /** What to do about it: an imperative that can be typed. */
  readonly remedy: (facts: Facts) => string
}

/** A table of problem kinds, one entry for each code of `Facts`. */
export type Catalogue<Facts> = { readonly [Code in keyof Facts]: ProblemKind<Facts[Code]> }

/** The facts of a kind that needs none. */
export type NoFacts = Readonly<Record<string, never>>
