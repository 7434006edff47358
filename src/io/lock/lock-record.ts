import { Buffer } from 'node:buffer'
import type { ProcessFacts } from '../processes/process-facts.ts'
import { countOf, parseObject, textOf } from '../state/json.ts'
import { failedWith } from '../world/fault.ts'
import { readFile, type FileStatus, type FileSystem } from '../world/file-system.ts'

/** What the lock file says of its holder. */
export interface LockRecord {
  readonly nonce: string
  /** ISO 8601. */
  readonly since: string
  readonly holder: ProcessFacts
}

/** A lock as it was seen. */
export interface LockSighting {
  /** Absent where the file cannot be understood, for example after a power cut. */
  readonly record: LockRecord | undefined
  /** Tells this lock from every other that has the same path. */
  readonly identity: string
  readonly status: FileStatus
}

/** Writes the record as the content of the lock file. */
export function encodeLock({ nonce, since, holder }: LockRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify({ schemaVersion: 1, nonce, since, ...holder })}\n`)
}

/** Looks at a lock; `undefined` where there is none. */
export function sightLock(files: FileSystem, path: string): LockSighting | undefined {
  try {
    const status = files.lstat(path)
    if (status === undefined) return undefined
    const record = decodeLock(readFile(files, path).toString())
    return { record, identity: record?.nonce ?? `inode-${status.inode}`, status }
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Says who holds a lock, for a message. */
export function describeHolder({ record }: LockSighting): string {
  if (record === undefined) return 'its lock file cannot be understood'
  return `process ${record.holder.pid} on ${record.holder.host}, since ${record.since}`
}

function decodeLock(text: string): LockRecord | undefined {
  const object = parseObject(text)
  if (object === undefined) return undefined
  const nonce = textOf(object, 'nonce')
  const since = textOf(object, 'since')
  const pid = countOf(object, 'pid')
  const host = textOf(object, 'host')
  if (nonce === undefined || since === undefined || pid === undefined || host === undefined) return undefined
  const [startTime, bootId, pidNamespace] = ['startTime', 'bootId', 'pidNamespace'].map((name) => textOf(object, name))
  return { nonce, since, holder: { pid, startTime, bootId, pidNamespace, host } }
}
