const LEAST_BACKOFF_MS = 30_000
const MOST_BACKOFF_MS = 30 * 60_000
const MOST_ATTEMPTS = 10

/** What a server means for this notification, however often it is sent. */
const FOR_GOOD: ReadonlySet<number> = new Set([400, 404, 410, 413])

/** Says what a server answered that did not take a notification. */
export function describeAnswer(status: number): string {
  return `the server answered ${status}`
}

/** Tells whether a notification is given up that so many attempts have failed to deliver, the last one for this reason. */
export function isHopeless(attempts: number, reason: string): boolean {
  return attempts >= MOST_ATTEMPTS || isForGood(reason)
}

/** Tells whether a reason lies in the one notification, so that the next one may fare better. */
export function isForGood(reason: string): boolean {
  return [...FOR_GOOD].some((status) => reason === describeAnswer(status))
}

/** How long a sink, or the branch of an observation, is left alone after so many failures in a row; milliseconds. */
export function deliveryDelay(failures: number): number {
  return Math.min(LEAST_BACKOFF_MS * 2 ** Math.min(failures - 1, 16), MOST_BACKOFF_MS)
}
