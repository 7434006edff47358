import { Buffer } from 'node:buffer'
import { quote } from '../../../domain/quote.ts'
import { plain } from '../../../fedbiomed/command-lines.ts'

type StreamName = 'stdout' | 'stderr'

/** What a command has said, of which no more is kept than can be needed. */
export interface Speech {
  hear(stream: StreamName, chunk: Buffer): void
  /** The beginning of its standard output: what a question can stand in. */
  beginning(): string
  /** Adds to how it ended what it said last on each stream, escaped and cut. */
  describe(how: string): string
}

/** A list of ten thousand parties is half of that. */
const LONGEST_BEGINNING = 1024 * 1024
const LONGEST_END = 4096

/** Begins to listen. */
export function makeSpeech(): Speech {
  const beginning: Buffer[] = []
  let length = 0
  const ends = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  return {
    hear: (stream, chunk) => {
      ends[stream] = Buffer.concat([ends[stream], chunk.subarray(-LONGEST_END)]).subarray(-LONGEST_END)
      if (stream === 'stderr' || length >= LONGEST_BEGINNING) return
      beginning.push(chunk)
      length += chunk.length
    },
    beginning: () => Buffer.concat(beginning).toString(),
    describe: (how) => {
      const said = [ends.stdout, ends.stderr].map(lastLine).filter((line) => line !== '')
      return said.length === 0 ? how : `${how}, and said: ${said.map(quote).join(' | ')}`
    },
  }
}

/** Bytes that are no UTF-8 become U+FFFD. */
function lastLine(bytes: Buffer): string {
  const lines = plain(bytes.toString()).split('\n')
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? ''
}
