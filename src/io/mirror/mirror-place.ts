import { createHash } from 'node:crypto'
import { dirname, isAbsolute, join } from 'node:path'
import type { Component } from '../../domain/component.ts'
import type { RepositorySource } from '../../domain/declaration-source.ts'
import { federationError } from '../../errors.ts'
import { actAsOwner } from '../lock/identity.ts'
import { checkRegistryFile } from '../registry/registry-check.ts'
import { ownerOf } from '../state/local-state.ts'
import { checkPrivateDirectory, locateState, makeStateDirectory, type Owner } from '../state/state-directory.ts'
import { makeDisk } from '../world/disk.ts'
import { asNotWritten, failedWith } from '../world/fault.ts'
import type { FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { unwatched } from '../world/write-watch.ts'

/** Where what is fetched is kept, and whose it is. */
export interface MirrorPlace {
  /** Holds the bare repository, `git/`, and what is known of it, `contact.json`. */
  readonly directory: string
  readonly owner: Owner
  /** The files of this machine; what is kept here may be lost at any time, so that nobody calls it written. */
  readonly files: FileSystem
  /** Does something with files as the owner. */
  readonly asOwner: <T>(body: () => T) => Promise<T>
}

const PRIVATE_DIRECTORY = 0o700

/**
 * Makes the place for a mirror: in the state directory of the component whose registry is written, or among the caches of
 * the user where none is. Each URL and ref has one of its own.
 *
 * @throws STATE_DIRECTORY_PERMS, STATE_NOT_WRITTEN, CACHE_UNKNOWN, and the faults of the registry file and its owner
 */
export async function openMirrorPlace(
  world: World,
  source: Pick<RepositorySource, 'url' | 'ref'>,
  component: Component | undefined,
): Promise<MirrorPlace> {
  const name = nameMirror(world, source)
  const files = unwatched(world.files)
  if (component === undefined) {
    const owner: Owner = { uid: world.host.userId(), gid: -1 }
    const asOwner = <T>(body: () => T): Promise<T> => Promise.resolve().then(body)
    const cache = locateCache(world)
    const above = [join(cache, 'fbm-gitops'), join(cache, 'fbm-gitops/mirrors')]
    const place = { directory: join(cache, 'fbm-gitops/mirrors', name), owner, files, asOwner }
    makeParents(files, cache)
    for (const path of [...above, place.directory]) makePrivate(place, path)
    return place
  }
  checkRegistryFile(world.files, component)
  const owner = ownerOf(world.files, component)
  const identity = { file: component.registryFile, owner }
  const asOwner = <T>(body: () => T): Promise<T> => actAsOwner(world, identity, () => Promise.resolve().then(body))
  const state = locateState(component.registryFile)
  const place = { directory: join(state.mirror, name), owner, files, asOwner }
  await asOwner(() => {
    makeStateDirectory(makeDisk({ files, clock: world.clock }), state, owner)
    for (const path of [state.mirror, place.directory]) makePrivate(place, path)
  })
  return place
}

/** Names the bare repository of a mirror. */
export function locateRepository({ directory }: Pick<MirrorPlace, 'directory'>): string {
  return join(directory, 'git')
}

/** A relative directory is another one from elsewhere. */
function nameMirror({ cwd }: World, { url, ref }: Pick<RepositorySource, 'url' | 'ref'>): string {
  const key = [url, url.startsWith('.') ? cwd : '', ref ?? ''].join('\0')
  return createHash('sha256').update(key).digest('hex')
}

function locateCache({ env }: World): string {
  const named = env['XDG_CACHE_HOME'] ?? ''
  if (isAbsolute(named)) return named
  const home = env['HOME'] ?? ''
  if (!isAbsolute(home)) throw federationError('CACHE_UNKNOWN', {})
  return join(home, '.cache')
}

function makePrivate({ files, owner }: Pick<MirrorPlace, 'files' | 'owner'>, path: string): void {
  makeDirectory(files, path)
  checkPrivateDirectory(files, path, owner)
}

function makeParents(files: FileSystem, path: string): void {
  if (files.stat(path) !== undefined) return
  makeParents(files, dirname(path))
  makeDirectory(files, path)
}

function makeDirectory(files: FileSystem, path: string): void {
  try {
    files.mkdir(path, PRIVATE_DIRECTORY)
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw asNotWritten(path, error)
  }
}
