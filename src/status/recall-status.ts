import type { Component } from '../domain/component.ts'
import type { ComponentStatus } from '../domain/status/component-status.ts'
import { locateState } from '../io/state/state-directory.ts'
import { readStatusFile } from '../io/state/status-file.ts'
import { isSystemError } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'

/** Gives what the last pass kept of a component; nothing where that cannot be read or understood. Nothing is decided by it. */
export function recallStatus({ files }: World, { id, registryFile }: Component): ComponentStatus | undefined {
  try {
    const found = readStatusFile(files, locateState(registryFile))
    return typeof found === 'object' && found.componentId === id ? found : undefined
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}
