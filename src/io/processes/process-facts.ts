import type { FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { readProcText, splitStat, tolerate } from './proc.ts'

/** What tells one process from every other, as far as this system says. */
export interface ProcessFacts {
  readonly pid: number
  /** In clock ticks since the boot; it tells a process from a later one with the same pid. */
  readonly startTime: string | undefined
  readonly bootId: string | undefined
  /** A pid means nothing in another PID namespace, as another container has one. */
  readonly pidNamespace: string | undefined
  readonly host: string
}

/** Of the fields behind the name in `/proc/PID/stat`, proc(5) counts the start time as the 22nd of all. */
const START_TIME = 19

/**
 * Reads the facts of this process.
 *
 * @remarks To be called before it acts as another user: it may not look at its own namespaces afterwards.
 */
export function readProcessFacts({ files, host }: World): ProcessFacts {
  return {
    pid: host.pid,
    startTime: readStartTime(files, host.pid),
    bootId: readProcText(files, '/proc/sys/kernel/random/boot_id')?.trim(),
    pidNamespace: readNamespace(files),
    host: host.name,
  }
}

/** Tells whether a process certainly has ended: seen from its own PID namespace, in the same boot. */
export function isCertainlyGone({ files, host }: World, process: ProcessFacts, own: ProcessFacts): boolean {
  if (process.bootId === undefined || process.bootId !== own.bootId) return false
  if (process.pidNamespace === undefined || process.pidNamespace !== own.pidNamespace) return false
  if (!host.processes.isRunning(process.pid)) return true
  const startTime = readStartTime(files, process.pid)
  return startTime !== undefined && process.startTime !== undefined && startTime !== process.startTime
}

function readStartTime(files: FileSystem, pid: number): string | undefined {
  const text = readProcText(files, `/proc/${pid}/stat`)
  return text === undefined ? undefined : splitStat(text)[START_TIME]
}

/** Where `/proc` does not tell, the lock goes by its heartbeat alone. */
function readNamespace(files: FileSystem): string | undefined {
  return tolerate(() => files.stat('/proc/self/ns/pid')?.inode.toString())
}
