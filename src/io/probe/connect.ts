import { isIP, type Socket } from 'node:net'
import { fingerprintOf } from '../../domain/certificate/certificate.ts'
import type { Endpoint, PresentedCertificate, ProbeOutcome } from '../../domain/doctor/probe.ts'

const LONGEST_NAME = 200

/** Opens a TCP connection and closes it again; nothing is sent. */
export async function connectPlainly({ host, port }: Endpoint, timeoutMs: number): Promise<ProbeOutcome> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    conclude(socket, { timeoutMs, resolve })
    socket.once('connect', () => {
      finish(socket, { kind: 'open' }, resolve)
    })
  })
}

/**
 * Looks at the certificate that a server presents. Nothing that it says is believed, and no key or certificate of one's own
 * is used: a server that demands one ends the connection afterwards.
 */
export async function connectByTls({ host, port }: Endpoint, timeoutMs: number): Promise<ProbeOutcome> {
  const { connect } = await import('node:tls')
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {}
    // gRPC servers insist on the protocol that they speak.
    const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['h2'], ...name })
    const read = (): ProbeOutcome | undefined => {
      const certificate = readPresented(socket.getPeerCertificate())
      return certificate && { kind: 'presented', certificate }
    }
    const progress = { isConnected: false }
    socket.once('connect', () => {
      progress.isConnected = true
    })
    conclude(socket, { timeoutMs, resolve, read, progress })
    socket.once('secureConnect', () => {
      finish(socket, read() ?? { kind: 'no-tls', reason: 'it presents none' }, resolve)
    })
  })
}

interface Conclusion {
  readonly timeoutMs: number
  readonly resolve: (outcome: ProbeOutcome) => void
  /** What is known although the connection ended. */
  readonly read?: () => ProbeOutcome | undefined
  readonly progress?: { readonly isConnected: boolean }
}

/** Ends an attempt that comes to nothing: by an error, without a word, or in the middle of a handshake. */
function conclude(socket: Socket, { timeoutMs, resolve, read, progress }: Conclusion): void {
  const isConnected = (): boolean => progress?.isConnected ?? false
  // A timer of the whole attempt: one of the socket measures silence only.
  const timer = setTimeout(() => {
    const seconds = timeoutMs / 1000
    finish(
      socket,
      isConnected() ? { kind: 'no-tls', reason: `no handshake within ${seconds} s` } : { kind: 'timeout', seconds },
      resolve,
    )
  }, timeoutMs)
  socket.once('close', () => {
    clearTimeout(timer)
    resolve(read?.() ?? { kind: 'no-tls', reason: 'it closed the connection' })
  })
  socket.once('error', (error: Error) => {
    finish(socket, read?.() ?? describeError(error, isConnected()), resolve)
  })
}

function finish(socket: Socket, outcome: ProbeOutcome, resolve: (outcome: ProbeOutcome) => void): void {
  resolve(outcome)
  socket.destroy()
}

function describeError(error: Error, isConnected: boolean): ProbeOutcome {
  const code = 'code' in error ? String(error.code) : error.message
  const reason = WORDS[code] ?? code
  if (isConnected) return { kind: 'no-tls', reason }
  return code === 'ECONNREFUSED' ? { kind: 'refused' } : { kind: 'unreachable', reason }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'the system forbids it (EACCES)',
  EAI_AGAIN: 'the name server does not answer (EAI_AGAIN)',
  ECONNRESET: 'it ended the connection (ECONNRESET)',
  EHOSTUNREACH: 'there is no way to this host (EHOSTUNREACH)',
  ENETUNREACH: 'there is no way to this network (ENETUNREACH)',
  ENOTFOUND: 'no host has this name (ENOTFOUND)',
  EPROTO: 'it does not speak TLS (EPROTO)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ETIMEDOUT: 'no answer (ETIMEDOUT)',
}

/** A connection that has ended gives `null`, whatever its type says. */
function readPresented(
  given: { readonly raw?: Buffer; readonly subject?: { readonly O?: unknown; readonly CN?: unknown } } | null,
): PresentedCertificate | undefined {
  const { raw, subject } = given ?? {}
  if (raw === undefined) return undefined
  return { fingerprint: fingerprintOf(raw), organisation: readName(subject?.O), commonName: readName(subject?.CN) }
}

/** Several of one kind come as a list. */
function readName(name: unknown): string | undefined {
  const text = Array.isArray(name) ? name.map(String).join(', ') : name
  return typeof text === 'string' ? text.slice(0, LONGEST_NAME) : undefined
}
