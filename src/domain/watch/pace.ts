const MOST_BACKOFF_MS = 30 * 60_000
const SPREAD = 0.1

/** Spreads a time by ±10 %, so that a hundred sites do not ask one server at the same moment; `random` is from 0 to 1. */
export function withJitter(milliseconds: number, random: number): number {
  return milliseconds * (1 - SPREAD + 2 * SPREAD * random)
}

/**
 * How long after an attempt a repository is asked again: the interval, doubled for each failure in a row up to half an
 * hour, or up to the interval where that is longer.
 */
export function pollDelay(intervalMs: number, failures: number): number {
  const doubled = intervalMs * 2 ** Math.min(failures, 32)
  return Math.min(doubled, Math.max(MOST_BACKOFF_MS, intervalMs))
}
