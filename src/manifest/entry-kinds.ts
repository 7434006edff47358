import { Buffer } from 'node:buffer'
import type { SnapshotFile } from '../domain/snapshot.ts'

/** What an entry is, for people, where something else was needed. */
export const KINDS: Readonly<Record<SnapshotFile['kind'], string>> = {
  file: 'a plain file',
  symlink: 'a symbolic link',
  gitlink: 'a submodule',
  other: 'neither a file nor a directory',
}

const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/')

/** Tells whether a file only points to its content in the store of git LFS. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length))
}
