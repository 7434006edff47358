/** What a worker is asked for: the tests of one file. */
export interface Task {
  /** As it is shown: the path below the directory that is tested. */
  readonly name: string
  readonly file: string
}

/** What became of a file's tests. */
export interface Outcome {
  readonly passed: number
  readonly skipped: number
  readonly total: number
  /** How many tests `suite()` was given meanwhile. */
  readonly defined: number
  /** What went wrong besides the tests that failed. */
  readonly faults: readonly string[]
}

/** The exit code of a worker that had to end itself by force. */
export const FORCED = 75
