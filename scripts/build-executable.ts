import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheDirectory } from './fedbiomed-environment.ts'

const root = join(import.meta.dirname, '..')
const PROGRAM = join(root, 'dist/fbm-gitops.cjs')
const EXECUTABLE = join(root, 'dist/fbm-gitops')

/**
 * The Node that goes into the executable: one exact version, so that the same sources give the same bytes everywhere. Its
 * official build needs glibc 2.28.
 */
const NODE_VERSION = '24.21.0'
const ARCHITECTURES = ['x64', 'arm64']
/** What Node looks for in its own binary; the same in all its releases. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

await buildExecutable()

/** Puts `dist/fbm-gitops.cjs` and a Node into one file, `dist/fbm-gitops`, which needs neither Node nor npm to run. */
async function buildExecutable(): Promise<void> {
  const node = await fetchNode()
  const aside = await mkdtemp(join(root, 'dist/executable-'))
  try {
    const blob = await makeBlob(join(node, 'bin/node'), aside)
    const made = join(aside, 'fbm-gitops')
    await copyFile(join(node, 'bin/node'), made)
    await chmod(made, 0o755)
    await inject(made, blob)
    await checkVersion(made)
    await copyFile(join(node, 'LICENSE'), join(root, 'dist/LICENSE-node'))
    await rename(made, EXECUTABLE)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  const { size } = await stat(EXECUTABLE)
  const digest = createHash('sha256')
    .update(await readFile(EXECUTABLE))
    .digest('hex')
  console.log(`dist/fbm-gitops: ${(size / 1e6).toFixed(0)} MB with Node ${NODE_VERSION}, SHA256:${digest}`)
}

/** Gives the directory of Node's official build for this machine, which the npm package `node` installs; kept in the cache. */
async function fetchNode(): Promise<string> {
  if (process.platform !== 'linux' || !ARCHITECTURES.includes(process.arch)) {
    throw new Error(`The executable is made for Linux on ${ARCHITECTURES.join(' or ')}, and on such a machine.`)
  }
  const name = `node-linux-${process.arch}`
  const prefix = join(cacheDirectory(), `executable-${name}-${NODE_VERSION}`)
  const directory = join(prefix, 'node_modules', name)
  if (await isNode(directory)) return directory
  await mkdir(prefix, { recursive: true })
  const options = ['--silent', '--no-save', '--no-package-lock', '--prefix', prefix]
  await execa('npm', ['install', ...options, `${name}@${NODE_VERSION}`], { stderr: 'inherit' })
  if (!(await isNode(directory))) throw new Error(`${directory} holds no Node ${NODE_VERSION}.`)
  return directory
}

async function isNode(directory: string): Promise<boolean> {
  const { stdout } = await execa(join(directory, 'bin/node'), ['--version'], { reject: false })
  return stdout === `v${NODE_VERSION}`
}

/**
 * Without Node's cache of compiled code: it differs from build to build, and start-up is no faster with it, since the
 * program compiles its parts when they are first used.
 */
async function makeBlob(node: string, directory: string): Promise<string> {
  const blob = join(directory, 'program.blob')
  const settings = {
    main: 'dist/fbm-gitops.cjs',
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: false,
  }
  const file = join(directory, 'settings.json')
  await writeFile(file, JSON.stringify(settings))
  await execa(node, ['--experimental-sea-config', file], { cwd: root })
  return blob
}

async function inject(executable: string, blob: string): Promise<void> {
  const args = [executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE]
  await execa('postject', args, { preferLocal: true, localDir: root })
}

/** Fails unless the executable gives the version of the program that went into it. */
async function checkVersion(executable: string): Promise<void> {
  const { stdout: expected } = await execa(process.execPath, [PROGRAM, '--version'])
  const { stdout } = await execa(executable, ['--version'])
  if (stdout !== expected) throw new Error(`The executable says that it is version '${stdout}', not '${expected}'.`)
}
