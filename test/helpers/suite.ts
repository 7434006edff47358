import { suite as uvuSuite } from 'uvu'

/** Adds one test to the suite; its name is a sentence that says what must hold. */
export type AddTest = (name: string, body: () => void | Promise<void>) => void

/** What `test/run.ts` holds against uvu's own count, since uvu reports success for tests that never ran. */
export const tally = { suites: 0, defined: 0, passed: 0, failed: 0 }

const TIME_LIMIT_MS = 180_000

/**
 * Registers a suite and runs it.
 *
 * @remarks uvu reports success for a file that forgets `.run()`, for a throwing suite-level hook and for a leftover
 * `.only`: none of them can be written with this function, and lint forbids importing uvu elsewhere.
 */
export function suite(name: string, define: (test: AddTest) => void): void {
  const tests = uvuSuite(name)
  const before = tally.defined
  define((title, body) => {
    tally.defined += 1
    tests(title, () => runCounted(title, body))
  })
  if (tally.defined === before) throw new Error(`The suite '${name}' defines no test.`)
  tally.suites += 1
  tests.run()
}

/**
 * Prints that a part is not tested on this machine, and why, on a line of its own.
 *
 * @throws in CI, where nothing may be skipped.
 */
export function announceSkip(what: string, why: string): void {
  if (process.env['CI'] === 'true') throw new Error(`${what} must run in CI, but: ${why}`)
  process.stdout.write(`\nSKIPPED ${what}: ${why}\n`)
}

async function runCounted(title: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await withTimeLimit(title, body)
    tally.passed += 1
  } catch (error) {
    tally.failed += 1
    throw error
  }
}

async function withTimeLimit(title: string, body: () => void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`'${title}' did not end within ${TIME_LIMIT_MS / 1000} s.`))
    }, TIME_LIMIT_MS)
  })
  try {
    await Promise.race([Promise.resolve().then(body), expired])
  } finally {
    clearTimeout(timer)
  }
}
