import type { Clock } from '../io/world/world.ts'

/** When nothing has come for so long, a burst is over. */
const QUIET_MS = 200
/** A burst that does not end must not keep anybody waiting. */
const MOST_MS = 2_000

/**
 * Makes a function to be called at each event of a burst, and calls the action once when that is over, or has lasted for
 * two seconds. Events during the action make another burst.
 */
export function makeDebounce(clock: Clock, end: AbortSignal, action: () => void): () => void {
  let latest = 0
  let isWaiting = false
  const wait = async (): Promise<void> => {
    const begin = clock.monotonic()
    for (;;) {
      const now = clock.monotonic()
      const rest = Math.min(latest + QUIET_MS, begin + MOST_MS) - now
      if (rest <= 0 || end.aborted) break
      await clock.sleep(rest, end)
    }
    isWaiting = false
    if (!end.aborted) action()
  }
  return () => {
    latest = clock.monotonic()
    if (isWaiting) return
    isWaiting = true
    void wait()
  }
}
