import { join } from 'node:path'
import type { CachedDeclaration } from '../../domain/cached-declaration.ts'
import type { Component } from '../../domain/component.ts'
import { FederationError } from '../../errors.ts'
import { replaceCache, type Disk } from '../world/disk.ts'
import { failedWith, isSystemError } from '../world/fault.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { parseCachedDeclaration, renderCachedDeclaration } from './declaration-format.ts'
import { ownerOf } from './local-state.ts'
import { checkStateDirectory, locateState, type StateDirectory } from './state-directory.ts'

const NAME = 'declaration'
const PRIVATE_DIRECTORY = 0o700

/**
 * Reads the declaration that the last pass of a component cached; `undefined` where there is none to be believed,
 * for whatever reason: it is a cache, so that the only consequence is that everything is read again.
 */
export function readCachedDeclaration({ files }: World, component: Component): CachedDeclaration | undefined {
  const state = locateState(component.registryFile)
  try {
    checkStateDirectory(files, state, ownerOf(files, component))
    return parseCachedDeclaration(readFile(files, join(state.cache, NAME)))
  } catch (error) {
    if (error instanceof FederationError || isSystemError(error)) return undefined
    throw error
  }
}

/** Caches a declaration for the next pass. Where the system refuses that, the next pass reads everything again. */
export function writeCachedDeclaration(
  { files }: Disk,
  { cache }: StateDirectory,
  remembered: CachedDeclaration,
): void {
  try {
    makeCache(files, cache)
    replaceCache(files, join(cache, NAME), renderCachedDeclaration(remembered))
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

function makeCache(files: Disk['files'], cache: string): void {
  try {
    files.mkdir(cache, PRIVATE_DIRECTORY)
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw error
  }
}
