import { join } from 'node:path'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..')

/** Run two at a time; the tests alone, last, since some of them measure time. */
const checks = ['check:lint', 'check:types', 'check:dead', 'check:imports', 'check:format', 'check:workflows']

/** `.ci/run` measures the coverage while it runs the tests on another Node. */
const withTests = !process.argv.includes('--without-tests')

/** Runs every check of the house, whatever became of the others, and prints the whole output of those that failed. */
async function checkAll(): Promise<boolean> {
  if (!(await runScript('build'))) return false
  const waiting = [...checks]
  const results: boolean[] = []
  const work = async (): Promise<void> => {
    for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
      results.push(await runScript(script))
    }
  }
  await Promise.all([work(), work()])
  if (withTests) results.push(await runScript('coverage'))
  return results.every((passed) => passed)
}

async function runScript(script: string): Promise<boolean> {
  const start = performance.now()
  const { exitCode, all } = await execa('npm', ['run', '--silent', script], {
    cwd: root,
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const passed = exitCode === 0
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${script} (${seconds} s)`)
  if (!passed || script === 'coverage') console.log(all)
  return passed
}

process.exitCode = (await checkAll()) ? 0 : 1
