/** The system's timers hold no more, and fire at once beyond it. */
const LONGEST_MS = 2 ** 31 - 1

/** Waits, for 24 days at most; ends early, and without an error, as soon as the signal is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((wake) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      wake()
    }
    const timer = setTimeout(end, Math.min(milliseconds, LONGEST_MS))
    signal?.addEventListener('abort', end)
  })
}
