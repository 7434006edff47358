import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { SnapshotFile } from '../../domain/snapshot.ts'
import type { World } from '../world/world.ts'
import { walkDirectory, type Found } from './directory.ts'
import type { Place } from './source.ts'

interface Committed {
  readonly files: ReadonlyMap<string, SnapshotFile>
  readonly directories: ReadonlySet<string>
}

/**
 * Compares the work tree with what is committed and names the differences in one warning; `undefined` where there are none.
 * Files of which only git's id is known are compared by that: what they seem to differ in may be line ends alone.
 *
 * @remarks Bytes are compared, by ourselves: `git status` would run the filters that the repository's configuration
 * names. Not compared are line ends, which git may convert, and hidden files that are not committed.
 */
export function detectUncommitted(world: World, place: Place, files: readonly SnapshotFile[]): Problem | undefined {
  const committed = {
    files: new Map(files.map((file) => [file.path, file])),
    directories: new Set(files.flatMap(({ path }) => parentsOf(path))),
  }
  const walked = [
    ...walkDirectory(world, place, {
      entersDirectory: (path) => committed.directories.has(path),
      readsFile: (path) => committed.files.has(path),
    }),
  ]
  const found = walked.filter((one) => !isEmptyDirectory(world, place, one))
  const names = [...describeFound(found, committed), ...describeLost(found, files)].sort()
  if (names.length === 0) return undefined
  const facts = { directory: place.label, names, count: names.length }
  return makeProblem('UNCOMMITTED_CHANGES', { file: place.label }, facts)
}

/** Git keeps no empty directory, so one is no change. */
function isEmptyDirectory(world: World, place: Place, { kind, path }: Found): boolean {
  if (kind !== 'directory') return false
  try {
    return world.files.list(join(place.directory, path)).length === 0
  } catch {
    return false
  }
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

function describeFound(found: readonly Found[], committed: Committed): readonly string[] {
  return found.flatMap((one) => {
    const before = committed.files.get(one.path)
    if (before !== undefined) return hasChanged(before, one) ? [`${one.path} (changed)`] : []
    if (one.kind === 'problem' || isHidden(one.path)) return []
    if (one.kind === 'entry') return [`${one.path} (added)`]
    return committed.directories.has(one.path) ? [] : [`${one.path}/ (added)`]
  })
}

function hasChanged(before: SnapshotFile, found: Found): boolean {
  if (found.kind === 'problem' || before.kind === 'gitlink') return false
  if (found.kind === 'directory') return true
  // Where the file system has no symbolic links, git writes a file that holds the target.
  if (before.kind !== 'file') return found.file.kind !== before.kind && found.file.kind !== 'file'
  return !hasSameContent(before, found.file)
}

function hasSameContent({ size, bytes, blob }: SnapshotFile, found: SnapshotFile): boolean {
  if (found.bytes === undefined) return size === found.size
  if (bytes !== undefined) return hasEqualText(bytes, found.bytes)
  return blob === undefined ? size === found.size : isNamedBy(blob, found.bytes)
}

/** As git computes the id of a blob, with the hash that the repository uses. */
function isNamedBy(blob: string, bytes: Uint8Array): boolean {
  const hash = createHash(blob.length === 40 ? 'sha1' : 'sha256')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === blob
}

function hasEqualText(before: Uint8Array, after: Uint8Array): boolean {
  return Buffer.compare(before, after) === 0 || withLineFeeds(before) === withLineFeeds(after)
}

function withLineFeeds(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n')
}

function isHidden(path: string): boolean {
  return path.endsWith('~') || path.split('/').some((part) => part.startsWith('.'))
}

/** What is below something unreadable is not known to be lost. */
function describeLost(found: readonly Found[], files: readonly SnapshotFile[]): readonly string[] {
  const seen = new Set(found.map(({ path }) => path))
  const unreadable = found.filter(({ kind }) => kind === 'problem').map(({ path }) => path)
  return files
    .filter(({ path, kind }) => kind !== 'gitlink' && !seen.has(path))
    .filter(({ path }) => !unreadable.some((above) => path.startsWith(above)))
    .map(({ path }) => `${path} (removed)`)
}
