import { identityOf, type FileStatus, type FileSystem } from '../file-system.ts'
import type { World } from '../world.ts'
import { readProcText, tolerate } from './proc.ts'

/** A process that has the registry open. */
export interface Holder {
  readonly pid: number
  /** The name of its program, which anybody may choose. */
  readonly name: string
}

/**
 * What `/proc` shows. It never proves that nobody has the registry open: a process of another container, or of a user
 * whose processes may not be looked at, is not seen.
 */
export interface HolderSearch {
  readonly holders: readonly Holder[]
  /** The processes that there were. */
  readonly seen: ReadonlySet<number>
}

/** Finds the processes that have a file open, among those that are not in `known`. */
export function findHolders(
  world: Pick<World, 'files' | 'host'>,
  file: FileStatus,
  known: ReadonlySet<number> = new Set(),
): HolderSearch {
  const { files, host } = world
  const seen = new Set((tolerate(() => files.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).map(Number))
  const candidates = [...seen].filter((pid) => pid !== host.pid && !known.has(pid))
  const search = (): readonly number[] => candidates.filter((pid) => isHolder(files, pid, identityOf(file)))
  // Each user may look at the own processes only, root in a container often not at those of others.
  const pids = new Set([...search(), ...(host.asStarter(search) ?? [])])
  return { seen, holders: [...pids].map((pid) => ({ pid, name: nameOf(files, pid) })) }
}

/** Says which process it is, for a message. */
export function describeHolder({ pid, name }: Holder): string {
  return `${name} (process ${pid})`
}

function isHolder(files: FileSystem, pid: number, identity: string): boolean {
  const directory = `/proc/${pid}/fd`
  const descriptors = tolerate(() => files.list(directory)) ?? []
  return descriptors.some((name) => {
    const status = tolerate(() => files.stat(`${directory}/${name}`))
    return status !== undefined && identityOf(status) === identity
  })
}

function nameOf(files: FileSystem, pid: number): string {
  return readProcText(files, `/proc/${pid}/comm`)?.trim() ?? 'a program'
}
