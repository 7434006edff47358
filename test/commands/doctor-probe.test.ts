import { mkdirSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import * as assert from 'uvu/assert'
import { layOutComponent, type ComponentTreePaths } from '../../src/demo/component-tree.ts'
import { issueTlsCertificate, type IssuedCertificate } from '../../src/demo/issue-certificate.ts'
import { readFingerprint } from '../../src/domain/certificate/certificate.ts'
import { escapeText } from '../../src/domain/quote.ts'
import { BASE_IDS } from '../helpers/bad-base.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { listen } from '../helpers/free-port.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'

const DAY_MS = 86_400_000
const { server: SERVER, b: NODE } = BASE_IDS

type Moment = 'now' | 'next' | 'expired'
const certificates: Readonly<Record<Moment, Promise<IssuedCertificate>>> = {
  now: issueServer(SERVER, 1),
  next: issueServer(SERVER, 1),
  expired: issueServer(SERVER, -1),
}
const ownCertificate = issueTlsCertificate({ partyId: NODE, host: undefined, ...validity(1) })

interface Site {
  readonly node: ComponentTreePaths
  readonly federation: string
  readonly declare: (moment: Moment) => Promise<void>
  /** What is told of the server's certificate while it presents this one. */
  readonly look: (presented: IssuedCertificate) => Promise<Look>
}

interface Look {
  readonly exitCode: number
  readonly told: readonly string[]
  readonly messages: string
}

suite('doctor --probe in mutual TLS', (test) => {
  test('is content where the certificate presented is the one registered and the one declared', () =>
    withSite(async ({ look }) => {
      const { exitCode, told, messages } = await look(await certificates.now)

      assert.equal(told, ['researcher ok', 'server-certificate ok'])
      assert.match(messages, 'TLS, O=Fed-BioMed')
      assert.is(exitCode, 0)
    }))

  test('tells a certificate that nobody declared, once for what is registered and once for what is declared', () =>
    withSite(async ({ look }) => {
      const presented = await certificates.next
      const { exitCode, told, messages } = await look(presented)

      const other = 'server-certificate SERVER_CERTIFICATE_OTHER'
      assert.equal(told, ['researcher ok', other, other])
      assert.match(messages, fingerprintOf(presented))
      assert.match(messages, fingerprintOf(await certificates.now))
      assert.is(exitCode, 21)
    }))

  test('tells a server that was changed before this node has registered its new certificate', () =>
    withSite(async ({ look, declare }) => {
      await declare('next')

      const { told, messages } = await look(await certificates.next)

      assert.equal(told, ['researcher ok', 'server-certificate SERVER_CERTIFICATE_OTHER'])
      assert.match(messages, 'is registered here: the handshake fails')
    }))

  test('tells a server that has its old certificate still', () =>
    withSite(async ({ look, declare }) => {
      await declare('next')

      const { told, messages } = await look(await certificates.now)

      assert.equal(told, ['researcher ok', 'server-certificate SERVER_CERTIFICATE_OTHER'])
      assert.match(messages, 'is declared: the handshake will fail once that is registered here')
    }))

  test('tells a certificate that has expired, whoever presents it', () =>
    withSite(async ({ look }) => {
      const other = 'server-certificate SERVER_CERTIFICATE_OTHER'

      assert.equal((await look(await certificates.expired)).told, ['researcher ok', other, other])
    }))

  test('shows names of a certificate without the orders that they may hold for a terminal', () =>
    withSite(async ({ look }) => {
      const { messages } = await look(await issueServer(`\u001b[2J\u202e\nok  ${'x'.repeat(300)}`, 1))

      assert.match(messages, String.raw`CN=\u{1b}[2J\u{202e}\u{a}ok`)
      for (const line of messages.split('\n')) assert.is(escapeText(line), line)
    }))
})

/** Lends a node of family D that has registered its researcher, and a server that demands a certificate of its clients. */
async function withSite(body: (site: Site) => Promise<void>): Promise<void> {
  await withDirectory({}, async (root) => {
    const federation = join(root, 'federation')
    const node = layOutComponent({
      directory: join(root, 'fbm-node'),
      family: 'D',
      role: 'node',
      id: NODE,
      ...(await ownCertificate),
    })
    const declare = (moment: Moment): Promise<void> => writeFederation(federation, moment)
    await declare('now')
    const flags = ['--component', node.directory, '--federation', federation]
    const { exitCode, stderr } = await capture(['reconcile', ...flags, '--offline'])
    assert.is(exitCode, 0, stderr)
    const look = (presented: IssuedCertificate): Promise<Look> =>
      assertUntouched(node.directory, () => withServer(presented, (port) => examine(flags, port)))
    await body({ node, federation, declare, look })
  })
}

async function examine(flags: readonly string[], port: number): Promise<Look> {
  const overrides = { env: { ...process.env, FBM_RESEARCHER_IP: '127.0.0.1', FBM_RESEARCHER_PORT: String(port) } }
  const argv = ['doctor', ...flags, '--probe']
  const { exitCode, json } = await captureJson(argv, overrides)
  const { stdout } = await capture(argv, overrides)
  assertMatchesSchema('doctor', json)
  const { components } = json as unknown as {
    readonly components: readonly { readonly findings: readonly Finding[] }[]
  }
  const findings = components
    .flatMap((each) => each.findings)
    .filter(({ check }) => ['researcher', 'server-certificate'].includes(check))
  const told = findings.map(({ check, code, result }) => `${check} ${code ?? result}`)
  return { exitCode, told, messages: [...findings.map(({ message }) => message), stdout].join('\n') }
}

interface Finding {
  readonly check: string
  readonly code?: string
  readonly result: string
  readonly message: string
}

async function writeFederation(directory: string, moment: Moment): Promise<void> {
  mkdirSync(join(directory, 'certificates'), { recursive: true })
  const replaces = moment === 'now' ? '' : `  replaces: ['${fingerprintOf(await certificates.now)}']\n`
  const manifest = `apiVersion: fbm-gitops/v1
federation: test-network
profile: mutual-tls
researcher:
  name: server
  id: ${SERVER}
${replaces}nodes:
  - name: hospital-b
    id: ${NODE}
`
  writeFileSync(join(directory, 'federation.yaml'), manifest)
  const pems = { [SERVER]: (await certificates[moment]).certificatePem, [NODE]: (await ownCertificate).certificatePem }
  for (const [id, pem] of Object.entries(pems)) writeFileSync(join(directory, 'certificates', `${id}.pem`), pem)
}

async function withServer<T>({ certificatePem, privateKeyPem }: IssuedCertificate, body: (port: number) => Promise<T>) {
  const ca = (await ownCertificate).certificatePem
  const demands = { requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] }
  const server = createServer({ cert: certificatePem, key: privateKeyPem, ca, ...demands })
  server.on('tlsClientError', () => undefined)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  try {
    return await body(await listen(server, 0))
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

function issueServer(partyId: string, endsInDays: number): Promise<IssuedCertificate> {
  return issueTlsCertificate({ partyId, host: 'server.example', ...validity(endsInDays) })
}

function validity(endsInDays: number): { readonly notBefore: number; readonly notAfter: number } {
  return { notBefore: Date.now() - 400 * DAY_MS, notAfter: Date.now() + endsInDays * 200 * DAY_MS }
}

function fingerprintOf({ certificatePem }: IssuedCertificate): string {
  const fingerprint = readFingerprint(certificatePem)
  if (fingerprint === undefined) throw new Error('There is no certificate.')
  return fingerprint
}
