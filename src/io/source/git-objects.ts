import { createHash } from 'node:crypto'
import { federationError } from '../../errors.ts'

/** One object, as `cat-file --batch` gives it. */
export interface GitObject {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
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

/**
 * Makes sure that objects are what their ids say: git does not look when it reads them.
 *
 * @throws `OBJECT_FORGED`
 */
export function assertGenuine(objects: readonly (GitObject | undefined)[], directory: string): void {
  const forged = objects.find((object) => object !== undefined && !isGenuine(object))
  if (forged !== undefined) throw federationError('OBJECT_FORGED', { directory, id: forged.id })
}

/** With the hash that the repository uses. */
function isGenuine({ id, type, bytes }: GitObject): boolean {
  const hash = createHash(id.length === 40 ? 'sha1' : 'sha256')
  return hash.update(`${type} ${bytes.length}\0`).update(bytes).digest('hex') === id
}

/** Counts the entries of a tree that have this name. */
export function countEntries({ id, bytes }: GitObject, name: string): number {
  const wanted = Buffer.from(name)
  let count = 0
  for (let from = 0; from < bytes.length;) {
    const start = bytes.indexOf(SPACE, from) + 1
    const end = bytes.indexOf(0, start)
    if (start === 0 || end === -1) return count
    if (bytes.subarray(start, end).equals(wanted)) count += 1
    from = end + 1 + id.length / 2
  }
  return count
}

function findLineEnd(output: Buffer, from: number): number {
  const end = output.indexOf(LINE_FEED, from)
  return end === -1 ? output.length : end
}
