import { resolve } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { quoteForShell } from '../../domain/quote.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import type { FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** The bytes of a settings file, or why they are not to be believed. */
export type SettingsBytes =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: Problem }

const WRITABLE_BY_OTHERS = 0o022

/** Tells whether there is anything at a path, also where nobody may look. */
export function isThere({ files, cwd }: World, path: string): boolean {
  try {
    return files.stat(resolve(cwd, path)) !== undefined
  } catch (error) {
    if (!isSystemError(error)) throw error
    return true
  }
}

/**
 * Reads a settings file, if nobody but root and this user can have written it: it may name programs.
 *
 * @remarks Links are followed, since a ConfigMap is mounted as links; what is checked is the file that was opened. Its
 * directory is not: a ConfigMap's has the mode 0777. Who can put another file in its place can only put one of root's or
 * this user's there.
 * @param largest - what is longer is not read to its end: one byte more comes back.
 */
export function readSettingsFile(world: World, file: string, largest: number): SettingsBytes {
  try {
    return readOpened(world, { file, path: resolve(world.cwd, file), largest })
  } catch (error) {
    if (!isSystemError(error)) throw error
    if (error.code === 'ENOENT') return { problem: makeProblem('SETTINGS_MISSING', { file }, { file }) }
    const facts = { file, reason: describeSystemError(error) }
    return { problem: makeProblem('SETTINGS_UNREADABLE', { file }, facts) }
  }
}

function readOpened(
  { files, host }: World,
  { file, path, largest }: { readonly file: string; readonly path: string; readonly largest: number },
): SettingsBytes {
  const descriptor = files.open(path, 'read')
  try {
    const status = files.fstat(descriptor)
    const problem = judge(status, file, host.userId())
    if (problem !== undefined) return { problem }
    const into = new Uint8Array(largest + 1)
    let length = 0
    for (let count = -1; count !== 0 && length < into.length; length += count) {
      count = files.read(descriptor, into.subarray(length), length)
    }
    return { bytes: into.subarray(0, length) }
  } finally {
    files.close(descriptor)
  }
}

/** Where the system knows no users, nothing can be told of an owner. */
function judge({ kind, uid, mode }: FileStatus, file: string, user: number): Problem | undefined {
  if (kind !== 'file') {
    const name = kind === 'directory' ? 'a directory' : 'a pipe or a device'
    return makeProblem('SETTINGS_NOT_A_FILE', { file }, { file, kind: name })
  }
  if (user === -1) return undefined
  if (uid !== 0 && uid !== user) {
    const facts = { file, found: `belongs to the user ${uid}`, command: `chown ${user} ${quoteForShell(file)}` }
    return makeProblem('SETTINGS_UNSAFE', { file }, facts)
  }
  if ((mode & WRITABLE_BY_OTHERS) === 0) return undefined
  const found = `can be written by others (mode ${mode.toString(8).padStart(4, '0')})`
  return makeProblem('SETTINGS_UNSAFE', { file }, { file, found, command: `chmod go-w ${quoteForShell(file)}` })
}
