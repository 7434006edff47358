import { dirname } from 'node:path'
import type { Component } from '../domain/component.ts'
import type { DiskSpace, Mount, RegistryContent, RegistryFacts } from '../domain/doctor/facts.ts'
import { unknown, valueOf, type Found } from '../domain/doctor/found.ts'
import { findMount } from '../io/machine/mounts.ts'
import { findHoldersOf } from '../io/processes/holders.ts'
import { checkRegistryFile } from '../io/registry/registry-check.ts'
import { ownerOf, readLocalRegistry } from '../io/state/local-state.ts'
import { failedWith } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import { find, findBy } from './find.ts'

/** What is kept of a small registry takes more than its bytes. */
const SMALLEST_PASS = 256 * 1024
/** The registry as it is, journal (before and after), backup, and each of the last two once more while it is replaced. */
const COPIES_OF_A_PASS = 6

/** Finds out about the registry of a component: as a file, in its file system, and what it holds. */
export async function gatherRegistryFacts(world: World, component: Component): Promise<RegistryFacts> {
  const { files, host } = world
  const { registryFile: path } = component
  const file = await find(() => withPath(path, checkRegistryFile(files, component)))
  const directory = await findDirectory(world, dirname(path))
  const owner = await find(() => ({ ...ownerOf(files, component), user: host.userId(), path }))
  return {
    file,
    directory,
    // Why, the file tells: a pass does not get any further either.
    owner: file.kind === 'faulty' && owner.kind === 'faulty' ? unknown('the registry cannot be looked at') : owner,
    mount: await findBy(directory, 'the directory', () => readMount(world, path)),
    disk: await findBy(directory, 'the directory', () => measureDisk(world, path, valueOf(file)?.size ?? 0)),
    content: await findBy(file, 'the registry file', () => readContent(world, component)),
    holders: await find(() => findHoldersOf(world, component)),
  }
}

function withPath<T extends object>(path: string, status: T | undefined): (T & { readonly path: string }) | undefined {
  return status && { ...status, path }
}

/** That it is missing, the check of the file itself tells. */
async function findDirectory({ files }: World, path: string): Promise<RegistryFacts['directory']> {
  const looked = await find(() => withPath(path, files.stat(path)))
  if (looked.kind !== 'found') return looked
  const { value } = looked
  return value?.kind === 'directory' ? { kind: 'found', value } : unknown('the directory does not exist')
}

async function readContent(world: World, component: Component): Promise<RegistryContent> {
  const { observed, scan } = await readLocalRegistry(world, component)
  return { ...observed, otherTables: scan.otherTables.length }
}

/** Where only the file is mounted, its directory lies in another file system. */
function readMount(world: World, registryFile: string): Mount {
  const directory = world.files.realpath(dirname(registryFile))
  const path = resolveFile(world, registryFile)
  const mount = findMount(world, path ?? directory)
  if (mount === undefined) return { type: 'unknown', point: '/', isReadOnly: false, isOfFile: false }
  return { ...mount, isOfFile: path !== undefined && mount.point === path }
}

function resolveFile({ files }: World, file: string): string | undefined {
  try {
    return files.realpath(file)
  } catch (error) {
    if (failedWith(error, 'ENOENT', 'ELOOP')) return undefined
    throw error
  }
}

function measureDisk({ files }: World, registryFile: string, size: number): DiskSpace {
  const directory = dirname(registryFile)
  const neededBytes = COPIES_OF_A_PASS * size + SMALLEST_PASS
  return { directory, neededBytes, ...files.statfs(directory) }
}

/** What is said of the registry of a component that is not known. */
export function knowNoRegistry(reason: string): RegistryFacts {
  const nothing: Found<never> = unknown(reason)
  return {
    file: nothing,
    directory: nothing,
    owner: nothing,
    mount: nothing,
    disk: nothing,
    content: nothing,
    holders: nothing,
  }
}
