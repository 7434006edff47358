import { join } from 'node:path'
import type { Composition, Service } from './compose.ts'

/** Where a service is run, and what its compose file leaves to the engine. */
export interface RunRequest {
  readonly composition: Composition
  readonly name: string
  /** Where the paths of the compose files begin: that of Fed-BioMed's own. */
  readonly projectDirectory: string
  /** The name of the container of a service. */
  readonly containerOf: (service: string) => string
}

/** Finds a service by its name. */
export function serviceOf({ composition, name }: Pick<RunRequest, 'composition' | 'name'>): Service {
  const service = composition.services.get(name)
  if (service === undefined) throw new Error(`There is no service ${name}.`)
  return service
}

/**
 * Gives the arguments of `podman run` that start a service just as its compose file says, up to the image. What compose does
 * without an engine (restarting, waiting at a stop) is left out.
 */
export function runArguments(request: RunRequest): readonly string[] {
  const service = serviceOf(request)
  return [
    ...option('--user', service.user),
    ...option('--read-only', service.read_only === true ? 'true' : undefined),
    // Podman lays such directories over a root file system by itself; Docker does not.
    ...option('--read-only-tmpfs', service.read_only === true ? 'false' : undefined),
    ...option('--pids-limit', service.pids_limit),
    ...option('--memory', service.mem_limit),
    ...option(
      '--pid',
      service.pid?.replace(/^service:(.*)$/, (_, name: string) => `container:${request.containerOf(name)}`),
    ),
    ...(service.tmpfs ?? []).flatMap((value) => option('--tmpfs', value)),
    ...(service.cap_drop ?? []).flatMap((value) => option('--cap-drop', value)),
    // Podman's form of `no-new-privileges:true`.
    ...(service.security_opt ?? []).flatMap((value) => option('--security-opt', value.replace(/:true$/, ''))),
    ...Object.entries(service.environment ?? {}).flatMap(([name, value]) => option('--env', `${name}=${value}`)),
    ...mountArguments(request, service),
    ...healthArguments(service),
    ...entrypointArguments(service),
  ]
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}=${value}`]
}

function mountArguments({ composition, projectDirectory }: RunRequest, service: Service): readonly string[] {
  const secrets = (service.secrets ?? []).map((name) => {
    const source = composition.secrets.get(name)
    if (source === undefined) throw new Error(`There is no secret ${name}.`)
    return { source, target: `/run/secrets/${name}`, readOnly: true }
  })
  return [...service.volumes, ...secrets].flatMap(({ source, target, readOnly }) =>
    option('--volume', `${join(projectDirectory, source)}:${target}${readOnly ? ':ro' : ''}`),
  )
}

/** Never looked at by itself: podman has systemd do that, and there may be none. */
function healthArguments({ healthcheck }: Service): readonly string[] {
  if (healthcheck === undefined) return []
  const [kind, ...command] = healthcheck.test
  if (kind !== 'CMD') throw new Error(`Nothing here knows what a health check by ${String(kind)} means.`)
  return [`--health-cmd=${command.join(' ')}`, '--health-interval=disable']
}

function entrypointArguments({ entrypoint }: Service): readonly string[] {
  return entrypoint === undefined ? [] : [`--entrypoint=${JSON.stringify(entrypoint)}`]
}
