import { suite as uvuSuite } from 'uvu'

/** Adds one test to the suite; its name is a sentence that says what must hold. */
export type AddTest = (name: string, body: () => void | Promise<void>) => void

/** How many tests were defined: `test/run.ts` holds it against how many ran. */
export const tally = { defined: 0 }

/** How long one test may take; shortened by the tests of the runner itself. */
export const TIME_LIMIT_MS: number = Number(process.env['TEST_TIME_LIMIT_MS'] ?? 300_000)

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
    tests(title, () => withTimeLimit(title, body))
  })
  if (tally.defined === before) throw new Error(`The suite '${name}' defines no test.`)
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

/** Fails a test that does not end: uvu knows no time limit, and a lost promise would end the process without a word. */
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
