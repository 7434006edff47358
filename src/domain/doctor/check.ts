import type { Group, Verdict } from './finding.ts'

/** One question of the examination, a pure function of the facts that were gathered. */
export interface Check<Input> {
  /** Stable: scripts may look for it. */
  readonly id: string
  /** How it is called in a table. */
  readonly title: string
  readonly group: Group
  /** What it looks at, for the documentation. */
  readonly about: string
  /** Gives at least one verdict. */
  readonly judge: (facts: Input) => readonly Verdict[]
}
