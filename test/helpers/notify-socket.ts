import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { until } from './daemon.ts'
import { withDirectory } from './directory.ts'
import { announceSkip } from './suite.ts'

/** A socket on which a service manager listens, and what it was told. */
export interface NotifySocket {
  readonly path: string
  readonly lines: () => readonly string[]
}

/** Lends a real datagram socket; where there is no Python or no `systemd-notify`, the skip is announced, and in CI an error. */
export async function withNotifySocket(what: string, body: (socket: NotifySocket) => Promise<void>): Promise<void> {
  const missing = ['python3', 'systemd-notify'].filter((name) => !isOnPath(name))
  if (missing.length > 0) {
    announceSkip(what, `there is no ${missing.join(' and no ')}`)
    return
  }
  await withDirectory({}, async (directory) => {
    const path = join(directory, 'notify')
    const child = spawn('python3', [join(import.meta.dirname, '../python/notify_socket.py'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    try {
      await until(() => text.startsWith('listening'))
      await body({ path, lines: () => text.split('\n').slice(1, -1) })
    } finally {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGKILL')
      await ended
    }
  })
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => existsSync(join(directory, name)))
}
