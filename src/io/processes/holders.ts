import type { Component } from '../../domain/component.ts'
import { identityOf, type FileStatus, type FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { listProcesses, readProcText, tolerate } from './proc.ts'

/** A process that has the registry open. */
export interface Holder {
  readonly pid: number
  /** The name of its program, which anybody may choose. */
  readonly name: string
}

/**
 * Finds the processes that have a file open, as far as `/proc` shows it. It never proves that nobody has it open: a process
 * of another container, or of a user whose processes may not be looked at, is not seen.
 */
export function findHolders(world: Pick<World, 'files' | 'host'>, file: FileStatus): readonly Holder[] {
  const { files, host } = world
  const search = (): readonly number[] =>
    listProcesses(files).filter((pid) => pid !== host.pid && isHolder(files, pid, identityOf(file)))
  // Each user may look at the own processes only, root in a container often not at those of others.
  const pids = new Set([...search(), ...(host.asStarter(search) ?? [])])
  return [...pids].map((pid) => ({ pid, name: nameOf(files, pid) }))
}

/** Describes those who are seen to have the registry of a component open. */
export function findHoldersOf(world: Pick<World, 'files' | 'host'>, { registryFile }: Component): readonly string[] {
  const status = tolerate(() => world.files.lstat(registryFile))
  return status === undefined ? [] : findHolders(world, status).map(describeHolder)
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
