import type { Component } from '../domain/component.ts'
import type { ComponentOrder, Trigger } from '../domain/watch/watch-order.ts'
import { FederationError } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import type { DirectoryWatch } from '../io/daemon/directory-watch.ts'
import { findPlaces, type WatchedPlace } from '../io/daemon/places.ts'
import { isSystemError } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import type { Log } from './log.ts'

/** What tells of changes before the interval is over, as far as the system plays along. */
export interface Hints {
  /** Tells a registry from the same one after a change; `undefined` where there is none, or nobody knows. */
  registryIdentity(): string | undefined
  /** Watches what is to be watched now: a directory may be another one since, or may have come into being. */
  refresh(): Promise<void>
  close(): Promise<void>
}

interface HintState {
  component: Component | undefined
  watch: DirectoryWatch | undefined
  armed: string
  isFaulty: boolean
}

/** Begins without watching anything; `refresh` does. The system's refusal to watch is logged once, and that is all. */
export function makeHints(
  world: World,
  order: ComponentOrder,
  { log, hint }: { readonly log: Log; readonly hint: (trigger: Trigger) => void },
): Hints {
  const state: HintState = { component: undefined, watch: undefined, armed: '', isFaulty: false }
  const fault = (code: string): void => {
    if (state.isFaulty) return
    state.isFaulty = true
    const fields = { directory: order.component.directory, reason: code }
    log({ level: 'warn', message: 'the system does not let us watch; the interval alone remains', fields })
  }
  const arm = async (places: readonly WatchedPlace[]): Promise<void> => {
    const { watchDirectories } = await import('../io/daemon/directory-watch.ts')
    await state.watch?.close()
    state.watch = places.length === 0 ? undefined : await watchDirectories(places, { hint, fault })
  }
  return {
    registryIdentity: () => identify(world, state.component),
    refresh: async () => {
      if (state.isFaulty) return
      state.component = (await findComponent(world, order)) ?? state.component
      const places = findPlaces(world, { component: state.component, source: order.source })
      const wanted = describePlaces(world, places)
      if (wanted === state.armed) return
      state.armed = wanted
      await arm(places)
    },
    close: async () => {
      await state.watch?.close()
    },
  }
}

async function findComponent(world: World, { component }: ComponentOrder): Promise<Component | undefined> {
  try {
    return await readComponent(world, component)
  } catch (error) {
    // The pass has told of it.
    if (error instanceof FederationError) return undefined
    throw error
  }
}

function identify({ files }: World, component: Component | undefined): string | undefined {
  if (component === undefined) return undefined
  try {
    const status = files.lstat(component.registryFile)
    if (status === undefined) return undefined
    const { device, inode, size, mtime, ctime } = status
    return [device, inode, size, mtime, ctime].join(' ')
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

/** With the inodes: a directory that was replaced is watched no more by what watched the old one. */
function describePlaces({ files }: World, places: readonly WatchedPlace[]): string {
  const described = places.map(({ directory, names }) => {
    return [directory, files.stat(directory)?.inode.toString(), [...(names ?? [])]]
  })
  return JSON.stringify(described)
}
