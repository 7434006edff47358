import { join } from 'node:path'
import type { Component } from '../../domain/component.ts'
import type { RememberedDeclaration } from '../../domain/remembered-declaration.ts'
import { FederationError } from '../../errors.ts'
import { readFile } from '../file-system.ts'
import type { World } from '../world.ts'
import { parseRemembered, renderRemembered } from './declaration-format.ts'
import { replaceCache, type Disk } from './disk.ts'
import { failedWith, isSystemError } from './fault.ts'
import { ownerOf } from './local-state.ts'
import { checkStateDirectory, locateState, type StateDirectory } from './state-directory.ts'

const NAME = 'declaration'
const PRIVATE_DIRECTORY = 0o700

/**
 * Reads the declaration that the last pass of a component remembered; `undefined` where there is none to be believed,
 * for whatever reason: it is a cache, so that the only consequence is that everything is read again.
 */
export function readRemembered({ files }: World, component: Component): RememberedDeclaration | undefined {
  const state = locateState(component.registryFile)
  try {
    checkStateDirectory(files, state, ownerOf(files, component))
    return parseRemembered(readFile(files, join(state.cache, NAME)))
  } catch (error) {
    if (error instanceof FederationError || isSystemError(error)) return undefined
    throw error
  }
}

/** Remembers a declaration for the next pass. Where the system refuses that, the next pass reads everything again. */
export function writeRemembered({ files }: Disk, { cache }: StateDirectory, remembered: RememberedDeclaration): void {
  try {
    makeCache(files, cache)
    replaceCache(files, join(cache, NAME), renderRemembered(remembered))
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
