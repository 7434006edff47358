import { makeProblem, type Problem } from '../../domain/problem.ts'
import { namePath, type SnapshotFile } from '../../domain/snapshot.ts'
import { readDescriptor, type FileStatus, type FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { readLimit } from './source-limits.ts'
import { reasonOf, type Place } from './source.ts'

/** What a walk comes across. Paths are below the directory, separated by `/`. */
export type Found =
  | { readonly kind: 'entry'; readonly path: string; readonly file: SnapshotFile }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'problem'; readonly path: string; readonly problem: Problem }

/** What of a directory is looked into. */
export interface Interest {
  readonly entersDirectory: (path: string) => boolean
  readonly readsFile: (path: string) => boolean
  /** How many bytes a file may have to be read; otherwise it may have what `readLimit` says. */
  readonly mostBytes?: number
}

/**
 * Walks a directory on disk in the order of its names and reads its files, each up to its limit. A `.git` at its top is
 * passed over; a directory below that holds one is an entry of its own kind, as in a commit.
 *
 * @remarks No link below the directory is followed and nothing but plain files is opened, even while somebody exchanges
 * them: on Linux the entries of each level are reached through the descriptor of the directory that was opened.
 */
export function* walkDirectory(world: World, place: Place, interest: Interest): Generator<Found, void, undefined> {
  yield* walkLevel({ world, label: place.label, interest }, place.directory, '')
}

interface Walk {
  readonly world: World
  readonly label: string
  readonly interest: Interest
}

/** An entry as it is reached, and as it is called. */
interface Step {
  readonly reach: string
  readonly path: string
}

function* walkLevel(walk: Walk, reach: string, prefix: string): Generator<Found, void, undefined> {
  const { files } = walk.world
  const opened = attempt(() => openLevel(walk.world, reach))
  if ('reason' in opened) return yield unreadable(walk, prefix, opened.reason)
  const { base, descriptor, names } = opened.value
  try {
    for (const name of names) yield* visit(walk, { reach: `${base}/${name}`, path: prefix + name })
  } finally {
    if (descriptor !== undefined) files.close(descriptor)
  }
}

interface OpenedLevel {
  readonly base: string
  readonly descriptor: number | undefined
  readonly names: readonly string[]
}

function openLevel({ files, platform }: World, reach: string): OpenedLevel {
  if (platform !== 'linux') return { base: reach, descriptor: undefined, names: listNames(files, reach) }
  const descriptor = files.open(reach, 'readonly')
  try {
    const base = `/proc/self/fd/${descriptor}`
    return { base, descriptor, names: listNames(files, base) }
  } catch (error) {
    files.close(descriptor)
    throw error
  }
}

function listNames(files: FileSystem, path: string): readonly string[] {
  return files.list(path).filter((name) => name !== '.git')
}

function* visit(walk: Walk, step: Step): Generator<Found, void, undefined> {
  const { path } = step
  if (path.includes('\ufffd')) {
    const problem = makeProblem('ENTRY_NAME_NOT_UTF8', { file: namePath(walk.label, path) }, { path })
    return yield { kind: 'problem', path, problem }
  }
  const found = attempt(() => walk.world.files.lstat(step.reach))
  if ('reason' in found) return yield unreadable(walk, path, found.reason)
  const status = found.value
  if (status === undefined) return
  if (status.kind === 'directory') return yield* visitDirectory(walk, step)
  if (status.kind !== 'file') return yield toEntry(path, { kind: status.kind, executable: false, size: status.size })
  yield visitFile(walk, step, status)
}

function* visitDirectory(walk: Walk, { reach, path }: Step): Generator<Found, void, undefined> {
  const link = attempt(() => walk.world.files.lstat(`${reach}/.git`))
  if ('value' in link && link.value !== undefined) {
    return yield toEntry(path, { kind: 'gitlink', executable: false, size: 0 })
  }
  yield { kind: 'directory', path }
  if (walk.interest.entersDirectory(path)) yield* walkLevel(walk, reach, `${path}/`)
}

function visitFile(walk: Walk, { reach, path }: Step, status: FileStatus): Found {
  const executable = (status.mode & 0o100) !== 0
  const { readsFile, mostBytes = readLimit(path) } = walk.interest
  const wanted = readsFile(path) && status.size <= mostBytes
  if (!wanted) return toEntry(path, { kind: 'file', executable, size: status.size })
  const read = attempt(() => readSame(walk.world, reach, status))
  if ('reason' in read) return unreadable(walk, path, read.reason)
  return toEntry(path, { kind: 'file', executable, size: read.value.length, bytes: read.value })
}

/** Reads the very file that was looked at, or fails. */
function readSame({ files }: World, reach: string, seen: FileStatus): Uint8Array {
  const descriptor = files.open(reach, 'readonly')
  try {
    const status = files.fstat(descriptor)
    const isSame = status.kind === 'file' && status.inode === seen.inode && status.device === seen.device
    if (!isSame) throw new Error('it was exchanged while it was read')
    return readDescriptor(files, descriptor)
  } finally {
    files.close(descriptor)
  }
}

function toEntry(path: string, facts: Omit<SnapshotFile, 'path' | 'bytes'> & { readonly bytes?: Uint8Array }): Found {
  return { kind: 'entry', path, file: { path, ...facts, bytes: facts.bytes } }
}

function unreadable(walk: Walk, path: string, reason: string): Found {
  const file = namePath(walk.label, path)
  return { kind: 'problem', path, problem: makeProblem('SOURCE_UNREADABLE', { file }, { path: file, reason }) }
}

/** What is not readable is reported with everything else, instead of ending the walk. */
function attempt<Value>(act: () => Value): { readonly value: Value } | { readonly reason: string } {
  try {
    return { value: act() }
  } catch (error) {
    return { reason: reasonOf(error) }
  }
}
