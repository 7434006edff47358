import { join } from 'node:path'
import { execa } from 'execa'
import * as assert from 'uvu/assert'
import { suite } from './helpers/suite.ts'

const root = join(import.meta.dirname, '..')

/** Each way in which a test can be lost, as a folder of `test/fixtures/runner`; in the first five uvu itself exits 0. */
const losses = [
  { name: 'a file that forgets to run its suite', folder: 'forgets-run', says: /runs no suite/ },
  { name: 'a suite whose before hook throws', folder: 'throws-before', lastLine: '0 passed, 1 failed' },
  { name: 'a suite whose after.each hook throws', folder: 'throws-after-each', lastLine: '0 passed, 2 failed' },
  { name: 'a leftover only', folder: 'keeps-only', says: /left out by skip or only/ },
  { name: 'a pattern that matches no file', folder: 'passes', pattern: 'absent', says: /No test ran/ },
  { name: 'a folder that does not exist', folder: 'absent', says: /No test ran/ },
  { name: 'a folder without tests', folder: '../../python', says: /No test ran/ },
  { name: 'a file without a suite', folder: 'forgets-suite', says: /runs no suite/ },
  { name: 'a suite without a test', folder: 'defines-no-test', says: /defines no test/ },
  { name: 'a suite that is defined too late to run', folder: 'defines-late', says: /2 tests were defined, but 1/ },
  { name: 'a file that cannot be loaded', folder: 'cannot-be-loaded', says: /cannot be loaded: Error: on purpose/ },
  { name: 'a skipped test', folder: 'skips', says: /left out by skip or only/ },
  { name: 'a test that never ends', folder: 'never-settles', lastLine: '1 passed, 1 failed' },
  { name: 'a test of bare uvu that never ends', folder: 'never-settles-in-uvu', says: /ended before all tests/ },
  { name: 'a test that exits with 0', folder: 'exits', says: /ended before all tests/ },
  {
    name: 'a file that exits with 0 while it is loaded',
    folder: 'exits-while-loading',
    says: /ended before all tests/,
  },
  { name: 'a suite whose after hook throws', folder: 'throws-after', says: /ended before all tests/ },
  { name: 'an error after the end of its test', folder: 'rejects-late', says: /ended before all tests/ },
  { name: 'a test that leaves something running', folder: 'stays-open', says: /Something still runs/ },
  { name: 'a test that fails', folder: 'fails', lastLine: '1 passed, 1 failed' },
]

suite('the test runner', (test) => {
  test('passes when each test passes', async () => {
    const { exitCode, lastLine } = await runTests('passes')

    assert.is(exitCode, 0)
    assert.is(lastLine, '2 passed, 0 failed')
  })

  test('loses nothing of several files at the same time, and keeps what they write apart', async () => {
    const { exitCode, stdout, lastLine } = await runTests('.', '', ['--workers=3', '--without=skips/'])

    assert.is(exitCode, 1)
    // Of the files that are told of whole; those that break off are faults.
    assert.match(lastLine, /^7 passed, [1-9]\d* failed$/)
    assert.match(stdout, /^passes\/passes\.test\.ts passed \([\d.]+ s\)\n passes {2}• • {3}\(2 \/ 2\)$/m)
    assert.match(stdout, /^fails\/fails\.test\.ts FAILED \([\d.]+ s\)\n fails [^]*? FAIL /m)
    for (const broken of ['exits', 'exits-while-loading', 'never-settles-in-uvu', 'throws-after', 'rejects-late']) {
      assert.match(stdout, `RUNNER ${broken}/${broken}.test.ts ended before all tests had run`)
    }
    assert.not.match(stdout, 'skips/')
  })

  test('refuses a number of processes that is none', async () => {
    const { exitCode, stdout } = await runTests('passes', '', ['--workers=0'])

    assert.is(exitCode, 1)
    assert.not.match(stdout, 'passed')
  })

  for (const { name, folder, pattern, says = /./, lastLine: expected } of losses) {
    test(`fails for ${name}`, async () => {
      const { exitCode, stdout, lastLine } = await runTests(folder, pattern)

      assert.is(exitCode, 1)
      assert.match(stdout, says)
      assert.match(lastLine, expected ?? /^\d+ passed, [1-9]\d* failed$/)
    })
  }
})

async function runTests(folder: string, pattern = '', flags: readonly string[] = []) {
  const { exitCode, stdout } = await execa(
    process.execPath,
    ['--import', 'tsx', 'test/run.ts', join('test/fixtures/runner', folder), pattern, ...flags],
    {
      cwd: root,
      reject: false,
      timeout: 120_000,
      // Not measured: the coverage of these deliberate failures would be merged into that of the run.
      env: { TEST_TIME_LIMIT_MS: '1000', NODE_V8_COVERAGE: undefined },
    },
  )
  return { exitCode, stdout, lastLine: stdout.split('\n').at(-1) ?? '' }
}
