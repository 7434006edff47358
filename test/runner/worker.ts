import { pathToFileURL } from 'node:url'
import { FORCED, type Outcome, type Task } from './messages.ts'

/** What uvu counts of one suite. */
type SuiteResult = readonly [errors: unknown, passed: number, skipped: number, total: number]
type QueuedSuite = () => Promise<SuiteResult>

declare global {
  var UVU_DEFER: 1 | undefined
  var UVU_INDEX: number | undefined
  var UVU_QUEUE: QueuedSuite[][]
}

// Before uvu is imported, which otherwise runs each suite by a timer while its file is still being loaded.
globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = []
const { TIME_LIMIT_MS, tally } = await import('../helpers/suite.ts')

/** How many of the tests that were defined have been told of. */
let told = 0

// Once nobody has another file, nothing must be left that keeps this process running.
process.on('disconnect', () => void setTimeout(() => process.exit(FORCED), Math.min(10_000, TIME_LIMIT_MS)).unref())
process.on('exit', () => {
  if (tally.defined > told) process.exitCode = 1
})
process.on('message', (task: Task) => void work(task))
process.send?.('ready')

/** Runs the tests of one file, in one process with the files before it. */
async function work({ name, file }: Task): Promise<void> {
  // A test that waits for nothing any more must end the process: the one who asked does not keep it running.
  process.channel?.unref()
  const suites: QueuedSuite[] = []
  globalThis.UVU_QUEUE = [suites]
  globalThis.UVU_INDEX = 0
  const counted = { passed: 0, skipped: 0, total: 0 }
  const faults = await load(name, file)
  if (suites.length === 0) faults.push(`${name} runs no suite.`)
  for (const suite of suites.splice(0)) {
    const [errors, passed, skipped, total] = await suite()
    counted.passed += passed
    counted.skipped += skipped
    counted.total += total
    if (typeof errors === 'string') process.stdout.write(`\n${errors}\n`)
  }
  tell({ ...counted, faults })
}

async function load(name: string, file: string): Promise<string[]> {
  try {
    await import(pathToFileURL(file).href)
    return []
  } catch (error) {
    return [`${name} cannot be loaded: ${error instanceof Error ? String(error.stack) : String(error)}`]
  }
}

function tell(counted: Omit<Outcome, 'defined'>): void {
  const defined = tally.defined - told
  told = tally.defined
  process.channel?.ref()
  const outcome: Outcome = { ...counted, defined }
  process.send?.(outcome)
}
