import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKey } from '../../helpers/ssh-server.ts'
import { until } from '../daemon/until.ts'
import type { Engine } from './engine.ts'

/** A host with sshd and bare repositories, in a container of its own. */
export interface GitServer {
  readonly urlOf: (repository: string) => string
  /** A line for a file of host keys. */
  readonly knownHost: string
  /** Lets a public key in. */
  readonly admit: (publicKey: string) => void
  readonly makeRepository: (repository: string) => Promise<void>
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** In Fed-BioMed's network for management. */
const ADDRESS = '10.220.0.2'
const CONFIGURATION = [
  'HostKey /etc/federation-ssh/host_key',
  'AuthorizedKeysFile /etc/federation-ssh/authorized_keys',
  'PasswordAuthentication no',
  'AllowUsers git',
]
const START = [
  'mkdir -p /run/sshd /srv/git',
  // It may be started again.
  "{ id git >/dev/null 2>&1 || useradd --home-dir /srv/git --shell /usr/bin/git-shell --password '*' git; }",
  'chown git /srv/git',
  'exec /usr/sbin/sshd -D -e -f /etc/federation-ssh/sshd_config',
].join(' && ')

/** Starts the server; what it keeps of keys lies in a directory of the host. */
export async function startGitServer(
  engine: Engine,
  request: { image: string; directory: string },
): Promise<GitServer> {
  const { image, directory } = request
  mkdirSync(directory)
  const hostKey = makeKey(directory, 'host_key', 'ed25519')
  writeFileSync(join(directory, 'sshd_config'), `${CONFIGURATION.join('\n')}\n`)
  const authorized = join(directory, 'authorized_keys')
  const keys: string[] = []
  const admit = (key: string): void => {
    keys.push(key)
    writeFileSync(authorized, keys.map((each) => `${each}\n`).join(''))
    chmodSync(authorized, 0o644)
  }
  const name = engine.nameOf('git')
  const place = [`--network=${engine.prefix}`, `--ip=${ADDRESS}`, `--volume=${directory}:/etc/federation-ssh:ro`]
  const { exitCode, stderr } = await engine.run('--detach', `--name=${name}`, ...place, image, 'sh', '-c', START)
  if (exitCode !== 0) throw new Error(`The git server did not start: ${stderr}`)
  await listens(engine, name)
  return {
    urlOf: (repository) => `ssh://git@${ADDRESS}/srv/git/${repository}.git`,
    knownHost: `${ADDRESS} ${hostKey}\n`,
    admit,
    makeRepository: async (repository) => {
      const init = ['git', 'init', '--quiet', '--bare', '--initial-branch=main', `/srv/git/${repository}.git`]
      await engine.podman('exec', '--user=git', name, ...init)
    },
    stop: async () => {
      await engine.podman('stop', '--time=5', name)
    },
    start: async () => {
      await engine.podman('start', name)
      await listens(engine, name, 2)
    },
  }
}

/** Waits until it has said so for the nth time. */
async function listens(engine: Engine, name: string, times = 1): Promise<void> {
  await until('the git server listens', async () => {
    const { stdout, stderr } = await engine.attempt('logs', name)
    return `${stdout}${stderr}`.split('Server listening on 0.0.0.0').length > times
  })
}
