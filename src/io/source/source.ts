import { dirname, join, relative, resolve, sep } from 'node:path'
import { federationError } from '../../errors.ts'
import type { FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import type { Repository } from './git.ts'

/** A federation directory on disk. */
export interface Place {
  /** Absolute, with every link resolved. */
  readonly directory: string
  /** The path by which people know it. */
  readonly label: string
}

/** A federation directory, and the git repository that it lies in. */
export interface Source extends Place {
  /** Absent outside git. */
  readonly repository: Repository | undefined
  /** The path below the top of the work tree, separated by `/`; empty at the top and outside git. */
  readonly prefix: string
}

/**
 * Finds the directory that the operator typed; links in what was typed are followed.
 *
 * @throws `SOURCE_MISSING`, `SOURCE_NOT_A_DIRECTORY`, `SOURCE_UNREADABLE`
 */
export function locateDirectory(world: World, directory: string): Place {
  const label = directory.replace(/(?<=[^/])\/+$/, '')
  const path = resolve(world.cwd, directory)
  const status = statOf(world, path)
  if (status === undefined) throw federationError('SOURCE_MISSING', { directory: label })
  if (status.kind !== 'directory') throw federationError('SOURCE_NOT_A_DIRECTORY', { directory: label })
  return { directory: orUnreadable(path, () => world.files.realpath(path)), label }
}

/**
 * Finds the directory that the operator typed and its repository, if any; starts no process.
 *
 * @throws as `locateDirectory`, and `SOURCE_LEAVES_REPOSITORY`, `SOURCE_IN_GIT_DIRECTORY`
 */
export function locateSource(world: World, directory: string): Source {
  const place = locateDirectory(world, directory)
  const top = findTop(world, place.directory)
  checkLinks(world, { path: resolve(world.cwd, directory), place, top })
  if (top === undefined) return { ...place, repository: undefined, prefix: '' }
  const gitDirectory = join(top, '.git')
  if (isGitDirectory(world, top)) {
    throw federationError('SOURCE_IN_GIT_DIRECTORY', { directory: place.label, gitDirectory: top })
  }
  const prefix = relative(top, place.directory).split(sep).join('/')
  return { ...place, repository: { gitDirectory, top, label: place.label }, prefix }
}

/** Tells an error of the operating system in few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.message
}

/** Finds the nearest directory, upwards, that holds a `.git` or is a git directory itself. */
function findTop(world: World, from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (statOf(world, join(directory, '.git')) !== undefined || isGitDirectory(world, directory)) return directory
    if (directory === dirname(directory)) return undefined
  }
}

/** Git knows its own directories by these three; one can be planted in a commit, so it is refused rather than obeyed. */
function isGitDirectory(world: World, directory: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => statOf(world, join(directory, name)) !== undefined)
}

/** A committed link must not turn the reading of a commit into the reading of files, or of another repository. */
function checkLinks(
  world: World,
  { path, place, top }: { readonly path: string; readonly place: Place; readonly top: string | undefined },
): void {
  if (path === place.directory) return
  const typedTop = findTop(world, path)
  if (typedTop === undefined) return
  if (orUnreadable(typedTop, () => world.files.realpath(typedTop)) === top) return
  throw federationError('SOURCE_LEAVES_REPOSITORY', { directory: place.label, target: place.directory })
}

function statOf(world: World, path: string): FileStatus | undefined {
  return orUnreadable(path, () => {
    try {
      return world.files.stat(path)
    } catch (error) {
      if (reasonOf(error) === 'ENOTDIR') return undefined
      throw error
    }
  })
}

function orUnreadable<Value>(path: string, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    throw federationError('SOURCE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause })
  }
}
