import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { listen } from './free-port.ts'

/** A proxy on the loopback that passes on what it is asked to CONNECT to. */
export interface ProxyServer {
  readonly port: number
  /** Where others were connected to, with who asked: `host:port` and the decoded `Proxy-Authorization`. */
  readonly connections: readonly { readonly target: string; readonly login: string | undefined }[]
}

/** Lends a proxy, and ends it afterwards. */
export async function withProxyServer(body: (proxy: ProxyServer) => void | Promise<void>): Promise<void> {
  const connections: { target: string; login: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => {
    response.writeHead(400).end()
  })
  server.on('connect', (request, client: Socket, head) => {
    const target = request.url ?? ''
    const [, encoded] = /^Basic (.*)$/.exec(request.headers['proxy-authorization'] ?? '') ?? []
    connections.push({ target, login: encoded && Buffer.from(encoded, 'base64').toString('utf8') })
    const [host, port] = target.split(':')
    const upstream = connect(Number(port), host ?? '', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
  })
  const port = await listen(server, 0)
  try {
    await body({ port, connections })
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}
