import { existsSync } from 'node:fs'
import { Unavailable } from '../../../scripts/harness.ts'
import { withSshServer, type SshServer } from '../../helpers/ssh-server.ts'
import type { Network } from './network.ts'
import { layWire, type Wire } from './wire.ts'

/** The shared repository behind a real sshd, and a wire to it that can be cut. */
export interface Remote {
  readonly url: string
  /** What a command is told so that it fetches from there. */
  readonly flags: readonly string[]
  /** The files that let us in, and tell who is at the other end of the wire. */
  readonly access: { readonly key: string; readonly knownHosts: string }
  readonly wire: Wire
  readonly server: SshServer
}

const SSHD = '/usr/sbin/sshd'

/**
 * Lends the shared repository of a network over ssh.
 *
 * @throws Unavailable where there is no sshd
 */
export async function withRemote<T>(network: Network, body: (remote: Remote) => Promise<T>): Promise<T> {
  if (!existsSync(SSHD)) throw new Unavailable(`there is no ${SSHD}`)
  const result: { value?: T } = {}
  await withSshServer({}, async (server) => {
    const wire = await layWire(server.port)
    try {
      const url = server.url(network.shared).replace(`:${server.port}/`, `:${wire.port}/`)
      const knownHosts = server.pin('known_hosts_of_wire', Object.values(server.hostKeys), wire.port)
      const flags = ['--repository', url, '--ssh-key', server.key, '--known-hosts', knownHosts]
      result.value = await body({ url, flags, access: { key: server.key, knownHosts }, wire, server })
    } finally {
      await wire.close()
    }
  })
  if (!('value' in result)) throw new Error('The proof gave nothing.')
  return result.value
}
