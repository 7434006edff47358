import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 20

/**
 * Waits until something holds.
 *
 * @param what - says what is waited for, where it never comes.
 * @throws after the limit, with what `describe` tells of the state by then
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { limitMs = 120_000, describe = () => '' }: { readonly limitMs?: number; readonly describe?: () => string } = {},
): Promise<void> {
  const start = performance.now()
  while (!(await holds())) {
    if (performance.now() - start > limitMs) throw new Error(`not within ${limitMs} ms: ${what}\n${describe()}`)
    await sleep(LOOK_MS)
  }
}
