import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheDirectory } from './fedbiomed-environment.ts'

/** The TinyDB that every family of Fed-BioMed served here installs. */
const TINYDB_VERSION = '4.7.1'
/** Prometheus' own client, for its parser. */
const PROMETHEUS_VERSION = '0.26.0'
const PYTHONS = ['python3', 'python']
const DESCRIBE = `
import ensurepip, sys, venv
if sys.version_info < (3, 8): sys.exit('it is older than 3.8')
print('%d.%d.%d' % sys.version_info[:3])
`
const VERSIONS = [TINYDB_VERSION, PROMETHEUS_VERSION]
const ASK_VERSIONS =
  "import tinydb, prometheus_client.parser; from importlib.metadata import version as v; print(v('tinydb'), v('prometheus_client'))"

interface Interpreter {
  readonly command: string
  readonly version: string
}

/**
 * Gives the interpreter of a virtual environment that holds TinyDB 4.7.1 and Prometheus' client, in the user's cache; made when it is missing
 * or damaged. It is built aside and renamed, so that a half-built one is never used.
 *
 * @throws where there is no Python 3.8 or newer with `venv`, or where they cannot be installed
 */
export async function preparePython(): Promise<string> {
  const interpreter = await findInterpreter()
  const environment = join(cacheDirectory(), ['python', interpreter.version, ...VERSIONS].join('-'))
  if (await isSound(environment)) return pythonOf(environment)
  await mkdir(cacheDirectory(), { recursive: true })
  const aside = await mkdtemp(`${environment}.`)
  try {
    await build(interpreter, aside)
    await replace(aside, environment)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  if (!(await isSound(environment))) throw new Error(`the Python environment ${environment} does not work`)
  return pythonOf(environment)
}

async function findInterpreter(): Promise<Interpreter> {
  const reasons: string[] = []
  for (const command of PYTHONS) {
    const { exitCode, stdout, stderr } = await execa(command, ['-c', DESCRIBE], { reject: false })
    if (exitCode === 0) return { command, version: stdout.trim() }
    reasons.push(`${command}: ${stderr.trim().split('\n').at(-1) || 'not found'}`)
  }
  throw new Error(`there is no Python 3.8 or newer with venv (${reasons.join('; ')})`)
}

async function isSound(environment: string): Promise<boolean> {
  const { exitCode, stdout } = await execa(pythonOf(environment), ['-c', ASK_VERSIONS], { reject: false })
  return exitCode === 0 && stdout.trim() === VERSIONS.join(' ')
}

async function build({ command }: Interpreter, directory: string): Promise<void> {
  await execa(command, ['-m', 'venv', directory])
  const packages = [`tinydb==${TINYDB_VERSION}`, `prometheus_client==${PROMETHEUS_VERSION}`]
  const install = ['-m', 'pip', 'install', '--quiet', '--no-input', ...packages]
  const { exitCode, stderr } = await execa(pythonOf(directory), install, { reject: false })
  if (exitCode !== 0)
    throw new Error(`${packages.join(' and ')} cannot be installed: ${stderr.trim().split('\n').at(-1) ?? ''}`)
}

/**
 * Moves a new environment to its place. One that is there already stays if it is sound: another process was faster, and tests
 * may be using it.
 */
async function replace(fresh: string, environment: string): Promise<void> {
  if ((await isMoved(fresh, environment)) || (await isSound(environment))) return
  const damaged = `${fresh}.damaged`
  // In one piece, and by one of those that find it so.
  await isMoved(environment, damaged)
  const isReplaced = (await isMoved(fresh, environment)) || (await isSound(environment))
  await rm(damaged, { recursive: true, force: true })
  if (!isReplaced) throw new Error(`the Python environment ${environment} cannot be replaced`)
}

/** Tells whether a directory could be moved: it cannot where another one that holds something is in its place. */
async function isMoved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch {
    return false
  }
}

function pythonOf(environment: string): string {
  return join(environment, 'bin/python')
}
