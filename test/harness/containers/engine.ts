import { spawnSync } from 'node:child_process'
import { execa } from 'execa'
import { Unavailable } from '../../../scripts/harness.ts'

/** How a command in a container, or of the engine, ended. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Podman, with what this run has started. */
export interface Engine {
  /** Runs podman, and fails unless it ends with 0. */
  readonly podman: (...args: readonly string[]) => Promise<string>
  /** Runs podman, however it ends. */
  readonly attempt: (...args: readonly string[]) => Promise<Ended>
  /** `podman run` with what every container of this run needs, up to the arguments that are its own. */
  readonly run: (...args: readonly string[]) => Promise<Ended>
  /** An address for a container that needs none in particular: left to itself, the engine would take one of Fed-BioMed's. */
  readonly newAddress: () => string
  /** The name of a container of this run. */
  readonly nameOf: (name: string) => string
  /** A name of this run, for its network and images. */
  readonly prefix: string
  /** Removes all that this run has started. */
  readonly close: () => Promise<void>
}

const LABEL = 'fbm-gitops-test'
/** Where limits may not be raised, containers that ask for podman's own do not start. */
const LIMITS = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024']
const LONGEST_MS = 120_000

/**
 * Finds the engine, and removes what runs that were killed have left.
 *
 * @throws Unavailable where no container can be run
 */
export async function openEngine(): Promise<Engine> {
  if (process.getuid?.() !== 0) throw new Unavailable('containers on a network of their own need root')
  for (const program of ['podman', 'runc', 'debootstrap']) {
    const { error } = spawnSync(program, ['--version'])
    if (error !== undefined)
      throw new Unavailable(`there is no ${program}: scripts/install-container-tools.sh installs it`)
  }
  await removeLeftovers()
  const prefix = `${LABEL}-${process.pid}`
  let addresses = 0
  return {
    podman,
    attempt,
    run: (...args) => attempt('run', `--label=${LABEL}=${process.pid}`, ...LIMITS, ...args),
    newAddress: () => `10.220.${1 + Math.floor(addresses / 250)}.${1 + (addresses++ % 250)}`,
    nameOf: (name) => `${prefix}-${name}`,
    prefix,
    close: () => removeRun(process.pid),
  }
}

async function podman(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await attempt(...args)
  if (exitCode !== 0) throw new Error(`podman ${args.join(' ')} ended with ${exitCode}\n${stderr || stdout}`)
  return stdout
}

async function attempt(...args: readonly string[]): Promise<Ended> {
  const call = { reject: false, stdin: 'ignore', timeout: LONGEST_MS } as const
  const { exitCode, stdout, stderr } = await execa('podman', ['--runtime=runc', ...args], call)
  return { exitCode: exitCode ?? -1, stdout, stderr }
}

/** A network that was left would keep its addresses from this run. */
async function removeLeftovers(): Promise<void> {
  const names = await podman('network', 'ls', '--format={{.Name}}')
  for (const name of names.split('\n')) {
    const [, pid] = new RegExp(`^${LABEL}-([0-9]+)$`).exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) await removeRun(Number(pid))
  }
}

async function removeRun(pid: number): Promise<void> {
  const ids = (await podman('ps', '--all', '--quiet', `--filter=label=${LABEL}=${pid}`)).split('\n').filter(Boolean)
  // Those that share another one's processes go first.
  if (ids.length > 0) await attempt('rm', '--force', '--time=0', '--depend', ...ids)
  await attempt('network', 'rm', '--force', `${LABEL}-${pid}`)
  await attempt('rmi', '--force', `localhost/${LABEL}-${pid}`)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
