import { mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** The published versions that the program is tried on: the oldest of the present layout, the last of 6.3, the newest. */
export const FEDBIOMED_VERSIONS = ['6.2.0', '6.3.3', '6.4.1'] as const
const UV_VERSION = '0.13.9'
/** Each of the versions is published for these alone. */
const PYTHONS = ['python3.11', 'python3.10']
/** What a version does not work with, although it does not say so: its server needs a field that protobuf 7 removed. */
const CONSTRAINTS: Readonly<Record<string, readonly string[]>> = { '6.2.0': ['protobuf<7'] }
/** The first one; a further one shares nearly all of its files with it, and needs this much. */
const NEEDED_BYTES = { first: 8e9, further: 0.5e9 }
/** What the name of a directory begins with in which something is being built. */
const BUILDING = 'building-'
/** What is installed, and how many files of it are gone: something that tidies a cache may take some away. */
const QUESTION = `
import os
from importlib.metadata import distributions, version
lost = [file for found in distributions() for file in found.files or () if not os.path.exists(found.locate_file(file))]
print(version('fedbiomed'), version('tinydb'), len(lost))
`

/** A published Fed-BioMed in a virtual environment of its own. */
export interface FedBioMedEnvironment {
  readonly version: string
  readonly directory: string
}

/** The environments that were asked for, or why this machine cannot have them. */
export type FedBioMedEnvironments =
  | { readonly kind: 'ready'; readonly environments: readonly FedBioMedEnvironment[] }
  | { readonly kind: 'unavailable'; readonly reason: string }

/**
 * Finds a virtual environment for each version in the user's cache, or makes it: about 50 s and 8 GB for the first, 6 s and
 * 0.1 GB for each further one, whose files are hard links to what the first one brought. Each is built aside and renamed, so
 * that a half-built one is never used; of two runs at once, one installs and the other waits.
 */
export async function prepareFedBioMed(
  versions: readonly string[],
  say: (line: string) => void,
): Promise<FedBioMedEnvironments> {
  const python = await findPython()
  if (python === undefined) return { kind: 'unavailable', reason: `there is neither ${PYTHONS.join(' nor ')}` }
  const environments = versions.map((version) => ({
    version,
    directory: join(cacheDirectory(), `fedbiomed-${version}-${python.replace('python', 'py')}`),
  }))
  if ((await findMissing(environments)).length === 0) return { kind: 'ready', environments }
  await mkdir(cacheDirectory(), { recursive: true })
  const reason = await withLock(() => installMissing(python, environments, say))
  return reason === undefined ? { kind: 'ready', environments } : { kind: 'unavailable', reason }
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

/** An installation that was interrupted lacks the mark; one that was damaged since does not answer, or lacks files. */
async function isSound({ version, directory }: FedBioMedEnvironment): Promise<boolean> {
  const needed = [join(directory, 'complete'), join(directory, 'bin/fedbiomed')]
  const there = await Promise.all(needed.map((file) => stat(file).then(Boolean, () => false)))
  if (there.includes(false)) return false
  const { stdout } = await execa(join(directory, 'bin/python'), ['-c', QUESTION], { reject: false })
  return stdout === `${version} 4.7.1 0`
}

async function findMissing(environments: readonly FedBioMedEnvironment[]): Promise<readonly FedBioMedEnvironment[]> {
  const states = await Promise.all(environments.map(isSound))
  return environments.filter((_, index) => states[index] !== true)
}

/** Installs what is missing still, or tells why that cannot be. */
async function installMissing(
  python: string,
  environments: readonly FedBioMedEnvironment[],
  say: (line: string) => void,
): Promise<string | undefined> {
  await removeAbandoned()
  const missing = await findMissing(environments)
  if (missing.length === 0) return undefined
  const reason = await tellLackOfSpace(missing.length)
  if (reason !== undefined) return reason
  await withUv(python, async (uv) => {
    for (const environment of missing) {
      say(`Installing Fed-BioMed ${environment.version} into ${environment.directory} …`)
      await install(uv, python, environment)
    }
  })
  return undefined
}

async function tellLackOfSpace(missing: number): Promise<string | undefined> {
  const cached = await stat(uvCache()).then(Boolean, () => false)
  const needed = (cached ? 0 : NEEDED_BYTES.first) + missing * NEEDED_BYTES.further
  const { bavail, bsize } = await statfs(cacheDirectory())
  if (bavail * bsize >= needed) return undefined
  const [wanted, free] = [needed, bavail * bsize].map((bytes) => (bytes * 1e-9).toFixed(1))
  return `Fed-BioMed needs ${wanted} GB in ${cacheDirectory()}, where ${free} GB are free`
}

/** Beside the environments, so that uv can link its files into each instead of copying 7 GB; it stays, for the next one. */
function uvCache(): string {
  return join(cacheDirectory(), 'uv')
}

/** Lets nobody else install meanwhile. The lock is the kernel's: it goes when its holder ends, however it ends. */
async function withLock<T>(use: () => Promise<T>): Promise<T> {
  const held = execa('flock', [join(cacheDirectory(), 'fedbiomed.lock'), 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 2],
    reject: false,
  })
  try {
    await Promise.race([new Promise((resolve) => held.stdout.once('data', resolve)), held])
    if (held.exitCode !== null) throw new Error('flock, of util-linux, does not give a lock')
    return await use()
  } finally {
    held.stdin.end()
    await held
  }
}

/** Removes what installations that were killed have left: whoever holds the lock is alone. */
async function removeAbandoned(): Promise<void> {
  const names = await readdir(cacheDirectory())
  for (const name of names.filter((entry) => entry.startsWith(BUILDING))) {
    await rm(join(cacheDirectory(), name), { recursive: true, force: true })
  }
}

/** Gives a command that runs uv. */
async function withUv(python: string, use: (uv: string) => Promise<void>): Promise<void> {
  const tool = await mkdtemp(join(cacheDirectory(), `${BUILDING}uv-`))
  try {
    await execa(python, ['-m', 'venv', tool], run())
    await execa(join(tool, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`], run())
    await use(join(tool, 'bin/uv'))
  } finally {
    await rm(tool, { recursive: true, force: true })
  }
}

function run(): { readonly stdio: ['ignore', 2, 2]; readonly env: Readonly<Record<string, string>> } {
  return { stdio: ['ignore', 2, 2], env: { UV_CACHE_DIR: uvCache(), UV_LINK_MODE: 'hardlink' } }
}

async function install(uv: string, python: string, environment: FedBioMedEnvironment): Promise<void> {
  const { version, directory } = environment
  const aside = await mkdtemp(join(cacheDirectory(), `${BUILDING}${version}-`))
  try {
    // Relocatable: its scripts find their interpreter wherever the directory is moved to.
    await execa(uv, ['venv', '--quiet', '--relocatable', '--allow-existing', '--python', python, aside], run())
    const packages = [`fedbiomed==${version}`, ...(CONSTRAINTS[version] ?? [])]
    const target = ['--python', join(aside, 'bin/python')]
    await execa(uv, ['pip', 'install', '--quiet', ...target, ...packages], run())
    await writeFile(join(aside, 'complete'), '')
    await rm(directory, { recursive: true, force: true })
    await rename(aside, directory)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  if (!(await isSound(environment))) throw new Error(`the Fed-BioMed in ${directory} does not work`)
}
