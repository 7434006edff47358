import { Buffer } from 'node:buffer'
import fs from 'node:fs'

/** What `stat` tells of a file. Times are nanoseconds since the epoch. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
  readonly device: bigint
  readonly inode: bigint
  readonly size: number
  /** The permission bits. */
  readonly mode: number
  readonly links: number
  readonly uid: number
  readonly gid: number
  readonly mtime: bigint
  readonly ctime: bigint
}

/** What is free in a file system, for users that are not root. */
export interface FileSystemSpace {
  readonly freeBytes: number
  /** How many more files it can hold; absent where it does not count them. */
  readonly freeFiles: number | undefined
}

/** How a file is opened. Symbolic links are never followed at the last step, save by `read`. */
type OpenMode = 'read' | 'readonly' | 'readwrite' | 'append' | 'create'

/**
 * The calls that touch files: synchronous, one system call each, so that a test can count, cut or fail every one.
 *
 * @remarks Every call throws Node's own error with its `code` (`ENOENT`, `EIO`, …), save the two that say otherwise.
 */
export interface FileSystem {
  open(path: string, mode: OpenMode, permissions?: number): number
  close(descriptor: number): void
  /** Reads at a position into the buffer and returns the count, 0 at the end. */
  read(descriptor: number, into: Uint8Array, position: number): number
  /** Writes at a position and returns the count, which may be short. */
  pwrite(descriptor: number, bytes: Uint8Array, position: number): number
  /** Writes at the end of a file opened with `append`, or at the current end of a new one; the count may be short. */
  append(descriptor: number, bytes: Uint8Array): number
  fsync(descriptor: number): void
  fstat(descriptor: number): FileStatus
  /** Follows links; `undefined` where nothing is there. */
  stat(path: string): FileStatus | undefined
  /** Does not follow links; `undefined` where nothing is there. */
  lstat(path: string): FileStatus | undefined
  rename(from: string, to: string): void
  /** Gives a file a second name; throws `EEXIST` where that name is taken. */
  link(from: string, to: string): void
  unlink(path: string): void
  mkdir(path: string, permissions: number): void
  /** Removes an empty directory. */
  rmdir(path: string): void
  /** The names in a directory, sorted. */
  list(path: string): readonly string[]
  /** Makes the directory's entries durable. */
  fsyncDirectory(path: string): void
  /** The path with every link resolved. */
  realpath(path: string): string
  /** What is free where the path lies. */
  statfs(path: string): FileSystemSpace
}

const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  read: fs.constants.O_RDONLY | fs.constants.O_NONBLOCK,
  readonly: fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK,
  readwrite: fs.constants.O_RDWR | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK,
  append: fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_NOFOLLOW,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW,
}

/** The file system of this machine. */
export function makeFileSystem(): FileSystem {
  return {
    open: (path, mode, permissions) => fs.openSync(path, OPEN_FLAGS[mode], permissions),
    close: (descriptor) => {
      fs.closeSync(descriptor)
    },
    read: (descriptor, into, position) => fs.readSync(descriptor, into, 0, into.length, position),
    pwrite: (descriptor, bytes, position) => fs.writeSync(descriptor, bytes, 0, bytes.length, position),
    append: (descriptor, bytes) => fs.writeSync(descriptor, bytes),
    fsync: (descriptor) => {
      fs.fsyncSync(descriptor)
    },
    fstat: (descriptor) => toStatus(fs.fstatSync(descriptor, { bigint: true })),
    stat: (path) => mapStatus(fs.statSync(path, { bigint: true, throwIfNoEntry: false })),
    lstat: (path) => mapStatus(fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })),
    rename: (from, to) => {
      fs.renameSync(from, to)
    },
    link: (from, to) => {
      fs.linkSync(from, to)
    },
    unlink: (path) => {
      fs.unlinkSync(path)
    },
    mkdir: (path, permissions) => {
      fs.mkdirSync(path, { mode: permissions })
    },
    rmdir: (path) => {
      fs.rmdirSync(path)
    },
    list: (path) => fs.readdirSync(path).sort(),
    fsyncDirectory,
    realpath: (path) => fs.realpathSync.native(path),
    statfs: (path) => {
      const { bavail, bsize, files, ffree } = fs.statfsSync(path)
      return { freeBytes: bavail * bsize, freeFiles: files === 0 ? undefined : ffree }
    },
  }
}

/** Device and inode: what a file is, whatever it holds. */
export function identityOf({ device, inode }: FileStatus): string {
  return `${device}:${inode}`
}

/**
 * Tells whether a file is the one that was remembered, perhaps before a restart of the machine: its inode is.
 *
 * @remarks btrfs, overlayfs and NFS may give a device another number at each mount, and a torn registry must be known again.
 */
export function hasIdentity(identity: string, { inode }: FileStatus): boolean {
  return identity.endsWith(`:${inode}`)
}

/** More than any file has that is read as a whole: a journal holds two images of a registry, of 64 MiB at most. */
const LARGEST_BYTES = 256 * 1024 * 1024

/**
 * Reads a whole file through an open descriptor, from the start.
 *
 * @param largest - the most bytes that are taken
 * @throws what the system would say: `ENODEV` where it is a device or a pipe, which may have no end, and `EOVERFLOW` where
 * it is too large
 */
export function readDescriptor(files: FileSystem, descriptor: number, largest: number = LARGEST_BYTES): Buffer {
  const { kind, size } = files.fstat(descriptor)
  if (kind === 'other') throw refuse('ENODEV', 'it is no plain file')
  let bytes = Buffer.alloc(Math.min(size, largest) + 1)
  let length = 0
  for (;;) {
    const count = files.read(descriptor, bytes.subarray(length), length)
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length > largest) throw refuse('EOVERFLOW', `it is larger than ${largest} bytes`)
    if (length === bytes.length) bytes = grow(bytes)
  }
}

/** Reads a whole file; follows links. Throws what `readDescriptor` does. */
export function readFile(files: FileSystem, path: string, largest?: number): Buffer {
  const descriptor = files.open(path, 'read')
  try {
    return readDescriptor(files, descriptor, largest)
  } finally {
    files.close(descriptor)
  }
}

function refuse(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, syscall: 'read' })
}

function grow(bytes: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([bytes], 2 * bytes.length)
}

function fsyncDirectory(path: string): void {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY)
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

function mapStatus(status: fs.BigIntStats | undefined): FileStatus | undefined {
  return status === undefined ? undefined : toStatus(status)
}

function toStatus(status: fs.BigIntStats): FileStatus {
  return {
    kind: kindOf(status),
    device: status.dev,
    inode: status.ino,
    size: Number(status.size),
    mode: Number(status.mode & 0o7777n),
    links: Number(status.nlink),
    uid: Number(status.uid),
    gid: Number(status.gid),
    mtime: status.mtimeNs,
    ctime: status.ctimeNs,
  }
}

function kindOf(status: fs.BigIntStats): FileStatus['kind'] {
  if (status.isFile()) return 'file'
  if (status.isDirectory()) return 'directory'
  return status.isSymbolicLink() ? 'symlink' : 'other'
}
