import { Buffer } from 'node:buffer'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** One line of `/proc/self/mountinfo`. */
export interface MountPoint {
  /** As the kernel names it, for example `ext4` or `fuse.sshfs`. */
  readonly type: string
  readonly point: string
  readonly isReadOnly: boolean
}

/**
 * Finds what is mounted where a path lies, all links resolved; `undefined` where the table does not say.
 *
 * @throws the system's own error, where this system has no such table
 */
export function findMount({ files }: Pick<World, 'files'>, path: string): MountPoint | undefined {
  return chooseMount(parseMounts(readFile(files, '/proc/self/mountinfo').toString('utf8')), path)
}

/** Reads the table of mounts, in its order: a later one hides an earlier one at the same point. */
export function parseMounts(text: string): readonly MountPoint[] {
  return text.split('\n').flatMap((line) => {
    // proc(5): … point, options, any number of optional fields, `-`, type, source, options of the file system.
    const [, point, options, type, , superOptions] =
      /^\S+ \S+ \S+ \S+ (\S+) (\S+) (?:\S+ )*?- (\S+) (\S+) (\S+)$/.exec(line) ?? []
    if (point === undefined || options === undefined || type === undefined) return []
    const isReadOnly = isRead(options) || isRead(superOptions ?? '')
    return [{ type: unescape(type), point: unescape(point), isReadOnly }]
  })
}

/** The last one of the longest that hold the path. */
export function chooseMount(mounts: readonly MountPoint[], path: string): MountPoint | undefined {
  const holding = mounts.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
  const longest = Math.max(...holding.map(({ point }) => point.length))
  return holding.findLast(({ point }) => point.length === longest)
}

function isRead(options: string): boolean {
  return options.split(',').includes('ro')
}

/** Spaces and the like are written as octal bytes. */
function unescape(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return bytes === text ? text : Buffer.from(bytes, 'latin1').toString('utf8')
}
