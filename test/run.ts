import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from 'uvu/run'
import { tally } from './helpers/suite.ts'

const [directory = import.meta.dirname, pattern = ''] = process.argv.slice(2)
const suites = findTests(resolve(directory)).filter(({ name }) => name.includes(pattern))
const faults: string[] = []

for (const { name, file } of suites) {
  if (!/\bsuite\(/.test(readFileSync(file, 'utf8'))) faults.push(`${name} never calls suite().`)
}
const uncounted = { registered: 0 }
process.on('exit', () => {
  report(process.exitCode === 0 || process.exitCode === undefined)
})
await run(suites)
uncounted.registered = 1

/** Every `*.test.ts` below `directory`, in a fixed order. */
function findTests(root: string): readonly { readonly name: string; readonly file: string }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => ({ name, file: join(root, name) }))
}

/** Holds our own count against uvu's verdict: each test that was defined must have run and passed. */
function report(uvuSucceeded: boolean): void {
  const { defined, passed, failed, suites: registered } = tally
  if (uncounted.registered === 0) faults.push('The run ended before all suites had run.')
  if (defined === 0) faults.push(`No test was found in ${directory} for '${pattern}'.`)
  if (registered < suites.length) faults.push(`${suites.length} files registered only ${registered} suites.`)
  if (passed + failed !== defined) faults.push(`${defined} tests were defined, but only ${passed + failed} ran.`)
  for (const fault of faults) process.stdout.write(`RUNNER ${fault}\n`)
  const lost = defined - passed - failed
  process.stdout.write(`${passed} passed, ${failed + lost + (failed + lost === 0 ? faults.length : 0)} failed\n`)
  process.exitCode = uvuSucceeded && failed === 0 && faults.length === 0 ? 0 : 1
}
