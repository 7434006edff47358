import { basename, dirname } from 'node:path'
import type { FileStatus, FileSystem } from '../../../src/io/world/file-system.ts'
import { systemError } from '../../helpers/system-error.ts'
import {
  changeDirectory,
  makeDirectory,
  makeFile,
  syncDirectory,
  syncFile,
  writeInto,
  type DirectoryNode,
  type FileNode,
  type ModelNode,
} from './nodes.ts'

/** A directory tree in memory, and the time that its files get, in milliseconds since the epoch. */
export interface ModelDisk {
  readonly root: DirectoryNode
  readonly now: () => number
  /** The number that the system gives to this disk, for as long as it is mounted. */
  readonly device?: bigint
}

/** The user to whom everything belongs. */
export const OWNER = 1000

const DEVICE = 64_769n

interface OpenFile {
  readonly file: FileNode
  readonly appends: boolean
}

/** What the functions below share: the tree, and what is open. */
interface Mount extends ModelDisk {
  readonly open: Map<number, OpenFile>
  tick(): bigint
  inode(): bigint
  descriptor(): number
}

/** Mounts a disk: a file system without links of the symbolic kind, whose descriptors are its own. */
export function mountDisk(disk: ModelDisk): FileSystem {
  const mount = makeMount(disk)
  return { ...fileCalls(mount), ...pathCalls(mount), ...directoryCalls(mount) }
}

/** Makes the root of an empty disk. */
export function makeRoot(): DirectoryNode {
  return makeDirectory({ inode: 2n, mode: 0o755, time: 0n })
}

function makeMount(disk: ModelDisk): Mount {
  let ticks = 0n
  let descriptors = 2
  let highest = highestInode(disk.root)
  return {
    ...disk,
    open: new Map(),
    // No two changes have the same time, as on a file system with fine times.
    tick: () => BigInt(Math.round(disk.now())) * 1_000_000n + (ticks += 1n),
    inode: () => (highest += 1n),
    descriptor: () => (descriptors += 1),
  }
}

type FileCalls = Pick<FileSystem, 'close' | 'read' | 'pwrite' | 'append' | 'fsync' | 'fstat'>

function fileCalls(mount: Mount): FileCalls {
  const write = (file: FileNode, bytes: Uint8Array, position: number): number => {
    writeInto(file, bytes, position)
    file.time = mount.tick()
    return bytes.length
  }
  return {
    close: (descriptor) => {
      mount.open.delete(descriptor)
    },
    read: (descriptor, into, position) => {
      const { bytes, size } = openFile(mount, descriptor).file
      return bytes
        .subarray(0, size)
        .subarray(position, position + into.length)
        .copy(into)
    },
    pwrite: (descriptor, bytes, position) => {
      const { file, appends } = openFile(mount, descriptor)
      return write(file, bytes, appends ? file.size : position)
    },
    append: (descriptor, bytes) => {
      const { file } = openFile(mount, descriptor)
      return write(file, bytes, file.size)
    },
    fsync: (descriptor) => {
      syncFile(openFile(mount, descriptor).file)
    },
    fstat: (descriptor) => statusOf(mount, openFile(mount, descriptor).file),
  }
}

type PathCalls = Pick<FileSystem, 'open' | 'stat' | 'lstat' | 'rename' | 'link' | 'unlink'>

function pathCalls(mount: Mount): PathCalls {
  const look = (path: string): FileStatus | undefined => {
    const node = find(mount, path)
    return node === undefined ? undefined : statusOf(mount, node)
  }
  return {
    open: (path, mode, permissions = 0o666) => {
      const file = mode === 'create' ? create(mount, path, permissions) : fileAt(mount, path, 'open')
      const descriptor = mount.descriptor()
      mount.open.set(descriptor, { file, appends: mode === 'append' })
      return descriptor
    },
    stat: look,
    lstat: look,
    rename: (from, to) => {
      const file = fileAt(mount, from, 'rename')
      const directory = parentOf(mount, to, 'rename')
      if (dirname(from) !== dirname(to)) throw new Error('The model renames within one directory only.')
      replaceEntry(mount, directory, [
        [basename(to), file],
        [basename(from), undefined],
      ])
    },
    link: (from, to) => {
      const file = fileAt(mount, from, 'link')
      const directory = parentOf(mount, to, 'link')
      if (directory.entries.has(basename(to))) throw systemError('EEXIST', 'link')
      replaceEntry(mount, directory, [[basename(to), file]])
    },
    unlink: (path) => {
      fileAt(mount, path, 'unlink')
      replaceEntry(mount, parentOf(mount, path, 'unlink'), [[basename(path), undefined]])
    },
  }
}

type DirectoryCalls = Pick<FileSystem, 'mkdir' | 'rmdir' | 'list' | 'fsyncDirectory' | 'realpath' | 'statfs'>

function directoryCalls(mount: Mount): DirectoryCalls {
  return {
    rmdir: (path) => {
      const { entries } = directoryAt(mount, path, 'rmdir')
      if (entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir')
      replaceEntry(mount, parentOf(mount, path, 'rmdir'), [[basename(path), undefined]])
    },
    mkdir: (path, permissions) => {
      const parent = parentOf(mount, path, 'mkdir')
      if (parent.entries.has(basename(path))) throw systemError('EEXIST', 'mkdir')
      const directory = makeDirectory({ inode: mount.inode(), mode: permissions, time: mount.tick() })
      replaceEntry(mount, parent, [[basename(path), directory]])
    },
    list: (path) => [...directoryAt(mount, path, 'list').entries.keys()].sort(),
    fsyncDirectory: (path) => {
      syncDirectory(directoryAt(mount, path, 'fsync'))
    },
    realpath: (path) => path,
    statfs: () => ({ freeBytes: Infinity, freeFiles: undefined }),
  }
}

function create(mount: Mount, path: string, permissions: number): FileNode {
  const directory = parentOf(mount, path, 'open')
  if (directory.entries.has(basename(path))) throw systemError('EEXIST', 'open')
  const file = makeFile({ inode: mount.inode(), mode: permissions, time: mount.tick() })
  replaceEntry(mount, directory, [[basename(path), file]])
  return file
}

/** Changes entries as one operation, and counts the names that files lose and get. */
function replaceEntry(
  mount: Mount,
  directory: DirectoryNode,
  operation: readonly (readonly [name: string, node: ModelNode | undefined])[],
): void {
  for (const [name, node] of operation) {
    const old = directory.entries.get(name)
    if (old?.kind === 'file') old.links -= 1
    if (node?.kind === 'file') node.links += 1
  }
  changeDirectory(directory, operation)
  directory.time = mount.tick()
}

function openFile(mount: Mount, descriptor: number): OpenFile {
  const open = mount.open.get(descriptor)
  if (open === undefined) throw systemError('EBADF', 'descriptor')
  return open
}

function find({ root }: Mount, path: string): ModelNode | undefined {
  let node: ModelNode | undefined = root
  for (const name of path.split('/')) {
    if (name === '') continue
    if (node?.kind !== 'directory') return undefined
    node = node.entries.get(name)
  }
  return node
}

function fileAt(mount: Mount, path: string, syscall: string): FileNode {
  const node = find(mount, path)
  if (node === undefined) throw systemError('ENOENT', syscall)
  if (node.kind !== 'file') throw systemError('EISDIR', syscall)
  return node
}

function directoryAt(mount: Mount, path: string, syscall: string): DirectoryNode {
  const node = find(mount, path)
  if (node === undefined) throw systemError('ENOENT', syscall)
  if (node.kind !== 'directory') throw systemError('ENOTDIR', syscall)
  return node
}

function parentOf(mount: Mount, path: string, syscall: string): DirectoryNode {
  return directoryAt(mount, dirname(path), syscall)
}

function statusOf({ device = DEVICE }: ModelDisk, node: ModelNode): FileStatus {
  const { kind, inode, mode, time } = node
  const [size, links] = node.kind === 'file' ? [node.size, node.links] : [0, 2]
  return { kind, device, inode, size, mode, links, uid: OWNER, gid: OWNER, mtime: time, ctime: time }
}

function highestInode(node: ModelNode): bigint {
  let highest = node.inode
  if (node.kind === 'file') return highest
  for (const child of node.entries.values()) {
    const below = highestInode(child)
    if (below > highest) highest = below
  }
  return highest
}
