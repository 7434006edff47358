import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { scanRegistry } from '../../fedbiomed/registry/scan.ts'
import { readFile, type FileSystem } from '../file-system.ts'
import { replaceFile, type Disk } from './disk.ts'
import { describeSystemError, isSystemError } from './fault.ts'

const NEWEST_KEPT = 10
const DAYS_KEPT = 30
const LARGEST_SUM = 256 * 1_048_576
const DAY_MS = 86_400_000
const NAME = /^(\d{8})T\d{9}Z-[0-9a-f]{16}\.json$/

/** One generation: `20261101T120000000Z-` and the beginning of its hash, so that names sort by time. */
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
  backup: { readonly bytes: Buffer; readonly now: number },
): string {
  const ending = `-${createHash('sha256').update(backup.bytes).digest('hex').slice(0, 16)}.json`
  const newest = listNames(disk.files, directory).at(-1)
  if (newest?.endsWith(ending) === true) return join(directory, newest)
  const path = join(directory, stamp(backup.now) + ending)
  replaceFile(disk, path, [backup.bytes])
  return path
}

/** Deletes what is neither among the newest 10 nor the last of one of 30 days, and the oldest above 256 MiB in all. */
export function pruneBackups(files: FileSystem, directory: string, now: number): Problem | undefined {
  try {
    const generations = listNames(files, directory)
      .reverse()
      .flatMap((name) => measure(files, directory, name))
    for (const name of chooseSurplus(generations, stamp(now - DAYS_KEPT * DAY_MS).slice(0, 8))) {
      files.unlink(join(directory, name))
    }
    return undefined
  } catch (error) {
    if (!isSystemError(error)) throw error
    return makeProblem('BACKUPS_NOT_PRUNED', {}, { file: directory, reason: describeSystemError(error) })
  }
}

/** Finds the newest generation that is a whole registry, for a message: none where they cannot be read. */
export function findGoodBackup(files: FileSystem, directory: string): string | undefined {
  try {
    return listNames(files, directory)
      .reverse()
      .map((name) => join(directory, name))
      .find((path) => scanRegistry(readFile(files, path)).kind === 'image')
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

function listNames(files: FileSystem, directory: string): string[] {
  return files.list(directory).filter((name) => NAME.test(name))
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

function stamp(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:.]/g, '')
}
