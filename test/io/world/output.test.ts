import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeOutput, type Stream } from '../../../src/io/world/output.ts'
import { makePipe, withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'

suite('an output', (test) => {
  test('writes at once, without the stream that Node would open', () =>
    withDirectory({}, (directory) => {
      const file = join(directory, 'result.txt')
      const descriptor = openSync(file, 'w')
      const output = makeOutput(descriptor, refuse)

      output.write('one\n')
      output.write('é€𝄞\n')

      assert.is(readFileSync(file, 'utf8'), 'one\né€𝄞\n')
      assert.equal([output.isTTY, output.columns], [false, undefined])
      closeSync(descriptor)
    }))

  test('leaves to that stream what a pipe cannot take yet, and all that follows', () =>
    withPipe(({ reader, writer }) => {
      const { stream, written } = makeStream()
      const output = makeOutput(writer, () => stream)
      const text = Array.from({ length: 40_000 }, (_, index) => `${index}\n`).join('')

      output.write(text)
      output.write('end')

      assert.ok(written.length > 0)
      assert.is(drain(reader) + Buffer.concat(written).toString(), `${text}end`)
    }))

  test('is content when its reader has gone', () =>
    withPipe(({ reader, writer }) => {
      closeSync(reader)

      makeOutput(writer, refuse).write('nobody reads this')
    }))

  test('tells a terminal and its width', () => {
    const output = makeOutput(openSync('/dev/null', 'w'), () => ({ ...makeStream().stream, isTTY: true, columns: 80 }))

    assert.equal([output.isTTY, output.columns], [true, 80])
  })
})

interface Pipe {
  readonly reader: number
  readonly writer: number
}

/** Lends a pipe that refuses what it cannot take, instead of waiting. */
function withPipe(body: (pipe: Pipe) => void): Promise<void> {
  return withDirectory({}, (directory) => {
    const path = join(directory, 'pipe')
    makePipe(path)
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    body({ reader, writer: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) })
  })
}

function drain(reader: number): string {
  const bytes = Buffer.alloc(1_000_000)
  return bytes.toString('utf8', 0, readSync(reader, bytes))
}

function makeStream(): { readonly stream: Stream; readonly written: Uint8Array[] } {
  const written: Uint8Array[] = []
  return { written, stream: { write: (bytes) => written.push(bytes), isTTY: false, columns: 0 } }
}

function refuse(): Stream {
  throw new Error('The stream was opened.')
}
