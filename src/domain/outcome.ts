import type { Change } from './change.ts'

/** What became of one change. `contended`: written, and undone by somebody else three times. */
export interface Outcome {
  readonly change: Change
  readonly result: 'done' | 'refused' | 'failed' | 'contended'
  /** Why it was not done; absent where it was. */
  readonly reason: string | undefined
}
