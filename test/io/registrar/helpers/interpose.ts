import type { FileSystem } from '../../../../src/io/world/file-system.ts'

/** One call of a file system, with the file that it is about. */
export interface FileCall {
  readonly name: keyof FileSystem
  readonly path: string
  /** What is to be written, for the calls that write. */
  readonly bytes: Uint8Array | undefined
}

/** Decides about each call: `proceed` makes it, with fewer bytes where they are given. */
export type Around = <T>(call: FileCall, proceed: (bytes?: Uint8Array) => T) => T

/** Puts something between a program and its file system. */
export function interpose(files: FileSystem, around: Around): FileSystem {
  const paths = new Map<number, string>()
  const about = (name: keyof FileSystem, path: string, bytes?: Uint8Array): FileCall => ({ name, path, bytes })
  const onPath = <T>(name: keyof FileSystem, path: string, call: () => T): T => around(about(name, path), call)
  const onFile = <T>(name: keyof FileSystem, descriptor: number, call: () => T): T =>
    around(about(name, paths.get(descriptor) ?? ''), call)
  return {
    open: (path, mode, permissions) =>
      onPath('open', path, () => {
        const descriptor = files.open(path, mode, permissions)
        paths.set(descriptor, path)
        return descriptor
      }),
    close: (descriptor) => {
      onFile('close', descriptor, () => {
        files.close(descriptor)
      })
    },
    read: (descriptor, into, position) => onFile('read', descriptor, () => files.read(descriptor, into, position)),
    pwrite: (descriptor, bytes, position) =>
      around(about('pwrite', paths.get(descriptor) ?? '', bytes), (fewer = bytes) =>
        files.pwrite(descriptor, fewer, position),
      ),
    append: (descriptor, bytes) =>
      around(about('append', paths.get(descriptor) ?? '', bytes), (fewer = bytes) => files.append(descriptor, fewer)),
    fsync: (descriptor) => {
      onFile('fsync', descriptor, () => {
        files.fsync(descriptor)
      })
    },
    fstat: (descriptor) => onFile('fstat', descriptor, () => files.fstat(descriptor)),
    stat: (path) => onPath('stat', path, () => files.stat(path)),
    lstat: (path) => onPath('lstat', path, () => files.lstat(path)),
    rename: (from, to) => {
      onPath('rename', to, () => {
        files.rename(from, to)
      })
    },
    link: (from, to) => {
      onPath('link', to, () => {
        files.link(from, to)
      })
    },
    unlink: (path) => {
      onPath('unlink', path, () => {
        files.unlink(path)
      })
    },
    mkdir: (path, permissions) => {
      onPath('mkdir', path, () => {
        files.mkdir(path, permissions)
      })
    },
    rmdir: (path) => {
      onPath('rmdir', path, () => {
        files.rmdir(path)
      })
    },
    list: (path) => onPath('list', path, () => files.list(path)),
    fsyncDirectory: (path) => {
      onPath('fsyncDirectory', path, () => {
        files.fsyncDirectory(path)
      })
    },
    realpath: (path) => onPath('realpath', path, () => files.realpath(path)),
    statfs: (path) => onPath('statfs', path, () => files.statfs(path)),
  }
}
