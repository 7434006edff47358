import { Buffer } from 'node:buffer'
import { basename, dirname, join } from 'node:path'
import { appendAll } from '../world/disk.ts'
import { failedWith, isSystemError } from '../world/fault.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'

/** The hash that a repository names its objects by. */
export type ObjectFormat = 'sha1' | 'sha256'

const PRIVATE_DIRECTORY = 0o700
const PRIVATE_FILE = 0o600
const HEAD = 'ref: refs/fbm-gitops/head\n'

const CONFIGURATIONS: Readonly<Record<ObjectFormat, string>> = {
  sha1: '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
  sha256: '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n',
}

/** Tells which hash a bare repository of ours has; `undefined` where it is not just as we made it. */
export function recognizeBareRepository(files: FileSystem, path: string): ObjectFormat | undefined {
  const isWhole = ['objects/pack', 'refs'].every(
    (name) => attempt(() => files.lstat(join(path, name)))?.kind === 'directory',
  )
  if (!isWhole || readSmall(files, join(path, 'HEAD')) !== HEAD) return undefined
  const configuration = readSmall(files, join(path, 'config'))
  return (['sha1', 'sha256'] as const).find((format) => CONFIGURATIONS[format] === configuration)
}

/** Makes an empty bare repository: as `git init` with an empty template. What lies there is thrown away. */
export function makeBareRepository(files: FileSystem, path: string, format: ObjectFormat): void {
  removeTree(files, path)
  for (const name of ['', 'objects', 'objects/pack', 'refs']) files.mkdir(join(path, name), PRIVATE_DIRECTORY)
  writeSmall(files, join(path, 'config'), CONFIGURATIONS[format])
  writeSmall(files, join(path, 'HEAD'), HEAD)
}

/** Puts a bare repository in the place of another one, or of nothing. */
export function putBareRepository(files: FileSystem, fresh: string, path: string): void {
  const old = `${fresh}.old`
  if (files.lstat(path) !== undefined) files.rename(path, old)
  files.rename(fresh, path)
  removeTree(files, old)
}

/** Tells whether it holds objects in files of their own, as nothing leaves them that is checked on its way. */
export function holdsLooseObjects(files: FileSystem, path: string): boolean {
  return (attempt(() => files.list(join(path, 'objects'))) ?? []).some((name) => /^[0-9a-f]{2}$/.test(name))
}

/** Removes a directory and all below it; follows no link. */
export function removeTree(files: FileSystem, path: string): void {
  const status = files.lstat(path)
  if (status === undefined) return
  if (status.kind !== 'directory') {
    files.unlink(path)
    return
  }
  for (const name of files.list(path)) removeTree(files, join(path, name))
  files.rmdir(path)
}

/** What a fetch that was killed leaves behind. */
const REMAINS: readonly {
  readonly directory: string
  readonly name: RegExp
  readonly isHeldFor: 'moment' | 'fetch'
}[] = [
  { directory: '.', name: /\.lock$/, isHeldFor: 'moment' },
  { directory: 'refs/fbm-gitops', name: /\.lock$/, isHeldFor: 'moment' },
  { directory: 'objects/pack', name: /^tmp_|\.keep$/, isHeldFor: 'fetch' },
  { directory: 'objects', name: /^tmp_/, isHeldFor: 'fetch' },
]
const MOMENT_MS = 10_000

interface Patience {
  readonly now: number
  /** How long a fetch may hold a file of its own; milliseconds. */
  readonly longestMs: number
}

/** Removes what fetches left that were killed, and leaves alone what one that runs now may still hold. */
export function removeRemains(files: FileSystem, path: string, { now, longestMs }: Patience): void {
  const sweep = (directory: string, name: RegExp, patience: number): void => {
    const names = attempt(() => files.list(directory)) ?? []
    for (const file of names.filter((each) => name.test(each)).map((each) => join(directory, each))) {
      const status = attempt(() => files.lstat(file))
      const isOld = status !== undefined && now - Number(status.mtime / 1_000_000n) > patience
      attempt(() => {
        if (isOld) removeTree(files, file)
      })
    }
  }
  for (const { directory, name, isHeldFor } of REMAINS) {
    sweep(join(path, directory), name, isHeldFor === 'moment' ? MOMENT_MS : longestMs)
  }
  // Repositories that were to take the place of this one.
  sweep(dirname(path), new RegExp(`^${basename(path)}\\.`), longestMs)
}

/** Counts the packs of a repository; each fetch that brings something adds one. */
export function countPacks(files: FileSystem, path: string): number {
  return (attempt(() => files.list(join(path, 'objects/pack'))) ?? []).filter((name) => name.endsWith('.pack')).length
}

/** Another pass may have removed it first. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (!isSystemError(error)) throw error
    return undefined
  }
}

function readSmall(files: FileSystem, path: string): string {
  const status = attempt(() => files.lstat(path))
  if (status?.kind !== 'file' || status.size > 4096) return ''
  return attempt(() => readFile(files, path))?.toString('latin1') ?? ''
}

function writeSmall(files: FileSystem, path: string, text: string): void {
  const descriptor = files.open(path, 'create', PRIVATE_FILE)
  try {
    appendAll(files, descriptor, Buffer.from(text))
  } catch (error) {
    if (failedWith(error, 'ENOSPC', 'EDQUOT')) removeTree(files, path)
    throw error
  } finally {
    files.close(descriptor)
  }
}
