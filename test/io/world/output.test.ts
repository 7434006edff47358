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

  test('drops what is offered and cannot be written', () => {
    const full = makeOutput(openSync('/dev/full', 'w'), refuse)

    assert.is(full.offer('a line\n'), false)
    assert.throws(() => {
      full.write('a line\n')
    }, /ENOSPC/)
  })

  test('drops what is offered while 1 MiB waits for a slow reader', () =>
    withPipe(({ reader, writer }) => {
      const { stream, written } = makeStream()
      const output = makeOutput(writer, () => stream)
      const line = `${'x'.repeat(1023)}\n`

      const taken = Array.from({ length: 3000 }, () => output.offer(line)).filter((each) => each)
      assert.is(taken.length, 1024)
      written.length = 0
      assert.is(output.offer(line), true)
      closeSync(reader)
    }))

  test('outlives a slow reader that goes', () =>
    withPipe(({ writer }) => {
      const listeners: ((error: Error) => void)[] = []
      const stream = {
        ...makeStream().stream,
        on: (_event: 'error', heard: (typeof listeners)[0]) => listeners.push(heard),
      }
      const output = makeOutput(writer, () => stream)
      output.offer('a line\n')

      listeners[0]?.(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      output.write('another\n')
      assert.is(output.offer('another\n'), true)
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
  const stream = {
    write: (bytes: Uint8Array) => written.push(bytes),
    on: () => undefined,
    get writableLength() {
      return written.reduce((sum, { length }) => sum + length, 0)
    },
    isTTY: false,
    columns: 0,
  }
  return { written, stream }
}

function refuse(): Stream {
  throw new Error('The stream was opened.')
}
