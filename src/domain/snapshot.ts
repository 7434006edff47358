import type { Revision } from './federation.ts'
import type { Problem } from './problem.ts'

/** One entry of a federation directory, as git or the file system tells it, before anything is believed of it. */
export interface SnapshotFile {
  /** Path below the federation directory, separated by `/`. */
  readonly path: string
  readonly kind: 'file' | 'symlink' | 'gitlink' | 'other'
  readonly executable: boolean
  /** Size in bytes. */
  readonly size: number
  /** The content; absent where the entry is no file or exceeds every limit, so that it was not read. */
  readonly bytes: Uint8Array | undefined
  /** The id of git's object, which names the content; absent outside git. */
  readonly blob?: string
}

/** A federation directory at one revision. */
export interface Snapshot {
  readonly revision: Revision
  /** Sorted by path. */
  readonly files: readonly SnapshotFile[]
  /** What was found while reading, for example uncommitted changes. */
  readonly problems: readonly Problem[]
  /** The path by which people know the directory, put before a file's path in messages. */
  readonly label: string
}

/** Names a file of a federation directory for people: its path below the directory, after the directory's own. */
export function namePath(label: string, path: string): string {
  if (label === '.' || label === '') return path
  return label.endsWith('/') ? label + path : `${label}/${path}`
}

/** A file as it is to be written. */
type WrittenFile = Pick<SnapshotFile, 'path'> & { readonly bytes: Uint8Array }

/**
 * Makes the snapshot as it would be with these files. What is no plain file stays what it is, and is then found to be at
 * fault: nothing is written through a link.
 */
export function withFiles(snapshot: Snapshot, files: readonly WrittenFile[]): Snapshot {
  const written = new Map(files.map((file) => [file.path, file]))
  const kept = snapshot.files.map((file) => {
    const bytes = file.kind === 'file' ? written.get(file.path)?.bytes : undefined
    written.delete(file.path)
    return bytes === undefined ? file : { ...file, size: bytes.length, bytes }
  })
  const added = [...written.values()].map(({ path, bytes }): SnapshotFile => {
    return { path, kind: 'file', executable: false, size: bytes.length, bytes }
  })
  return { ...snapshot, files: [...kept, ...added].sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
