import { chmodSync, chownSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Unavailable } from '../../../scripts/harness.ts'
import { prepareBaseImage } from './base-image.ts'
import { openEngine, type Engine } from './engine.ts'
import { startGitServer, type GitServer } from './git-server.ts'

/** The network of a VPN with its git server, and the image of the reconciler. */
export interface Stage {
  readonly engine: Engine
  /** Debian with glibc 2.31, git and ssh, without Node. */
  readonly base: string
  /** Built from the example's Containerfile. */
  readonly image: string
  readonly server: GitServer
  /** On the host, for all that is mounted. */
  readonly directory: string
}

/** Who owns the components, as Fed-BioMed's CONTAINER_UID says; nobody of the host, and not the image's default. */
export const OWNER = 12_345
export const ROOT: string = join(import.meta.dirname, '../../..')
/** Fed-BioMed's VPN: management, nodes and researchers. */
const SUBNET = '10.220.0.0/14'

/** Lends one stage to all proofs, and dismantles it afterwards. It is set only when a proof asks for it. */
export async function withStage(body: (stage: () => Promise<Stage>) => Promise<void>): Promise<void> {
  let opened: Promise<Stage> | undefined
  const directory = mkdtempSync(join(tmpdir(), 'fbm-gitops-stage-'))
  const engine = openEngine()
  // Whoever asks for the stage is told.
  engine.catch(() => undefined)
  try {
    await body(() => (opened ??= engine.then((it) => setStage(it, directory))))
  } finally {
    await engine.then(
      (it) => it.close(),
      () => undefined,
    )
    rmSync(directory, { recursive: true, force: true })
  }
}

async function setStage(engine: Engine, directory: string): Promise<Stage> {
  chmodSync(directory, 0o755)
  const base = await prepareGround(engine)
  const image = await buildImage(engine, base, directory)
  const server = await startGitServer(engine, { image: base, directory: join(directory, 'server') })
  return { engine, base, image, server, directory }
}

/** Makes base image and network, and sees whether a container runs with them: whatever fails in this is no fault of ours. */
async function prepareGround(engine: Engine): Promise<string> {
  try {
    const base = await prepareBaseImage(engine)
    await engine.podman('network', 'create', '--internal', `--subnet=${SUBNET}`, engine.prefix)
    const network = [`--network=${engine.prefix}`, `--ip=${engine.newAddress()}`]
    const { exitCode, stderr } = await engine.run('--rm', ...network, base, 'true')
    if (exitCode !== 0) throw new Error(`podman runs no container here: ${stderr}`)
    return base
  } catch (error) {
    throw new Unavailable(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** As the example says, from a base that lacks nothing, so that no network is needed. */
async function buildImage({ podman, prefix }: Engine, base: string, directory: string): Promise<string> {
  const context = join(directory, 'dist')
  mkdirSync(context)
  for (const name of ['fbm-gitops', 'LICENSE-node']) copyFileSync(join(ROOT, 'dist', name), join(context, name))
  const image = `localhost/${prefix}`
  const file = join(ROOT, 'examples/containers/Containerfile')
  const values = [`BASE=${base}`, `UID=${OWNER}`, `GID=${OWNER}`].map((value) => `--build-arg=${value}`)
  const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024', '--network=none']
  await podman('build', '--quiet', '--format=docker', `--tag=${image}`, `--file=${file}`, ...limits, ...values, context)
  return image
}

/** Gives a directory and all that is in it to the owner of the components. */
export function giveToOwner(path: string): void {
  chownSync(path, OWNER, OWNER)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) giveToOwner(join(path, name))
}
