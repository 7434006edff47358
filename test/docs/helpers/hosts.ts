import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { layOutComponent, type ComponentTreeRequest } from '../../../src/demo/component-tree.ts'
import { until } from '../../helpers/daemon.ts'

/** A machine of a site. */
export interface Host {
  readonly name: string
  /** Types a line, as somebody who sits there. */
  readonly type: (line: string) => Typed
  /** Puts a file in its place. */
  readonly write: (path: string, text: string) => void
  /** What its reconcilers have logged. */
  readonly log: () => string
  /** Where the registry of its component is, or will be. */
  readonly registryFile: string
  /** Lets its reconcilers look now, as they do by themselves once a minute. They must have looked once before. */
  readonly passTime: () => void
  readonly stop: () => Promise<void>
}

/** What a line printed. */
export interface Typed {
  readonly exitCode: number | null
  readonly output: string
}

/** What a site has before anybody joins anything: a component, and the means to reach the repository. */
export interface HostRequest {
  readonly name: string
  /** Where all of it lies. */
  readonly directory: string
  /** The private key that the repository knows, and its host keys. */
  readonly key: string
  readonly knownHosts: string
  readonly component: Omit<ComponentTreeRequest, 'directory'>
}

const ROOT = join(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'examples')
const PROGRAM = join(ROOT, 'dist/fbm-gitops.cjs')
const STAND_INS = join(import.meta.dirname, '../stand-ins')
/** The user of the containers, and of the service. */
const OWNER = 1000
const NODE_BIN = dirname(process.execPath)

/**
 * Makes a machine with Fed-BioMed's VPN containers, whose component lies in `run_mounts`.
 *
 * @param composeFiles - the line of `.env` that names the compose files, as the page has it for families A.
 */
export function makeContainerHost(request: HostRequest, composeFiles: string): Host {
  const { name, directory, component } = request
  const compose = join(directory, 'docker')
  const daemons = join(directory, 'daemons')
  const paths = layOutInMounts(compose, component, component.role)
  writeFileSync(join(compose, 'docker-compose.yml'), 'services:\n  node:\n    image: fedbiomed/vpn-node\n')
  const override = component.family === 'C' ? 'compose.family-c.yaml' : 'compose.family-a.yaml'
  cpSync(join(EXAMPLES, 'containers', override), join(compose, override))
  const composeFile = composeFiles.replace('compose.family-a.yaml', override)
  const variables = [composeFile, `CONTAINER_UID=${OWNER}`, `CONTAINER_GID=${OWNER}`]
  writeFileSync(join(compose, '.env'), variables.map((line) => `${line}\n`).join(''))
  const files = join(compose, 'fbm-gitops')
  mkdirSync(join(files, 'git'), { recursive: true })
  cpSync(join(EXAMPLES, 'containers/gitconfig'), join(files, 'git/config'))
  putAccess(request, files, ['deploy_key', 'publish_key'])
  chownBelow(compose, OWNER)
  const bin = join(directory, 'bin')
  writeExecutable(
    join(bin, 'docker'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(STAND_INS, 'docker.cjs')}' "$@"\n`,
  )
  const env = { PATH: `${bin}:${process.env['PATH']}`, PROGRAM, DAEMONS: daemons, NODE_BIN }
  return {
    name,
    type: (line) => typeLine(['sh', '-c', line], { cwd: compose, env }),
    write: (path, text) => {
      writeFileSync(join(compose, path), text)
    },
    log: () => readLogs(daemons),
    registryFile: paths.registryFile,
    passTime: () => {
      signalDaemons(daemons, 'SIGHUP')
    },
    stop: () => stopDaemons(daemons),
  }
}

/** Lays out a component where the containers of a role, or of a second instance, mount it from. */
export function layOutInMounts(
  compose: string,
  component: HostRequest['component'],
  service: 'node' | 'node2' | 'researcher',
): ReturnType<typeof layOutComponent> {
  const inside = component.family === 'C' ? `fbm-${component.role}` : '.'
  const directory = join(compose, service, 'run_mounts', inside)
  const paths = layOutComponent({ ...component, directory })
  chownBelow(join(compose, service), OWNER)
  return paths
}

/** Makes a machine without containers: a file system of its own, in which each path is what the page says. */
export function makePlainHost(request: HostRequest): Host {
  const { name, directory, component } = request
  const at = (path: string): string => join(directory, 'machine', path)
  const own = `fbm-${component.role}`
  const { registryFile } = layOutComponent({ ...component, directory: at(own) })
  for (const path of ['etc/fbm-gitops', 'log', 'daemons', 'home/.ssh']) mkdirSync(at(path), { recursive: true })
  cpSync(join(EXAMPLES, 'systemd'), at('units'), { recursive: true })
  putAccess(request, at('etc/fbm-gitops'), ['deploy_key'])
  for (const path of [own, 'etc/fbm-gitops/deploy_key', 'log']) chownBelow(at(path), OWNER)
  putAccess(request, at('home/.ssh'), ['key'])
  writeFileSync(at('home/.gitconfig'), gitConfiguration('/root/.ssh'))
  const bindings = [
    [PROGRAM, '/usr/local/bin/fbm-gitops', 'ro'],
    [join(STAND_INS, 'systemctl.sh'), '/usr/local/bin/systemctl', 'ro'],
    [at('units'), '/etc/systemd/system', 'ro'],
    [at('etc/fbm-gitops'), '/etc/fbm-gitops', 'rw'],
    [at(own), `/${own}`, 'rw'],
    [at('log'), '/var/log', 'rw'],
    [at('daemons'), '/run/daemons', 'rw'],
    [at('home'), '/root', 'rw'],
  ]
  const spec = join(directory, 'spec')
  const root = join(directory, 'root')
  writeFileSync(spec, bindings.map((binding) => `${binding.join('\t')}\n`).join(''))
  mkdirSync(root)
  const inner = ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/root']
  const enter = [
    'unshare',
    '--mount',
    'sh',
    join(STAND_INS, 'enter.sh'),
    root,
    'rw',
    spec,
    '0:0',
    'env',
    '-i',
    ...inner,
  ]
  const env = { PATH: process.env['PATH'], NODE_BIN }
  return {
    name,
    type: (line) => typeLine([...enter, 'sh', '-c', line], { cwd: directory, env }),
    write: (path, text) => {
      writeFileSync(at(path), text)
    },
    log: () => readLogs(at('log')),
    registryFile,
    passTime: () => {
      signalDaemons(at('daemons'), 'SIGHUP')
    },
    stop: () => stopDaemons(at('daemons')),
  }
}

/** Makes the desk of the coordinator, who has a clone. */
export function makeDesk({
  directory,
  clone,
  key,
  knownHosts,
}: Pick<HostRequest, 'directory' | 'key' | 'knownHosts'> & { readonly clone: string }): Pick<Host, 'type'> {
  const bin = join(directory, 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(PROGRAM, join(bin, 'fbm-gitops'))
  putAccess({ key, knownHosts }, directory, ['key'])
  writeFileSync(join(directory, '.gitconfig'), gitConfiguration(directory))
  const env = { PATH: `${bin}:${NODE_BIN}:${process.env['PATH']}`, HOME: directory, GIT_CONFIG_NOSYSTEM: '1' }
  return { type: (line) => typeLine(['sh', '-c', line], { cwd: clone, env }) }
}

function typeLine(
  [file = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Typed {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8', timeout: 120_000 })
  return { exitCode: status, output: `${stdout}${stderr}` }
}

function gitConfiguration(keys: string): string {
  const ssh = `ssh -i ${keys}/key -o UserKnownHostsFile=${keys}/known_hosts -o IdentitiesOnly=yes`
  return `[user]\n\tname = Ada\n\temail = ada@example.org\n[core]\n\tsshCommand = ${ssh}\n`
}

function putAccess(
  { key, knownHosts }: Pick<HostRequest, 'key' | 'knownHosts'>,
  directory: string,
  names: readonly string[],
): void {
  cpSync(knownHosts, join(directory, 'known_hosts'))
  for (const name of names) {
    cpSync(key, join(directory, name))
    chmodSync(join(directory, name), 0o600)
  }
}

function writeExecutable(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o755 })
}

function chownBelow(path: string, uid: number): void {
  chownSync(path, uid, uid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) chownSync(join(path, name), uid, uid)
}

function readLogs(directory: string): string {
  const logs = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.log')) : []
  return logs.map((name) => readFileSync(join(directory, name), 'utf8')).join('')
}

async function stopDaemons(directory: string): Promise<void> {
  for (const pid of signalDaemons(directory, 'SIGTERM')) await until(() => !isRunning(pid))
}

function signalDaemons(directory: string, signal: NodeJS.Signals): readonly number[] {
  const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.pid')) : []
  const pids = files.map((name) => Number(readFileSync(join(directory, name), 'utf8'))).filter(isRunning)
  for (const pid of pids) process.kill(pid, signal)
  return pids
}

/** One that has ended has no command line, also where nobody has asked for its end. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}
