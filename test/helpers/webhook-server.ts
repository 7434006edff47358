import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A server on this machine that notes what is posted to it. */
export interface WebhookServer {
  readonly url: string
  readonly received: readonly Received[]
  /** What it answers from now on. */
  answer: (response: ServerResponse) => void
}

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Lends a server that answers 200. */
export async function withWebhookServer(body: (server: WebhookServer) => Promise<void>): Promise<void> {
  const received: Received[] = []
  const lent: WebhookServer & { url: string } = { url: '', received, answer: (response) => response.end() }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, url: path, headers } = request
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() })
      lent.answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  lent.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  try {
    await body(lent)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
