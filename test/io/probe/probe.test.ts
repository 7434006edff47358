import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import * as assert from 'uvu/assert'
import { issueCertificate, type IssuedCertificate } from '../../../src/demo/issue-certificate.ts'
import { readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import type { ProbeOutcome, ProbeTarget } from '../../../src/domain/doctor/probe.ts'
import { probeTargets } from '../../../src/io/probe/probe.ts'
import { listen } from '../../helpers/free-port.ts'
import { suite } from '../../helpers/suite.ts'

/** A port of the loopback that nobody else can take: it is below those that are given away. */
const CLOSED = 1
const PATIENCE_MS = 10_000
const DAY_MS = 86_400_000
const identity: Promise<IssuedCertificate> = issueCertificate({
  partyId: 'RESEARCHER_1',
  commonName: 'server.example',
  notBefore: Date.now() - DAY_MS,
  notAfter: Date.now() + DAY_MS,
})

suite('a probe', (test) => {
  test('finds a port open, and sends nothing there', () =>
    withServer(createServer(), async (port, received) => {
      assert.equal(await reach(port, 'mpspdz'), { kind: 'open' })
      assert.is(received(), 0)
    }))

  test('tells a refused connection from all others', async () => {
    assert.equal(await reach(CLOSED, 'mpspdz'), { kind: 'refused' })
    assert.equal(await reach(CLOSED, 'researcher'), { kind: 'refused' })
  })

  test('tells a host without an address', async () => {
    const [probe] = await probeTargets(
      [{ kind: 'mpspdz', host: 'nobody.invalid', port: 1, party: undefined }],
      PATIENCE_MS,
    )

    assert.ok(['unreachable', 'timeout'].includes(probe?.outcome.kind ?? ''), probe?.outcome.kind)
  })

  for (const versions of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`reads the certificate that a server presents by ${versions}, whoever vouches for it`, async () => {
      const outcome = await presentedBy({ minVersion: versions, maxVersion: versions })

      await assertPresented(outcome)
    })

    test(`reads it also where the server demands one of us by ${versions}, and has none to send`, async () => {
      const demanding = { requestCert: true, rejectUnauthorized: true, minVersion: versions, maxVersion: versions }

      await assertPresented(await presentedBy(demanding))
    })
  }

  test('offers the protocol on which a server of gRPC insists', async () => {
    await assertPresented(await presentedBy({ ALPNProtocols: ['h2'] }))
  })

  test('tells a server without TLS', () =>
    withServer(answering('220 mail.example\r\n'), async (port) => {
      const outcome = await reach(port, 'researcher')

      assert.is(outcome.kind, 'no-tls')
    }))

  test('does not wait for ever for a silent server', () =>
    withServer(createServer(), async (port) => {
      for (const patience of [150, 600, 2400, PATIENCE_MS]) {
        const outcome = await reach(port, 'researcher', patience)
        // The time-out of a connection that a busy machine did not even make within so short a time.
        if (outcome.kind === 'timeout' && patience < PATIENCE_MS) continue
        assert.equal(outcome, { kind: 'no-tls', reason: `no handshake within ${patience / 1000} s` })
        return
      }
    }))

  test('tells a server that ends the connection at once', () =>
    withServer(
      createServer((socket) => {
        socket.destroy()
      }),
      async (port) => {
        assert.is((await reach(port, 'researcher')).kind, 'no-tls')
      },
    ))

  test('tells a server that resets the connection', () =>
    withServer(
      createServer((socket) => {
        socket.once('data', () => socket.resetAndDestroy())
      }),
      async (port) => {
        const outcome = await reach(port, 'researcher')

        assert.equal(outcome, { kind: 'no-tls', reason: 'it ended the connection (ECONNRESET)' })
      },
    ))

  test('gives the outcomes in the order of many targets', () =>
    withServer(createServer(), async (port) => {
      const targets = Array.from({ length: 100 }, (_, index) => at(index % 3 === 0 ? CLOSED : port, 'mpspdz'))

      const probes = await probeTargets(targets, PATIENCE_MS)

      assert.equal(
        probes.map(({ outcome }) => outcome.kind),
        targets.map((target) => (target.port === CLOSED ? 'refused' : 'open')),
      )
      assert.equal(
        probes.map(({ target }) => target),
        targets,
      )
    }))
})

function at(port: number, kind: ProbeTarget['kind']): ProbeTarget {
  return { kind, host: '127.0.0.1', port, party: undefined }
}

async function reach(port: number, kind: ProbeTarget['kind'], timeoutMs = PATIENCE_MS): Promise<ProbeOutcome> {
  const [probe] = await probeTargets([at(port, kind)], timeoutMs)
  if (probe === undefined) throw new Error('There is no outcome.')
  return probe.outcome
}

async function presentedBy(options: TlsOptions): Promise<ProbeOutcome> {
  const { certificatePem, privateKeyPem } = await identity
  const server = createTlsServer({ cert: certificatePem, key: privateKeyPem, ...options })
  server.on('tlsClientError', () => undefined)
  const outcomes: ProbeOutcome[] = []
  await withServer(server, async (port) => {
    outcomes.push(await reach(port, 'researcher'))
  })
  const [outcome] = outcomes
  if (outcome === undefined) throw new Error('There is no outcome.')
  return outcome
}

async function assertPresented(outcome: ProbeOutcome): Promise<void> {
  const { certificatePem } = await identity
  assert.equal(outcome, {
    kind: 'presented',
    certificate: {
      fingerprint: readFingerprint(certificatePem),
      organisation: 'RESEARCHER_1',
      commonName: 'server.example',
    },
  })
}

function answering(greeting: string): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write(greeting)
  })
}

/** Lends a server on the loopback, and tells how many bytes it was sent. */
async function withServer(
  server: Server,
  body: (port: number, received: () => number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>()
  let bytes = 0
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
  })
  try {
    await body(await listen(server, 0), () => bytes)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
