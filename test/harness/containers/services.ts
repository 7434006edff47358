import { join } from 'node:path'
import { until } from '../daemon/until.ts'
import type { Composition } from './compose.ts'
import type { Machine, Member } from './deployment.ts'
import type { Ended } from './engine.ts'
import { runArguments, serviceOf } from './run-arguments.ts'
import { OWNER, type Stage } from './stage.ts'

/** A service of a machine that is started, and the compose files that say how. */
export interface ServiceRequest {
  readonly machine: Machine
  readonly name: string
  readonly composition: Composition
}

const STANDIN = join(import.meta.dirname, 'standin.bash')
/** The owner of the components has a name in Fed-BioMed's images. */
const USERS = join(import.meta.dirname, 'passwd')

/** Starts Fed-BioMed's container of a component, with its address of the VPN. */
export async function startComponent(
  stage: Stage,
  machine: Machine,
  member: Member,
  override?: string,
): Promise<string> {
  const composition = machine.compose(...(override === undefined ? [] : [override]))
  const registry = `${member.inside}/var/db_${member.id}.json`
  const own = [
    `--ip=${member.address.ip}`,
    `--volume=${STANDIN}:/entrypoint.bash:ro`,
    `--volume=${USERS}:/etc/passwd:ro`,
    `--env=CONTAINER_UID=${OWNER}`,
    `--env=REGISTRY=${registry}`,
  ]
  return startService(stage, { machine, name: member.service, composition }, own)
}

/** Starts the reconciler beside a component. */
export async function startSidecar(
  stage: Stage,
  machine: Machine,
  member: Member,
  files: readonly string[],
): Promise<string> {
  const request = { machine, name: `fbm-gitops-${member.service}`, composition: machine.compose(...files) }
  return startService(stage, request, ownOfReconciler(stage))
}

/** Waits until a container has said something. */
export async function untilSays({ engine }: Stage, container: string, text: string): Promise<string> {
  let said = ''
  const look = async (): Promise<boolean> => {
    const { stdout, stderr } = await engine.attempt('logs', container)
    said = `${stdout}\n${stderr}`
    return said.includes(text)
  }
  await until(`${container} says '${text}'`, look, { describe: () => said })
  return said
}

/** Runs one command as `docker compose run --rm SERVICE COMMAND` does. */
export async function runOnce(stage: Stage, request: ServiceRequest, command: readonly string[]): Promise<Ended> {
  const args = ['--rm', ...shared(stage, request), ...ownOfReconciler(stage)]
  return stage.engine.run(...args, serviceOf(request).image ?? '', ...command)
}

/** Removes a service's container, after it was asked to stop; gives its exit code. */
export async function stopService({ engine }: Stage, container: string): Promise<number> {
  await engine.podman('stop', '--time=60', container)
  const code = await engine.podman('inspect', '--format={{.State.ExitCode}}', container)
  await engine.podman('rm', container)
  return Number(code)
}

async function startService(stage: Stage, request: ServiceRequest, own: readonly string[]): Promise<string> {
  const { image = '', command = [] } = serviceOf(request)
  const container = containerOf(stage, request.machine, request.name)
  const args = ['--detach', `--name=${container}`, ...shared(stage, request), ...own]
  const { exitCode, stderr } = await stage.engine.run(...args, image, ...command)
  if (exitCode !== 0) throw new Error(`${request.name} did not start: ${stderr}`)
  return container
}

function shared(stage: Stage, { machine, name, composition }: ServiceRequest): readonly string[] {
  const { directory } = machine
  const request = { composition, name, projectDirectory: directory }
  const containers = (service: string): string => containerOf(stage, machine, service)
  return [`--network=${stage.engine.prefix}`, ...runArguments({ ...request, containerOf: containers })]
}

/** Podman gives every user a name, unless it is told not to; Docker does not. */
function ownOfReconciler({ engine }: Stage): readonly string[] {
  return ['--passwd=false', `--ip=${engine.newAddress()}`]
}

function containerOf({ engine }: Stage, machine: Machine, service: string): string {
  const [project = ''] = machine.directory.split('/').slice(-1)
  return engine.nameOf(`${project}-${service}`.toLowerCase())
}
