import { createHash } from 'node:crypto'
import { federationError } from '../../errors.ts'

/** One object, as `cat-file --batch` gives it. */
export interface GitObject {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

/** What `cat-file --batch-check` tells of one object. */
export interface ObjectFacts {
  readonly id: string
  readonly type: string
  readonly size: number
}

/** One entry of a tree; `mode` as its bytes say it. */
export interface EntryFacts {
  readonly mode: string
  readonly id: string
}

const LINE_FEED = 0x0a
const SPACE = 0x20
const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) ([a-z]+) ([0-9]+)$/

/** Takes the output of `cat-file --batch` apart: one item for each line asked, `undefined` where there is no such object. */
export function parseObjects(output: Buffer): readonly (GitObject | undefined)[] {
  const objects: (GitObject | undefined)[] = []
  let position = 0
  while (position < output.length) {
    const end = findLineEnd(output, position)
    const header = HEADER.exec(output.toString('latin1', position, end))
    const [, id = '', type = '', size = '0'] = header ?? []
    const from = end + 1
    const to = from + Number(size)
    objects.push(header === null ? undefined : { id, type, bytes: output.subarray(from, to) })
    position = header === null ? from : to + 1
  }
  return objects
}

/** Takes the output of `cat-file --batch-check` apart: one item for each line asked, `undefined` where there is no such object. */
export function parseObjectFacts(output: Buffer): readonly (ObjectFacts | undefined)[] {
  const lines = output.toString('latin1').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [, id = '', type = '', size = ''] = HEADER.exec(line) ?? []
    return id === '' ? undefined : { id, type, size: Number(size) }
  })
}

/**
 * Makes sure that objects are what their ids say: git does not look when it reads them.
 *
 * @throws `OBJECT_FORGED`
 */
export function assertGenuine(objects: readonly (GitObject | undefined)[], directory: string): void {
  const forged = objects.find((object) => object !== undefined && !isGenuine(object))
  if (forged !== undefined) throw federationError('OBJECT_FORGED', { directory, id: forged.id })
}

/** Tells whether an object is what its id says, by the hash that the repository uses. */
export function isGenuine({ id, type, bytes }: GitObject): boolean {
  const hash = createHash(id.length === 40 ? 'sha1' : 'sha256')
  return hash.update(`${type} ${bytes.length}\0`).update(bytes).digest('hex') === id
}

/** Finds the entries of a tree that have this name: more than one, where somebody made it so. */
export function findEntries({ id, bytes }: GitObject, name: string): readonly EntryFacts[] {
  const wanted = Buffer.from(name)
  const found: EntryFacts[] = []
  for (let from = 0; from < bytes.length;) {
    const start = bytes.indexOf(SPACE, from) + 1
    const end = bytes.indexOf(0, start)
    if (start === 0 || end === -1) return found
    const next = end + 1 + id.length / 2
    const mode = bytes.toString('latin1', from, start - 1)
    if (bytes.subarray(start, end).equals(wanted)) found.push({ mode, id: bytes.toString('hex', end + 1, next) })
    from = next
  }
  return found
}

function findLineEnd(output: Buffer, from: number): number {
  const end = output.indexOf(LINE_FEED, from)
  return end === -1 ? output.length : end
}
