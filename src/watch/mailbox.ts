import type { Clock } from '../io/world/world.ts'

/** Keeps what arrives until it is taken: nothing is lost, and what arrives ten times is taken once. */
export interface Mailbox<T> {
  post(message: T): void
  /** Waits for at most so many milliseconds and takes everything; empty where nothing came, or at the end. */
  take(milliseconds: number): Promise<readonly T[]>
}

/** Makes an empty mailbox; nobody waits for it any more once `end` is aborted. */
export function makeMailbox<T>(clock: Clock, end: AbortSignal): Mailbox<T> {
  const waiting = new Set<T>()
  let wake: (() => void) | undefined
  return {
    post: (message) => {
      waiting.add(message)
      wake?.()
    },
    take: async (milliseconds) => {
      if (waiting.size === 0) {
        await napUntil(clock, { milliseconds, end, begin: (stir) => (wake = stir) })
        wake = undefined
      }
      const taken = [...waiting]
      waiting.clear()
      return taken
    },
  }
}

interface Nap {
  readonly milliseconds: number
  readonly end: AbortSignal
  readonly begin: (stir: () => void) => void
}

async function napUntil(clock: Clock, { milliseconds, end, begin }: Nap): Promise<void> {
  if (end.aborted) return
  const nap = new AbortController()
  const stir = (): void => {
    nap.abort()
  }
  begin(stir)
  end.addEventListener('abort', stir)
  try {
    await clock.sleep(milliseconds, nap.signal)
  } finally {
    end.removeEventListener('abort', stir)
  }
}
