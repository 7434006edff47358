import { existsSync } from 'node:fs'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'

const VERSION = '6.4.1'
const UV_VERSION = '0.13.9'
const PYTHONS = ['python3.11', 'python3.10']
const NEEDED_BYTES = 8e9

/** The published Fed-BioMed in a virtual environment of its own, or why there is none on this machine. */
export type FedBioMedEnvironment =
  { readonly kind: 'ready'; readonly directory: string } | { readonly kind: 'unavailable'; readonly reason: string }

/** Finds the virtual environment in the user's cache, or makes it (about 30 s and 8 GB). */
export async function prepareFedBioMed(say: (line: string) => void): Promise<FedBioMedEnvironment> {
  const python = await findPython()
  if (python === undefined) return { kind: 'unavailable', reason: `there is neither ${PYTHONS.join(' nor ')}` }
  const directory = join(cacheDirectory(), `fedbiomed-${VERSION}-${python.replace('python', 'py')}`)
  if (await isComplete(directory)) return { kind: 'ready', directory }
  await mkdir(cacheDirectory(), { recursive: true })
  await rm(directory, { recursive: true, force: true })
  const { bavail, bsize } = await statfs(cacheDirectory())
  if (bavail * bsize < NEEDED_BYTES) {
    const free = (bavail * bsize * 1e-9).toFixed(1)
    return { kind: 'unavailable', reason: `Fed-BioMed needs 8 GB in ${cacheDirectory()}, where ${free} GB are free` }
  }
  say(`Installing Fed-BioMed ${VERSION} into ${directory} …`)
  await install(python, directory)
  return { kind: 'ready', directory }
}

/** The directory that holds what the scripts make once and use again. */
export function cacheDirectory(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fbm-gitops')
}

async function findPython(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    const { exitCode } = await execa(python, ['-c', 'import venv, ensurepip'], { reject: false })
    if (exitCode === 0) return python
  }
  return undefined
}

/** An installation that was interrupted lacks the mark; one that was damaged since does not answer. */
async function isComplete(directory: string): Promise<boolean> {
  if (!existsSync(join(directory, 'complete')) || !existsSync(join(directory, 'bin/fedbiomed'))) return false
  const question = "from importlib.metadata import version; print(version('fedbiomed'), version('tinydb'))"
  const { stdout } = await execa(join(directory, 'bin/python'), ['-c', question], { reject: false })
  return stdout === `${VERSION} 4.7.1`
}

async function install(python: string, directory: string): Promise<void> {
  const tool = `${directory}.uv`
  // Beside the environment, so that uv links its files instead of copying 7 GB; of no use afterwards.
  const uvCache = join(dirname(directory), 'uv-cache')
  const run = { stdio: ['ignore', 2, 2], env: { UV_CACHE_DIR: uvCache } } as const
  try {
    await execa(python, ['-m', 'venv', tool], run)
    await execa(join(tool, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`], run)
    const uv = join(tool, 'bin/uv')
    await execa(uv, ['venv', '--quiet', '--python', python, directory], run)
    const target = ['--python', join(directory, 'bin/python')]
    await execa(uv, ['pip', 'install', '--quiet', ...target, `fedbiomed==${VERSION}`], run)
    await writeFile(join(directory, 'complete'), '')
  } finally {
    await rm(tool, { recursive: true, force: true })
    await rm(uvCache, { recursive: true, force: true })
  }
}
