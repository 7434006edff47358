import { mkdir } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheDirectory } from './fedbiomed-environment.ts'

/** Judges whether a workflow can run at all: syntax, expressions, contexts, inputs of actions. */
const ACTIONLINT_VERSION = '1.7.12'
/** Judges what a stranger could do by it. */
const ZIZMOR_VERSION = '1.32.0'

const root = join(import.meta.dirname, '..')
const WORKFLOWS = ['.github/workflows', 'examples/federation-repo/.github/workflows'].flatMap((directory) =>
  readdirSync(join(root, directory)).map((name) => join(directory, name)),
)

interface Linter {
  readonly name: string
  readonly prepare: () => Promise<string>
  readonly args: readonly string[]
}

const LINTERS: readonly Linter[] = [
  { name: 'actionlint', prepare: prepareActionlint, args: ['-no-color', ...WORKFLOWS] },
  {
    name: 'zizmor',
    prepare: prepareZizmor,
    args: ['--offline', '--no-progress', '--color=never', 'action.yml', ...WORKFLOWS],
  },
]

/** Built by Go: what the packages of other registries carry is old, or is fetched while they are installed. */
async function prepareActionlint(): Promise<string> {
  const directory = join(cacheDirectory(), `actionlint-${ACTIONLINT_VERSION}`)
  const program = join(directory, 'actionlint')
  if (existsSync(program)) return program
  const module = `github.com/rhysd/actionlint/cmd/actionlint@v${ACTIONLINT_VERSION}`
  await execa('go', ['install', module], { env: { GOBIN: directory }, timeout: 240_000 })
  return program
}

async function prepareZizmor(): Promise<string> {
  const directory = join(cacheDirectory(), `zizmor-${ZIZMOR_VERSION}`)
  const program = join(directory, 'bin/zizmor')
  if (existsSync(program)) return program
  await mkdir(cacheDirectory(), { recursive: true })
  await execa('python3', ['-m', 'venv', '--clear', directory])
  const install = ['install', '--quiet', '--no-input', `zizmor==${ZIZMOR_VERSION}`]
  await execa(join(directory, 'bin/pip'), install, { timeout: 120_000 })
  return program
}

/** Tells whether it found nothing; where it cannot be had, that is said, and only CI fails. */
async function lint({ name, prepare, args }: Linter): Promise<boolean> {
  let program: string
  try {
    program = await prepare()
  } catch (error) {
    console.log(`SKIPPED: ${name} cannot be had here. ${error instanceof Error ? error.message : String(error)}`)
    return process.env['CI'] !== 'true'
  }
  const { exitCode, all } = await execa(program, args, { cwd: root, all: true, reject: false, stdin: 'ignore' })
  console.log(exitCode === 0 ? `${name}: nothing found in ${WORKFLOWS.length} workflows` : all)
  return exitCode === 0
}

const results = await Promise.all(LINTERS.map(lint))
process.exitCode = results.every(Boolean) ? 0 : 1
