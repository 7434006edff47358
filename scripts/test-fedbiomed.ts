import { parseArgs } from 'node:util'
import { join } from 'node:path'
import { execa } from 'execa'
import { FEDBIOMED_VERSIONS, prepareFedBioMed, type FedBioMedEnvironment } from './fedbiomed-environment.ts'

const root = join(import.meta.dirname, '..')
/** The file that is run beside all the others: it waits more than it works. */
const LIVE = 'live.test.ts'
/** How many runs go on at once; on two cores, one of them usually waits. */
const TOGETHER = 3

interface Options {
  readonly versions: readonly string[]
  /** How long the daemons work beside a node and its researcher, in each way of writing. */
  readonly seconds: number
  /** A part of the name of the files that are run. */
  readonly only: string
}

interface Run {
  readonly environment: FedBioMedEnvironment
  readonly name: string
  readonly args: readonly string[]
}

interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Runs the tests that need the published Fed-BioMed; where it cannot be had they are skipped visibly, in CI never. */
async function testFedBioMed(options: Options): Promise<Counts> {
  const prepared = await prepareFedBioMed(options.versions, (line) => void process.stdout.write(`${line}\n`))
  if (prepared.kind === 'unavailable') {
    process.stdout.write(`SKIPPED the tests with the published Fed-BioMed: ${prepared.reason}.\n`)
    return { passed: 0, failed: process.env['CI'] === 'true' ? 1 : 0 }
  }
  const queue = planRuns(prepared.environments, options.only).values()
  const counts: Counts[] = []
  const work = async (): Promise<void> => {
    // They share one queue: whoever is done takes the next one.
    for (const run of queue) counts.push(await runTests(run, options))
  }
  await Promise.all(Array.from({ length: TOGETHER }, work))
  const sum = (key: keyof Counts): number => counts.reduce((total, count) => total + count[key], 0)
  return { passed: sum('passed'), failed: sum('failed') }
}

/** The longest first. Files of one run share the components that Fed-BioMed made for them. */
function planRuns(environments: readonly FedBioMedEnvironment[], only: string): readonly Run[] {
  const plan = (name: string, args: readonly string[]): readonly Run[] =>
    environments.map((environment) => ({ environment, name, args: ['test/fedbiomed-real', ...args] }))
  if (only !== '') return plan(only, [only])
  return [...plan(LIVE, [LIVE]), ...plan(`all but ${LIVE}`, [`--without=${LIVE}`])]
}

/** Prints what one run says when it has ended, so that runs do not mix, and takes its counts from its last line. */
async function runTests({ environment, name, args }: Run, { seconds }: Options): Promise<Counts> {
  const start = performance.now()
  const { exitCode, all } = await execa(process.execPath, ['--import', 'tsx', 'test/run.ts', '--workers=1', ...args], {
    cwd: root,
    env: {
      FEDBIOMED_ENVIRONMENT: environment.directory,
      FEDBIOMED_LIVE_SECONDS: String(seconds),
      // Each command of Fed-BioMed takes seconds, and a multiple of that on a busy machine.
      TEST_TIME_LIMIT_MS: String(600_000 + 4_000 * seconds),
    },
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  const took = ((performance.now() - start) / 1000).toFixed(0)
  process.stdout.write(`\n=== Fed-BioMed ${environment.version}, ${name} (${took} s)\n${all}\n`)
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(all.split('\n').at(-1) ?? '') ?? []
  const counts = { passed: Number(passed ?? 0), failed: Number(failed ?? 0) }
  return exitCode === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', multiple: true, default: [...FEDBIOMED_VERSIONS] },
      seconds: { type: 'string', default: '35' },
      only: { type: 'string', default: '' },
    },
  })
  const seconds = Number(values.seconds)
  const unknown = values.version.filter((version) => !(FEDBIOMED_VERSIONS as readonly string[]).includes(version))
  if (!Number.isSafeInteger(seconds) || seconds < 1 || unknown.length > 0) {
    throw new Error(
      `--version takes one of ${FEDBIOMED_VERSIONS.join(', ')}, --seconds how long the daemons work beside a running node ` +
        "in each way of writing, --only a part of a test file's name.",
    )
  }
  return { versions: values.version, seconds, only: values.only }
}

const { passed, failed } = await testFedBioMed(parseOptions())
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
