import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { nameBackup, parseBackupName, stampTime, type Backup, type BackupReason } from '../../domain/backup.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { scanRegistry, type RegistryImage } from '../../fedbiomed/registry/scan.ts'
import { tolerate } from '../processes/proc.ts'
import { LARGEST_REGISTRY } from '../registry/registry-check.ts'
import { closeFile, replaceFile, type Disk } from '../world/disk.ts'
import { describeSystemError, failedWith, isSystemError } from '../world/fault.ts'
import { readDescriptor, type FileSystem } from '../world/file-system.ts'

const NEWEST_KEPT = 10
const DAYS_KEPT = 30
const LARGEST_SUM = 256 * 1_048_576
const DAY_MS = 86_400_000
const HASH_DIGITS = 16

/** One generation, with what decides whether it is kept. */
interface Generation {
  readonly name: string
  readonly day: string
  readonly size: number
}

/**
 * Keeps the bytes of a registry as a new generation and gives its path; the newest one, where it holds the same bytes.
 *
 * @throws STATE_NOT_WRITTEN
 */
export function saveBackup(
  disk: Disk,
  directory: string,
  backup: { readonly bytes: Buffer; readonly now: number; readonly reason: BackupReason },
): string {
  const hash = hashOf(backup.bytes)
  const newest = listBackups(disk.files, directory)[0]
  if (newest?.hash === hash) return join(directory, newest.name)
  // Where the clock was set back, the order of the names is still that in which they were made.
  const time = Math.max(backup.now, (newest?.time ?? 0) + 1)
  const path = join(directory, nameBackup({ time, hash, reason: backup.reason }))
  replaceFile(disk, path, [backup.bytes])
  return path
}

/** Deletes what is neither among the newest 10 nor the last of one of 30 days, and the oldest above 256 MiB in all. */
export function pruneBackups(files: FileSystem, directory: string, now: number): Problem | undefined {
  try {
    const generations = listBackups(files, directory).flatMap(({ name }) => measure(files, directory, name))
    for (const name of chooseSurplus(generations, stampTime(now - DAYS_KEPT * DAY_MS).slice(0, 8))) {
      files.unlink(join(directory, name))
    }
    return undefined
  } catch (error) {
    if (!isSystemError(error)) throw error
    return makeProblem('BACKUPS_NOT_PRUNED', {}, { file: directory, reason: describeSystemError(error) })
  }
}

/** Lists the backups, the newest first; none where there is no such directory. */
export function listBackups(files: FileSystem, directory: string): readonly Backup[] {
  return listNames(files, directory)
    .flatMap((name) => parseBackupName(name) ?? [])
    .reverse()
}

/** Finds the name of the newest backup that can be put back, for a message: none where they cannot be listed. */
export function findGoodBackup(files: FileSystem, directory: string): string | undefined {
  try {
    return listBackups(files, directory).find(
      ({ name, hash }) => readBackupImage(files, join(directory, name), hash) !== undefined,
    )?.name
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

/** Reads a backup; `undefined` where it is no whole registry, not what was kept under its name, or cannot be read. */
export function readBackupImage(files: FileSystem, path: string, hash: string): RegistryImage | undefined {
  const bytes = tolerate(() => readPlainFile(files, path))
  if (bytes === undefined || hashOf(bytes) !== hash) return undefined
  const scan = scanRegistry(bytes)
  return scan.kind === 'image' ? scan : undefined
}

/** The beginning of the SHA-256 of a registry's bytes, as it stands in the name of its backup. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS)
}

/** What was put in the place of a backup, a link or a device, is none. */
function readPlainFile(files: FileSystem, path: string): Buffer | undefined {
  const descriptor = files.open(path, 'readonly')
  try {
    const { kind, size } = files.fstat(descriptor)
    return kind === 'file' && size <= LARGEST_REGISTRY ? readDescriptor(files, descriptor) : undefined
  } finally {
    closeFile(files, descriptor)
  }
}

function listNames(files: FileSystem, directory: string): readonly string[] {
  try {
    return files.list(directory)
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return []
    throw error
  }
}

function measure(files: FileSystem, directory: string, name: string): readonly Generation[] {
  const status = files.lstat(join(directory, name))
  return status === undefined ? [] : [{ name, day: name.slice(0, 8), size: status.size }]
}

/** The newest one is never surplus, however large it is. */
function chooseSurplus(newestFirst: readonly Generation[], oldestDay: string): readonly string[] {
  const surplus: string[] = []
  const days = new Set<string>()
  let sum = 0
  for (const [index, { name, day, size }] of newestFirst.entries()) {
    const kept = index < NEWEST_KEPT || (!days.has(day) && day >= oldestDay)
    days.add(day)
    const fits = index === 0 || sum + size <= LARGEST_SUM
    if (kept && fits) sum += size
    else surplus.push(name)
  }
  return surplus
}
