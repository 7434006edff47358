import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Task } from './runner/messages.ts'
import { longestFirst } from './runner/order.ts'
import { runFiles, type Results } from './runner/pool.ts'

/** Folders whose tests belong to a run of their own: entered only when the argument names one of them. */
const SEPARATE = /(^|\/)(fixtures|fedbiomed-real)\//
/** One more than there are processors: each waits now and then for a program that it has started. */
const WORKERS = Math.min(4, availableParallelism() + 1)

const { values, positionals } = parseArgs({
  options: { without: { type: 'string', multiple: true, default: [] }, workers: { type: 'string' } },
  allowPositionals: true,
})
const [directory = import.meta.dirname, pattern = ''] = positionals
/** Files that are left out, by their names; a name that ends in a slash is a folder. */
const without = values.without
const workers = Number(values.workers ?? WORKERS)
if (!Number.isSafeInteger(workers) || workers < 1) throw new Error('--workers takes a number of processes, from 1.')

const results = await runFiles(longestFirst(findTests(resolve(directory))), workers)
process.exitCode = report(results)

/** Every `*.test.ts` below `root` that was asked for, in a fixed order. */
function findTests(root: string): readonly Task[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !SEPARATE.test(name) && name.includes(pattern))
    .filter((name) => !without.some((other) => name === other || (other.endsWith('/') && name.startsWith(other))))
    .sort()
    .map((name) => ({ name, file: join(root, name) }))
}

/**
 * Prints the faults, and the verdict as the last line, and gives the exit code.
 *
 * @remarks uvu's own exit code is 0 for tests that were lost, skipped or never found; hence the counting.
 */
function report({ outcomes, faults }: Results): number {
  const sum = (field: 'passed' | 'skipped' | 'total' | 'defined'): number =>
    [...outcomes.values()].reduce((total, outcome) => total + outcome[field], 0)
  const [passed, skipped, total, defined] = [sum('passed'), sum('skipped'), sum('total'), sum('defined')]
  const failed = Math.max(total, defined) - passed
  if (total === 0 && faults.length === 0) faults.push(`No test ran in ${directory}, for '${pattern}'.`)
  if (skipped > 0) faults.push(`${skipped} tests were left out by skip or only.`)
  if (defined > total) faults.push(`${defined} tests were defined, but ${total} were run.`)
  const failures = [...outcomes].filter((entry) => entry[1].passed < entry[1].total).map(([name]) => name)
  for (const name of failures.sort()) process.stdout.write(`\nFAILED ${name}\n`)
  for (const fault of faults.sort()) process.stdout.write(`\nRUNNER ${fault}\n`)
  process.stdout.write(`${passed} passed, ${failed === 0 ? faults.length : failed} failed\n`)
  return failed === 0 && faults.length === 0 ? 0 : 1
}
