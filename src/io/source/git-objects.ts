/** One object, as `cat-file --batch` gives it. */
export interface GitObject {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

const LINE_FEED = 0x0a
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

function findLineEnd(output: Buffer, from: number): number {
  const end = output.indexOf(LINE_FEED, from)
  return end === -1 ? output.length : end
}
