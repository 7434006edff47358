import { Buffer } from 'node:buffer'
import fs from 'node:fs'

/** A stream that results or messages are written to. */
export interface Output {
  write(text: string): void
  readonly isTTY: boolean
  /** Width in characters, where it is a terminal. */
  readonly columns: number | undefined
}

/** What is needed of Node's own object for a standard stream. */
export interface Stream {
  write(bytes: Uint8Array): unknown
  readonly isTTY: boolean
  readonly columns: number
}

/**
 * Makes an output of a standard stream. Node's own object for it is made where it is needed: for a terminal, and for a
 * pipe whose reader is slow. A reader that has gone needs nothing any more.
 */
export function makeOutput(descriptor: number, open: () => Stream): Output {
  const written: { waiting?: Stream } = {}
  const terminal = (): Stream | undefined => {
    const stream = isCharacterDevice(descriptor) ? open() : undefined
    return stream?.isTTY === true ? stream : undefined
  }
  return {
    write: (text) => {
      const rest = written.waiting === undefined ? writeAtOnce(descriptor, Buffer.from(text)) : Buffer.from(text)
      if (rest.length === 0) return
      written.waiting ??= open()
      written.waiting.write(rest)
    },
    get isTTY() {
      return terminal() !== undefined
    },
    get columns() {
      return terminal()?.columns
    },
  }
}

/** Writes as much as can be written at once, and gives the rest. */
function writeAtOnce(descriptor: number, bytes: Buffer): Buffer {
  let rest = bytes
  try {
    while (rest.length > 0) rest = rest.subarray(fs.writeSync(descriptor, rest))
    return rest
  } catch (error) {
    if (hasCode(error, 'EPIPE')) return Buffer.alloc(0)
    if (hasCode(error, 'EAGAIN')) return rest
    throw error
  }
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fs.fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
