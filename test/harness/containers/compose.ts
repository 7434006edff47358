import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A directory or file of the host that a service sees. */
export interface Mount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/** A service of a compose file, as far as the examples say something of one; every key stands for what compose does with it. */
export interface Service {
  readonly image?: string
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes: readonly Mount[]
  readonly secrets?: readonly string[]
  readonly pid?: string
  readonly read_only?: boolean
  readonly tmpfs?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly pids_limit?: number
  readonly mem_limit?: string
  readonly restart?: string
  readonly stop_grace_period?: string
  readonly healthcheck?: Readonly<Record<string, unknown>> & { readonly test: readonly string[] }
}

/** Several compose files as one, the later above the earlier. */
export interface Composition {
  readonly services: ReadonlyMap<string, Service>
  /** The files of the secrets by their name. */
  readonly secrets: ReadonlyMap<string, string>
}

const KEYS: ReadonlySet<string> = new Set([
  'image',
  'user',
  'entrypoint',
  'command',
  'environment',
  'volumes',
  'secrets',
  'pid',
  'read_only',
  'tmpfs',
  'cap_drop',
  'security_opt',
  'pids_limit',
  'mem_limit',
  'restart',
  'stop_grace_period',
  'healthcheck',
] satisfies readonly (keyof Service)[])

type Tree = Readonly<Record<string, unknown>>

/**
 * Reads compose files as `docker compose -f FILE -f FILE` does, in the part of its language that the examples use.
 *
 * @param env - what stands for `${NAME}`
 * @throws where a file says something that is not understood here: it would be an example that nothing has tried
 */
export function readCompose(files: readonly string[], env: Readonly<Record<string, string>>): Composition {
  const services = new Map<string, Service>()
  const secrets = new Map<string, string>()
  for (const file of files) {
    const tree = parse(interpolate(readFileSync(file, 'utf8'), env), { merge: true }) as Tree
    refuseOthers(file, Object.keys(tree), (key) => key.startsWith('x-') || key === 'services' || key === 'secrets')
    for (const [name, secret] of Object.entries((tree['secrets'] ?? {}) as Record<string, { file: string }>))
      secrets.set(name, secret.file)
    for (const [name, service] of Object.entries(tree['services'] as Record<string, Tree>)) {
      refuseOthers(`${file}, ${name}`, Object.keys(service), (key) => KEYS.has(key))
      services.set(name, mergeServices(services.get(name), toService(service)))
    }
  }
  return { services, secrets }
}

/** `$` begins nothing else in the examples. */
function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => env[name] ?? otherwise)
}

function refuseOthers(where: string, keys: readonly string[], isKnown: (key: string) => boolean): void {
  const unknown = keys.filter((key) => !isKnown(key))
  if (unknown.length > 0) throw new Error(`${where}: nothing here knows what ${unknown.join(', ')} means.`)
}

function toService(tree: Tree): Service {
  const volumes = (tree['volumes'] ?? []) as readonly (string | Tree)[]
  return { ...(tree as Omit<Service, 'volumes'>), volumes: volumes.map(toMount) }
}

function toMount(volume: string | Tree): Mount {
  if (typeof volume !== 'string') {
    refuseOthers('a volume', Object.keys(volume), (key) =>
      ['type', 'source', 'target', 'read_only', 'bind'].includes(key),
    )
    return {
      source: String(volume['source']),
      target: String(volume['target']),
      readOnly: volume['read_only'] === true,
    }
  }
  const [source = '', target = '', ...rest] = volume.split(':')
  if (rest.length > 0) throw new Error(`${volume}: nothing here knows what ${rest.join(':')} means.`)
  return { source, target, readOnly: false }
}

/** As compose does: one command takes the place of another, variables and mounts are added to those that there are. */
function mergeServices(below: Service | undefined, above: Service): Service {
  if (below === undefined) return above
  const targets = new Set(above.volumes.map(({ target }) => target))
  return {
    ...below,
    ...above,
    environment: { ...below.environment, ...above.environment },
    volumes: [...below.volumes.filter(({ target }) => !targets.has(target)), ...above.volumes],
  }
}
