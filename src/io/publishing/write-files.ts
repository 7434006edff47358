import { join } from 'node:path'
import type { PublishedFile } from '../../domain/publication.ts'
import { federationError } from '../../errors.ts'
import { appendAll, removeFile, TEMPORARY } from '../world/disk.ts'
import type { FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

const READABLE = 0o644
const SEARCHABLE = 0o755

/**
 * Writes the files of a publication, each as a whole: whoever reads meanwhile sees the old or the new one.
 *
 * @param directory - the federation directory, absolute, with every link resolved.
 * @throws `PUBLISH_NOT_WRITTEN`
 */
export function writePublishedFiles({ files }: World, directory: string, published: readonly PublishedFile[]): void {
  for (const { path, bytes } of published) {
    const file = join(directory, path)
    try {
      makeDirectories(files, directory, path.split('/').slice(0, -1))
      replace(files, file, bytes)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw federationError('PUBLISH_NOT_WRITTEN', { file, reason }, { place: { file }, cause })
    }
  }
}

/** Looks at each step: a link would lead out of the federation directory. */
function makeDirectories(files: FileSystem, top: string, names: readonly string[]): void {
  let directory = top
  for (const name of names) {
    directory = join(directory, name)
    const kind = files.lstat(directory)?.kind
    if (kind === undefined) files.mkdir(directory, SEARCHABLE)
    else if (kind !== 'directory') throw new Error(`${directory} is a link, or no directory`)
  }
}

function replace(files: FileSystem, file: string, bytes: Uint8Array): void {
  const temporary = file + TEMPORARY
  const descriptor = files.open(temporary, 'create', files.lstat(file)?.mode ?? READABLE)
  try {
    appendAll(files, descriptor, bytes)
    files.fsync(descriptor)
    files.rename(temporary, file)
  } catch (error) {
    removeFile(files, temporary)
    throw error
  } finally {
    files.close(descriptor)
  }
}
