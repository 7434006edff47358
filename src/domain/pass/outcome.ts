import type { Change } from './change.ts'
import type { Verdict } from './review.ts'

/**
 * What became of one change. `contended`: somebody else undid it each time that it was written, or had changed the row
 * since the plan.
 */
export interface Outcome {
  readonly change: Change
  readonly result: 'done' | 'refused' | 'failed' | 'contended'
  /** Why it was not done; absent where it was. */
  readonly reason: string | undefined
}

/** The outcomes of what a verdict refused. */
export function refusedOutcomes({ refused, reasons }: Verdict): readonly Outcome[] {
  return refused.map((change) => ({ change, result: 'refused', reason: reasons[0]?.message }))
}
