import { basename, dirname, join } from 'node:path'
import { federationError } from '../../errors.ts'
import type { Disk } from '../world/disk.ts'
import { asNotWritten, describeSystemError, failedWith, isSystemError } from '../world/fault.ts'
import type { FileStatus, FileSystem } from '../world/file-system.ts'

/** Where everything lies that we remember about one registry. */
export interface StateDirectory {
  readonly path: string
  readonly lock: string
  /** What a write that is under way intends. */
  readonly journal: string
  /** The journal of the last write that was finished: it holds the last whole image. */
  readonly committed: string
  /** Set where a fault was reported in writing the registry, so that recovery writes it once more. */
  readonly uncertain: string
  readonly backups: string
  /** The certificate that Fed-BioMed's own command is to read, while it runs; by its ending, a leftover afterwards. */
  readonly certificate: string
  readonly inventory: string
  readonly denied: string
  readonly audit: string
  /** What `status` shows; nothing else depends on it. */
  readonly status: string
  /** What was verified of the federation: may be deleted at any time. */
  readonly cache: string
  /** What was fetched of a repository elsewhere: may be deleted at any time. */
  readonly mirror: string
}

/** The user whose registry it is. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

const ROOT_NAME = 'fbm-gitops'
const PRIVATE_DIRECTORY = 0o700
const WRITABLE_BY_OTHERS = 0o022

/** Locates the state directory of a registry: always beside it, so that two reconcilers cannot have two locks. */
export function locateState(registryFile: string): StateDirectory {
  const path = join(dirname(registryFile), ROOT_NAME, basename(registryFile).replace(/(?<=.)\.json$/, ''))
  return {
    path,
    lock: join(path, 'lock'),
    journal: join(path, 'journal'),
    committed: join(path, 'committed'),
    uncertain: join(path, 'uncertain'),
    backups: join(path, 'backups'),
    certificate: join(path, 'certificate.tmp'),
    inventory: join(path, 'inventory.json'),
    denied: join(path, 'denied.json'),
    audit: join(path, 'audit.jsonl'),
    status: join(path, 'status.json'),
    cache: join(path, 'cache'),
    mirror: join(path, 'mirror'),
  }
}

/**
 * Makes sure that the state directory may be believed: the owner's, and written by nobody else. Absent is fine.
 *
 * @throws STATE_DIRECTORY_PERMS, STATE_UNREADABLE
 */
export function checkStateDirectory(files: FileSystem, state: StateDirectory, owner: Owner): void {
  for (const path of [dirname(state.path), state.path]) checkPrivateDirectory(files, path, owner)
}

/**
 * Makes what is absent of the state directory, as the owner that this process acts as.
 *
 * @throws STATE_DIRECTORY_PERMS, STATE_NOT_WRITTEN
 */
export function makeStateDirectory(disk: Disk, state: StateDirectory, owner: Owner): void {
  for (const path of [dirname(state.path), state.path, state.backups]) makeDirectory(disk, path)
  checkStateDirectory(disk.files, state, owner)
}

/**
 * Makes sure that a directory may be believed: the owner's, and written by nobody else. Absent is fine.
 *
 * @throws STATE_DIRECTORY_PERMS, STATE_UNREADABLE
 */
export function checkPrivateDirectory(files: FileSystem, path: string, owner: Pick<Owner, 'uid'>): void {
  checkDirectory(path, lookAt(files, path), owner)
}

function lookAt(files: FileSystem, path: string): FileStatus | undefined {
  try {
    return files.lstat(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw federationError('STATE_UNREADABLE', { file: path, reason: describeSystemError(error) }, { cause: error })
  }
}

function checkDirectory(path: string, status: FileStatus | undefined, owner: Pick<Owner, 'uid'>): void {
  if (status === undefined) return
  const { kind, uid, mode } = status
  if (kind === 'directory' && uid === owner.uid && (mode & WRITABLE_BY_OTHERS) === 0) return
  const expected = `a directory of user ${owner.uid} that nobody else may write`
  const found = `a ${kind} of user ${uid} with mode ${mode.toString(8).padStart(4, '0')}`
  throw federationError('STATE_DIRECTORY_PERMS', { file: path, expected, found }, { place: { file: path } })
}

function makeDirectory(disk: Disk, path: string): void {
  try {
    disk.files.mkdir(path, PRIVATE_DIRECTORY)
    disk.syncDirectory(dirname(path))
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return
    throw asNotWritten(path, error)
  }
}
