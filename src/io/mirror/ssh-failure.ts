import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { writeKeyscan, type RepositoryUrl } from '../../domain/repository-url.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { federationError, type FederationError } from '../../errors.ts'
import { makeBareEnvironment } from '../source/git.ts'
import { findProgram } from '../world/search-path.ts'
import type { World } from '../world/world.ts'
import type { RemoteOrder } from './fetch-order.ts'

/** Finds out from the lines of ssh why nobody was let in; `undefined` where it says nothing of that. */
export async function describeSshFailure(
  world: World,
  order: RemoteOrder,
  lines: readonly string[],
): Promise<FederationError | undefined> {
  // Whatever comes after somebody was let in, the server may have written itself.
  const end = lines.findIndex((line) => line.startsWith('Authenticated to '))
  const before = (end === -1 ? lines : lines.slice(0, end)).join('\n')
  if (end !== -1) return undefined
  if (/Host key verification failed|HOST IDENTIFICATION HAS CHANGED/.test(before))
    return describeHostKey(world, order, before)
  if (/Permission denied \(|Too many authentication failures|No more authentication methods/.test(before)) {
    return describeKey(world, order, before)
  }
  return undefined
}

async function describeHostKey(world: World, order: RemoteOrder, text: string): Promise<FederationError> {
  const { source, remote } = order
  const file = source.access.knownHosts ?? ''
  const host = remote.transport === 'ssh' ? nameHost(remote) : ''
  const known = await listKnown(world, order, host)
  const seen = nameSeen(text)
  const facts = { url: hideSecret(source.url), host, known, seen, file }
  if (known.length > 0) return federationError('HOST_KEY_CHANGED', facts)
  const scan = remote.transport === 'ssh' ? writeKeyscan(remote) : ''
  return federationError('HOST_KEY_UNKNOWN', { ...facts, scan })
}

function nameSeen(text: string): string {
  const [, type = '', fingerprint = ''] = /^debug1: Server host key: (\S+) (SHA256:\S+)/m.exec(text) ?? []
  return fingerprint === '' ? '' : `${fingerprint} (${type})`
}

/** The fingerprints that the file of host keys holds for a host. */
async function listKnown(world: World, order: RemoteOrder, host: string): Promise<readonly string[]> {
  const file = order.source.access.knownHosts ?? ''
  const listed = await askKeygen(world, order, ['-l', '-F', host, '-f', resolve(world.cwd, file)])
  return listed
    .split('\n')
    .map((line) => /^\S+ (\S+) (SHA256:\S+)/.exec(line))
    .flatMap((match) => (match === null ? [] : [`${match[2] ?? ''} (${match[1] ?? ''})`]))
}

async function describeKey(world: World, order: RemoteOrder, text: string): Promise<FederationError> {
  const { sshKey } = order.source.access
  const url = hideSecret(order.source.url)
  if (sshKey === undefined) return federationError('SSH_KEY_REFUSED', { url, key: '', fingerprint: '' })
  const [, told] = /^Load key "[^\n]*": (.*)$/m.exec(text) ?? []
  // Nobody is there to type it, and ssh does not complain.
  const reason = /^debug1: Server accepts key/m.test(text) ? 'it is protected by a passphrase' : told
  if (reason !== undefined)
    return federationError('SSH_KEY_UNUSABLE', { file: sshKey, reason }, { place: { file: sshKey } })
  const listed = await askKeygen(world, order, ['-l', '-f', resolve(world.cwd, sshKey)])
  const fingerprint = /SHA256:\S+/.exec(listed)?.[0] ?? ''
  return federationError('SSH_KEY_REFUSED', { url, key: sshKey, fingerprint })
}

/** As a file of host keys names a host. */
function nameHost({ host, port }: RepositoryUrl & { readonly transport: 'ssh' }): string {
  return port === undefined || port === 22 ? host : `[${host}]:${port}`
}

/** What cannot be found out is left out of the message. */
function askKeygen(world: World, { place }: RemoteOrder, args: readonly string[]): Promise<string> {
  const keygen = findProgram(world, 'ssh-keygen')
  if (keygen === undefined) return Promise.resolve('')
  return place.asOwner(() => {
    const env = makeBareEnvironment(world)
    const { stdout } = spawnSync(keygen, args, {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
      timeout: 10_000,
    })
    return stdout
  })
}
