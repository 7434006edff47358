import type { WritingMode } from '../../../src/domain/writing-mode.ts'

/** One registry that a driver writes. */
export interface DriverSite {
  readonly directory: string
  readonly registryFile: string
  readonly log: string
  readonly mode: WritingMode
  readonly seed: number
  /** The longest pause between two passes, in milliseconds. */
  readonly gap: number
}

/** What a driver process is told on its command line. */
export interface DriverOrder {
  /** `work`: changes again and again until the standard input ends; `meet`: one registration, at one moment. */
  readonly task: 'work' | 'meet'
  readonly sites: readonly DriverSite[]
  /** When to begin, in milliseconds since the epoch. */
  readonly at?: number
}
