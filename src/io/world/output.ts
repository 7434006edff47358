import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { isSystemError } from './fault.ts'

/** A stream that results or messages are written to. */
export interface Output {
  /** @throws the system's own error, where it cannot be written */
  write(text: string): void
  /**
   * Writes a text for a reader who is not waited for: drops it, and gives `false`, where it cannot be written or too much
   * waits to be read.
   */
  offer(text: string): boolean
  /** From now on what nobody reads keeps the process alive for a second more, not for ever. */
  release(): void
  readonly isTTY: boolean
  /** Width in characters, where it is a terminal. */
  readonly columns: number | undefined
}

/** What is needed of Node's own object for a standard stream. */
export interface Stream {
  write(bytes: Uint8Array): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  /** How many bytes wait to be read. */
  readonly writableLength: number
  readonly isTTY: boolean
  readonly columns: number
}

const MOST_WAITING = 1024 * 1024
const RELEASE_MS = 1000

interface Written {
  waiting?: Stream
  /** Whether a text was written in part when the system refused the rest. */
  isTorn: boolean
}

/**
 * Makes an output of a standard stream. Node's own object for it is made where it is needed: for a terminal, for a pipe
 * whose reader is slow, and for one that nobody may wait for. A reader that has gone needs nothing any more.
 */
export function makeOutput(descriptor: number, open: () => Stream): Output {
  const written: Written = { isTorn: false }
  const openQuietly = (): Stream => openWith(open, written)
  const terminal = (): Stream | undefined => {
    const stream = isKind(descriptor, 'isCharacterDevice') ? open() : undefined
    return stream?.isTTY === true ? stream : undefined
  }
  const write = (text: string): void => {
    const bytes = Buffer.from(text)
    const rest = written.waiting === undefined ? writeAtOnce(descriptor, bytes, written) : bytes
    if (rest.length === 0) return
    written.waiting ??= openQuietly()
    written.waiting.write(rest)
  }
  return {
    write,
    offer: (text) => {
      // A pipe may be one that waits for its reader.
      if (isKind(descriptor, 'isFIFO') || isKind(descriptor, 'isSocket')) written.waiting ??= openQuietly()
      return offer(written, text, write)
    },
    release: () => {
      if (waitingIn(written) > 0) setTimeout(() => process.exit(), RELEASE_MS).unref()
    },
    get isTTY() {
      return terminal() !== undefined
    },
    get columns() {
      return terminal()?.columns
    },
  }
}

function openWith(open: () => Stream, written: Written): Stream {
  const stream = open()
  stream.on('error', (error) => {
    if (hasCode(error, 'EPIPE') || hasCode(error, 'ECONNRESET')) written.waiting = NOBODY
    else throw error
  })
  return stream
}

/** Takes the place of a reader that has gone. */
const NOBODY: Stream = { write: () => true, on: () => undefined, writableLength: 0, isTTY: false, columns: 0 }

function offer(written: Written, text: string, write: (text: string) => void): boolean {
  if (waitingIn(written) + text.length > MOST_WAITING) return false
  try {
    const wasTorn = written.isTorn
    write(wasTorn ? `\n${text}` : text)
    if (wasTorn) written.isTorn = false
    return true
  } catch (error) {
    if (isSystemError(error)) return false
    throw error
  }
}

function waitingIn({ waiting }: Written): number {
  return waiting?.writableLength ?? 0
}

/** Writes as much as can be written at once, and gives the rest. */
function writeAtOnce(descriptor: number, bytes: Buffer, written: Written): Buffer {
  let rest = bytes
  try {
    while (rest.length > 0) rest = rest.subarray(fs.writeSync(descriptor, rest))
    return rest
  } catch (error) {
    if (hasCode(error, 'EPIPE')) return Buffer.alloc(0)
    if (hasCode(error, 'EAGAIN')) return rest
    written.isTorn ||= rest.length < bytes.length
    throw error
  }
}

function isKind(descriptor: number, test: 'isCharacterDevice' | 'isFIFO' | 'isSocket'): boolean {
  try {
    return fs.fstatSync(descriptor)[test]()
  } catch {
    return false
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
