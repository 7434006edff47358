import type { Problem } from '../domain/problem.ts'
import { deliveryDelay } from '../domain/watch/delivery.ts'
import type { World } from '../io/world/world.ts'
import type { Reporter } from './reporter.ts'

/** What one watch over a component knows of its pushes. It is kept nowhere: a restart or a reload tries at once. */
export interface Pushing {
  /**
   * Pushes, unless that failed a moment ago: less and less often while it fails.
   *
   * @returns what is wrong with it, also where it was left alone.
   */
  attempt(push: () => Promise<Problem | undefined>): Promise<Problem | undefined>
}

/** Makes the memory of a watch that has not pushed anything yet. */
export function makePushing(
  { clock }: Pick<World, 'clock'>,
  { reporter, end }: { readonly reporter: Pick<Reporter, 'tellPush'>; readonly end: AbortSignal },
): Pushing {
  const luck: { failures: number; dueAt: number; fault: Problem | undefined } = {
    failures: 0,
    dueAt: -Infinity,
    fault: undefined,
  }
  return {
    attempt: async (push) => {
      if (clock.monotonic() < luck.dueAt) return luck.fault
      const fault = await push()
      // What was cut off says nothing.
      if (end.aborted) return undefined
      luck.fault = fault
      luck.failures = fault === undefined ? 0 : luck.failures + 1
      const retryMs = fault === undefined ? 0 : deliveryDelay(luck.failures)
      luck.dueAt = clock.monotonic() + retryMs
      reporter.tellPush(fault, retryMs)
      return fault
    },
  }
}
