import { join } from 'node:path'
import type { Component } from '../../domain/component.ts'
import { TOPICS } from '../../domain/watch/findings.ts'
import type { NotificationState, Told } from '../../domain/watch/notify.ts'
import { FederationError } from '../../errors.ts'
import { replaceCache } from '../world/disk.ts'
import { isSystemError } from '../world/fault.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { countOf, isObject, parseObject, textOf } from './json.ts'
import { ownerOf } from './local-state.ts'
import { checkStateDirectory, locateState } from './state-directory.ts'

const NAME = 'notified.json'

/** Reads what was told of a component before; nothing where nobody knows: then something is told once more. */
export function readTold({ files }: World, component: Component): NotificationState {
  const state = locateState(component.registryFile)
  try {
    checkStateDirectory(files, state, ownerOf(files, component))
    return decode(readFile(files, join(state.path, NAME)).toString())
  } catch (error) {
    if (error instanceof FederationError || isSystemError(error)) return {}
    throw error
  }
}

/**
 * Remembers what was told of a component, in a state directory that exists. To be called as its owner. Where the system
 * refuses, something is told once more after a restart.
 */
export function writeTold({ files }: World, component: Component, told: NotificationState): void {
  const state = locateState(component.registryFile)
  try {
    checkStateDirectory(files, state, ownerOf(files, component))
    replaceCache(files, join(state.path, NAME), Buffer.from(`${JSON.stringify({ schemaVersion: 1, told })}\n`))
  } catch (error) {
    if (!(error instanceof FederationError || isSystemError(error))) throw error
  }
}

function decode(text: string): NotificationState {
  const told = parseObject(text)?.['told']
  if (!isObject(told)) return {}
  const state: Partial<Record<(typeof TOPICS)[number], Told>> = {}
  for (const topic of TOPICS) {
    const entry = told[topic]
    if (!isObject(entry)) continue
    const [digest, at] = [textOf(entry, 'digest'), countOf(entry, 'at')]
    if (digest !== undefined && at !== undefined) state[topic] = { digest, at }
  }
  return state
}
