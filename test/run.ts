import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What uvu counts of one suite. */
type SuiteResult = readonly [errors: unknown, passed: number, skipped: number, total: number]
type QueuedSuite = () => Promise<SuiteResult>

declare global {
  var UVU_DEFER: 1 | undefined
  var UVU_INDEX: number | undefined
  var UVU_QUEUE: [name: string | null, ...suites: QueuedSuite[]][]
}

/** Folders whose tests belong to a run of their own: entered only when the argument names one of them. */
const SEPARATE = /(^|\/)(fixtures|fedbiomed-real)\//

const WITHOUT = '--without='
const [directory = import.meta.dirname, pattern = ''] = process.argv.slice(2).filter((arg) => !arg.startsWith(WITHOUT))
/** Files that are left out, by their names. */
const without = process.argv.filter((arg) => arg.startsWith(WITHOUT)).map((arg) => arg.slice(WITHOUT.length))
const faults: string[] = []
const counted = { passed: 0, skipped: 0, total: 0, end: false }

// Before uvu is imported, which otherwise runs each suite by a timer while the next file is still being loaded.
globalThis.UVU_DEFER = 1
const { exec } = await import('uvu')
const { TIME_LIMIT_MS, tally } = await import('./helpers/suite.ts')

process.on('exit', report)
for (const name of findTests(resolve(directory)).filter((file) => file.includes(pattern))) await load(name)
await exec()
counted.end = true
setTimeout(endByForce, Math.min(10_000, TIME_LIMIT_MS)).unref()

/** Every `*.test.ts` below `root`, in a fixed order. */
function findTests(root: string): readonly string[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !SEPARATE.test(name) && !without.includes(name))
    .sort()
}

/** Lets one file queue its suites, each of which is made to report what became of it. */
async function load(name: string): Promise<void> {
  const group: [string, ...QueuedSuite[]] = [name]
  globalThis.UVU_INDEX = globalThis.UVU_QUEUE.push(group) - 1
  try {
    await import(pathToFileURL(join(resolve(directory), name)).href)
  } catch (error) {
    faults.push(`${name} cannot be loaded: ${error instanceof Error ? String(error.stack) : String(error)}`)
  }
  const [, ...suites] = group
  if (suites.length === 0) faults.push(`${name} runs no suite.`)
  group.splice(1, suites.length, ...suites.map(count))
}

function count(suite: QueuedSuite): QueuedSuite {
  return async () => {
    const result = await suite()
    const [, passed, skipped, total] = result
    counted.passed += passed
    counted.skipped += skipped
    counted.total += total
    return result
  }
}

/**
 * Prints the verdict as the last line and sets the exit code.
 *
 * @remarks uvu's own exit code is 0 for tests that were lost, skipped or never found; hence the counting.
 */
function report(exitCode: number): void {
  const failed = Math.max(counted.total, tally.defined) - counted.passed
  if (!counted.end) faults.push('The run ended before all tests had run.')
  if (counted.total === 0) faults.push(`No test ran in ${directory}, for '${pattern}'.`)
  if (counted.skipped > 0) faults.push(`${counted.skipped} tests were left out by skip or only.`)
  if (tally.defined > counted.total) faults.push(`${tally.defined} tests were defined, but ${counted.total} were run.`)
  for (const fault of faults) process.stdout.write(`\nRUNNER ${fault}\n`)
  process.stdout.write(`${counted.passed} passed, ${failed === 0 ? faults.length : failed} failed\n`)
  process.exitCode = exitCode === 0 && failed === 0 && faults.length === 0 ? 0 : 1
}

function endByForce(): void {
  faults.push('Something still runs after the last test: a test left a process or a handle open.')
  process.exit()
}
