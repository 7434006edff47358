import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { Proof } from '../../../../scripts/harness.ts'
import { findFreePort } from '../../../helpers/free-port.ts'
import { startDaemon, type Daemon, type LogLine } from '../daemon.ts'
import { EVERYBODY, type Declared } from '../network.ts'
import { until } from '../until.ts'
import { removeRow } from './levers.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** Whoever is to be told cannot be. */
export const SINK_FAULTS: readonly Proof[] = [
  fault('webhook refused: passes go on, the log tells of it, and it is delivered once somebody listens', refuse),
  fault('webhook that never answers: passes go on beside it, and it ends when asked to', hang),
  fault(
    'command of a notification missing: passes go on, the log tells of it, delivered once it is there',
    missCommand,
  ),
]

const B_BROKEN: Declared = { ...EVERYBODY, certificates: { b: 'no certificate\n' } }

/** Starts a daemon that a settings file tells whom to notify. */
function watchNotifying(site: Site, ...sink: readonly string[]): Daemon {
  const { access } = site.remote
  const file = join(site.network.directory, 'fbm-gitops.yaml')
  const lines = [
    'apiVersion: fbm-gitops/v1',
    `source: { repository: '${site.remote.url}', ssh: { key: '${access.key}', knownHosts: '${access.knownHosts}' } }`,
    `components: [{ directory: '${site.tree.directory}', writing: offline }]`,
    'watch: { interval: 1s }',
    'notify:',
    '  - on: [failure, refusal, drift, recovery]',
    ...sink.map((line) => `    ${line}`),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  return site.adopt(startDaemon(['--settings', file]))
}

function isUndelivered({ message }: LogLine): boolean {
  return message === 'notification failed'
}

async function refuse(site: Site): Promise<string> {
  const port = await findFreePort()
  const daemon = watchNotifying(site, `webhook: { url: 'http://127.0.0.1:${port}/hook' }`)
  await meanwhile(site, daemon)
  const received: string[] = []
  const server = await listen(port, received)
  try {
    await until('it is delivered', () => received.length > 0)
    await site.network.declare(B_ROTATED)
    await site.becomes(B_ROTATED)
    await until('that it is over, too', () => received.some((body) => body.includes('"recovery"')))
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return `${received.length} notifications, late`
}

/** A fault to be told of, which cannot be; and passes beside it. */
async function meanwhile(site: Site, daemon: Daemon): Promise<void> {
  await site.becomes(EVERYBODY)
  await site.network.declare(B_BROKEN)
  await daemon.logged('it cannot be delivered', isUndelivered, 0)
  await removeRow(site, 'server')
  await site.becomes(EVERYBODY)
}

async function listen(port: number, received: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      received.push(body)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

async function hang(site: Site): Promise<string> {
  const port = await findFreePort()
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  try {
    const called = new Promise((resolve) => server.once('request', resolve))
    watchNotifying(site, `webhook: { url: 'http://127.0.0.1:${port}/hook' }`)
    await site.becomes(EVERYBODY)
    await site.network.declare(B_BROKEN)
    await called
    await removeRow(site, 'server')
    await site.becomes(EVERYBODY)
    await site.network.declare(B_ROTATED)
    await site.becomes(B_ROTATED)
    return 'healed and followed while nobody answered'
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function missCommand(site: Site): Promise<string> {
  const [command, told] = [join(site.network.directory, 'tell'), join(site.network.directory, 'told')]
  const daemon = watchNotifying(site, `command: ['${command}']`)
  await meanwhile(site, daemon)
  writeFileSync(command, `#!/bin/sh\ncat >>'${told}'\n`)
  chmodSync(command, 0o755)
  await until('it is delivered', () => existsSync(told) && readFileSync(told, 'utf8').includes('"failure"'))
  rmSync(command)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return 'delivered, late'
}
