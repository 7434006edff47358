import { Buffer, constants } from 'node:buffer'
import { dirname } from 'node:path'
import { appendAll, closeFile, replaceFile, type Disk } from '../world/disk.ts'
import { asNotWritten } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import { parseObject } from './json.ts'

const NEWLINE = '\n'
/** What a sector holds that was never written. No line holds it: JSON escapes it. */
const LOST = '\0'
const PRIVATE = 0o600
/** More than one line is long, so that a line is never met half at the beginning of what is read. */
const SLACK = 65_536

/**
 * Appends lines to the audit log and makes them durable. Lines that are already there (each one is unique) are not
 * written again, and one that was cut off by a crash is completed, so that recovery neither loses nor doubles any.
 *
 * @throws STATE_NOT_WRITTEN
 */
export function appendAudit(disk: Disk, path: string, lines: readonly string[]): void {
  if (lines.length === 0) return
  try {
    const descriptor = openLog(disk, path)
    try {
      addLines(disk, { path, descriptor, lines })
    } finally {
      closeFile(disk.files, descriptor)
    }
  } catch (error) {
    throw asNotWritten(path, error)
  }
}

interface Addition {
  readonly path: string
  readonly descriptor: number
  readonly lines: readonly string[]
}

function addLines(disk: Disk, { path, descriptor, lines }: Addition): void {
  const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, SLACK)
  // As bytes, not as text: a crash may cut a line in the middle of a character.
  const asBytes = lines.map((line) => Buffer.from(line).toString('latin1'))
  const tail = readTail(disk.files, path, size)
  if (tail.includes(LOST)) {
    replaceFile(disk, path, [Buffer.from(toText(mendLines(disk.files, path, asBytes)), 'latin1')])
    return
  }
  appendAll(disk.files, descriptor, Buffer.from(composeAppendix(tail, asBytes), 'latin1'))
  disk.sync(descriptor)
}

/** The lines of a log of which a power cut lost sectors, without those that are not whole, and with those to be added. */
function mendLines(files: FileSystem, path: string, lines: readonly string[]): readonly string[] {
  const found = readFile(files, path, constants.MAX_STRING_LENGTH).toString('latin1').split(NEWLINE)
  const ending = found.pop() ?? ''
  const whole = found.filter((line) => !line.includes(LOST))
  if (parseObject(ending) !== undefined) whole.push(ending)
  return [...whole, ...lines.filter((line) => !whole.includes(line))]
}

function openLog(disk: Disk, path: string): number {
  if (disk.files.lstat(path) !== undefined) return disk.files.open(path, 'append')
  const descriptor = disk.files.open(path, 'create', PRIVATE)
  disk.syncDirectory(dirname(path))
  return descriptor
}

function readTail(files: FileSystem, path: string, size: number): string {
  const descriptor = files.open(path, 'readonly')
  try {
    const length = files.fstat(descriptor).size
    const tail = Buffer.alloc(Math.min(size, length))
    return tail.toString('latin1', 0, fill(files, descriptor, { into: tail, from: length - tail.length }))
  } finally {
    closeFile(files, descriptor)
  }
}

function fill(files: FileSystem, descriptor: number, { into, from }: { into: Buffer; from: number }): number {
  for (let done = 0; done < into.length;) {
    const count = files.read(descriptor, into.subarray(done), from + done)
    if (count === 0) return done
    done += count
  }
  return into.length
}

function composeAppendix(tail: string, lines: readonly string[]): string {
  const present = new Set(tail.split(NEWLINE))
  const ending = tail.slice(tail.lastIndexOf(NEWLINE) + 1)
  const missing = lines.filter((line) => line === ending || !present.has(line))
  const [first, ...others] = missing
  if (first === undefined) return ''
  if (ending !== '' && first.startsWith(ending)) return toText([first.slice(ending.length), ...others])
  return (ending === '' ? '' : NEWLINE) + toText(missing)
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => line + NEWLINE).join('')
}
