import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Proof } from '../../../../scripts/harness.ts'
import { makeKey } from '../../../helpers/ssh-server.ts'
import { startDaemon } from '../daemon.ts'
import { EVERYBODY } from '../network.ts'
import { isFound, removeRow, revokeKey } from './levers.ts'
import { lookAt, passes, requireEnd, requireUntouched, tells } from './looks.ts'
import { requireMounts } from './mounts.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** Whoever has the repository does not let us in, or is not who they were, or cannot be found. */
export const ACCESS_FAULTS: readonly Proof[] = [
  fault('key revoked by the host: told, healed from the mirror until it is stale, then 22 and nothing', revoke),
  fault('host key changed: told with both keys, nothing is fetched until it is pinned', changeHostKey),
  fault('a name that never resolves: told, nothing is written, and it ends when asked to', neverResolve),
  fault('DNS gone while it runs: told, rows are healed, and it goes on once names resolve', loseNames),
]

/** Longer than it takes a busy machine to fetch and then to heal a row: both happen before it is stale. */
const STALE = '12s'

async function revoke(site: Site): Promise<string> {
  const daemon = site.watch(['--max-staleness', STALE])
  await site.becomes(EVERYBODY)
  const giveBack = revokeKey(site)
  await removeRow(site, 'b')
  const { remedy } = await daemon.logged('the key is refused', tells('SSH_KEY_REFUSED'), 0)
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  await daemon.logged('it is stale', tells('SOURCE_STALE'), 0)
  await daemon.logged('a pass that is refused', passes(22), 0)
  await removeRow(site, 'b')
  const before = lookAt(site)
  const from = daemon.lines().length
  await daemon.logged('another pass that is refused', passes(22), from)
  requireUntouched(site, before)
  requireEnd(await site.status(), 22, 'SourceFresh')
  giveBack()
  await site.becomes(B_ROTATED)
  return String(remedy)
}

async function changeHostKey(site: Site): Promise<string> {
  const { server, wire } = site.remote
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const kinds = ['ed25519', 'ecdsa'] as const
  const keys = kinds.map((kind) => {
    const name = `host_${kind}`
    for (const end of ['', '.pub']) rmSync(join(server.directory, `${name}${end}`))
    return makeKey(server.directory, name, kind)
  })
  await server.stop()
  await server.start()
  const { problem } = await daemon.logged('another host key', tells('HOST_KEY_CHANGED'), 0)
  await site.network.declare(B_ROTATED)
  await removeRow(site, 'b')
  await site.becomes(EVERYBODY)
  server.pin('known_hosts_of_wire', keys, wire.port)
  await site.becomes(B_ROTATED)
  return String(problem)
}

async function neverResolve(site: Site): Promise<string> {
  const before = lookAt(site)
  const daemon = site.watch(['--repository', 'ssh://git@nonexistent.invalid/federation.git'])
  const { problem } = await daemon.logged('a name that nobody knows', tells('REMOTE_UNREACHABLE'), 0)
  await daemon.logged('a pass without a source', passes(22), 0)
  requireUntouched(site, before)
  return String(problem)
}

const HOST = 'git.hospital.example'

/** In a mount namespace of its own, so that only this daemon looks into our list of names. */
async function loseNames(site: Site): Promise<string> {
  const { network, remote, tree } = site
  requireMounts(network.directory)
  const etc = join(network.directory, 'etc')
  mkdirSync(etc)
  const hosts = join(etc, 'hosts')
  writeFileSync(hosts, `127.0.0.1 localhost ${HOST}\n`)
  const pinned = join(etc, 'known_hosts')
  const keys = Object.values(remote.server.hostKeys)
  writeFileSync(pinned, keys.map((key) => `[${HOST}]:${remote.wire.port} ${key}\n`).join(''))
  const key = join(etc, 'deploy')
  copyFileSync(remote.server.key, key)
  const url = `ssh://${userInfo().username}@${HOST}:${remote.wire.port}${network.shared}`
  const flags = [
    '--component',
    tree.directory,
    '--repository',
    url,
    '--ssh-key',
    key,
    '--known-hosts',
    pinned,
    '--offline',
  ]
  const before = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts]
  const daemon = site.adopt(startDaemon([...flags, '--interval', '1s'], {}, before))
  await site.becomes(EVERYBODY)
  writeFileSync(hosts, '127.0.0.1 localhost\n')
  const { problem } = await daemon.logged('no such name', tells('REMOTE_UNREACHABLE'), 0)
  await network.declare(B_ROTATED)
  await removeRow(site, 'b')
  await site.becomes(EVERYBODY)
  writeFileSync(hosts, `127.0.0.1 localhost ${HOST}\n`)
  await daemon.logged('the name is back', isFound, 0)
  await site.becomes(B_ROTATED)
  return String(problem)
}
