import { createServer, connect, type Socket } from 'node:net'

/** A connection that can be cut: what comes in goes on to a server on this machine. */
export interface Wire {
  readonly port: number
  /** Cuts every connection, and refuses new ones until it is mended. */
  readonly cut: () => void
  readonly mend: () => void
  /** From now on lets through so many bytes of each answer, then cuts it; `undefined` lets all through. */
  readonly cutAfter: (bytes: number | undefined) => void
  /** From now on takes connections and lets nothing through. */
  readonly hold: (held: boolean) => void
  readonly close: () => Promise<void>
}

/** Lays a wire to a port on loopback. */
export async function layWire(to: number): Promise<Wire> {
  const state: { isCut: boolean; isHeld: boolean; limit: number | undefined } = {
    isCut: false,
    isHeld: false,
    limit: undefined,
  }
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((near) => {
    keep(near)
    if (state.isCut) near.destroy()
    if (state.isCut || state.isHeld) return
    const far = connect(to, '127.0.0.1')
    keep(far)
    near.pipe(far)
    let passed = 0
    far.on('data', (bytes: Buffer) => {
      passed += bytes.length
      near.write(bytes)
      if (state.limit !== undefined && passed >= state.limit) near.destroy()
    })
    far.on('close', () => near.end())
    near.on('close', () => far.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : -1,
    cut: () => {
      state.isCut = true
      cutAll()
    },
    mend: () => {
      state.isCut = false
    },
    cutAfter: (bytes) => {
      state.limit = bytes
    },
    hold: (held) => {
      state.isHeld = held
    },
    close: () =>
      new Promise((resolve) => {
        cutAll()
        server.close(() => {
          resolve()
        })
      }),
  }
}
