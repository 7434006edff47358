import { execFileSync, spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { listen } from './free-port.ts'
import type { TlsIdentity } from './tls.ts'

/** A request as it came in. */
export interface RecordedRequest {
  readonly method: string
  readonly url: string
  /** The value of its header, decoded where it is `Basic`. */
  readonly authorization: string | undefined
}

/** A real `git http-backend` behind TLS on the loopback. */
export interface HttpsServer {
  readonly port: number
  /** The URL of a repository, by its name below the root. */
  readonly url: (name: string) => string
  /** What was asked since it began, the oldest first. */
  readonly requests: readonly RecordedRequest[]
  readonly stop: () => Promise<void>
  /** Starts it again, on the same port. */
  readonly start: () => Promise<void>
}

export interface HttpsServerOptions {
  /** The directory with the repositories. */
  readonly root: string
  readonly identity: TlsIdentity
  /** `user:token`, without which nobody is let in. */
  readonly login?: string
  /** Answers in place of git; gives false where git is to answer. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** Lends a server of git repositories over https, and ends it afterwards. */
export async function withHttpsServer(
  options: HttpsServerOptions,
  body: (server: HttpsServer) => void | Promise<void>,
): Promise<void> {
  const requests: RecordedRequest[] = []
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const sockets = new Set<Socket>()
  const make = (): Server => {
    const { certificate: cert, key } = options.identity
    const server = createServer({ cert, key }, (request, response) => {
      requests.push(record(request))
      serve({ ...options, backend }, request, response)
    })
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    // A client that does not trust the certificate hangs up.
    server.on('tlsClientError', () => undefined)
    return server
  }
  let server = make()
  const port = await listen(server, 0)
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  const start = async (): Promise<void> => {
    server = make()
    await listen(server, port)
  }
  try {
    await body({ port, url: (name) => `https://127.0.0.1:${port}/${name}`, requests, stop, start })
  } finally {
    await stop()
  }
}

function record({ method = '', url = '', headers }: IncomingMessage): RecordedRequest {
  const [, encoded] = /^Basic (.*)$/.exec(headers.authorization ?? '') ?? []
  const authorization = encoded === undefined ? headers.authorization : Buffer.from(encoded, 'base64').toString('utf8')
  return { method, url, authorization }
}

function serve(
  options: HttpsServerOptions & { readonly backend: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (options.answer?.(request, response) === true) return
  if (options.login !== undefined && record(request).authorization !== options.login) {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end('who are you?')
    return
  }
  runBackend(options, request, response)
}

/** As RFC 3875 has it. */
function runBackend(
  { root, backend }: HttpsServerOptions & { readonly backend: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const { headers } = request
  const child = spawn(backend, [], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: query,
      REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: headers['content-type'],
      CONTENT_LENGTH: headers['content-length'],
      HTTP_CONTENT_ENCODING: headers['content-encoding'],
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  passOn(child.stdout, response)
  response.on('close', () => child.kill('SIGKILL'))
}

function passOn(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0)
  let isBody = false
  output.on('data', (chunk: Buffer) => {
    if (isBody) {
      response.write(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    isBody = true
    const lines = head.toString('latin1', 0, end).split('\r\n')
    const fields = lines
      .map((line) => /^([^:]+): (.*)$/.exec(line))
      .flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const]))
    const status = Number(fields.find(([name]) => name.toLowerCase() === 'status')?.[1].slice(0, 3) ?? 200)
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')))
    response.write(head.subarray(end + 4))
  })
  output.on('end', () => {
    response.end()
  })
}
