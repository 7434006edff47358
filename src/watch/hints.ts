import type { Component } from '../domain/component.ts'
import type { ComponentOrder, Trigger } from '../domain/watch/watch-order.ts'
import { FederationError } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import type { DirectoryWatch, WatchListener } from '../io/daemon/directory-watch.ts'
import { findPlaces, type FoundPlace, type Topic } from '../io/daemon/places.ts'
import { isSystemError } from '../io/world/fault.ts'
import type { World } from '../io/world/world.ts'
import { makeDebounce } from './debounce.ts'
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
  /** What is watched. */
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
  const end = new AbortController()
  const fault = (code: string): void => {
    if (state.isFaulty) return
    state.isFaulty = true
    const fields = { directory: order.component.directory, reason: code }
    log({ level: 'warn', message: 'the system does not let us watch; the interval alone remains', fields })
  }
  const listener: WatchListener = { hint: settle(world, end.signal, hint), fault }
  return {
    registryIdentity: () => identify(world, state.component),
    refresh: async () => {
      if (state.isFaulty) return
      state.component = (await findComponent(world, order)) ?? state.component
      await arm(state, findPlaces(world, { component: state.component, source: order.source }), listener)
    },
    close: async () => {
      end.abort()
      await state.watch?.close()
    },
  }
}

/** A burst of changes is one hint. */
function settle({ clock }: World, end: AbortSignal, hint: (trigger: Trigger) => void): WatchListener['hint'] {
  const make = (topic: Topic): (() => void) => {
    return makeDebounce(clock, end, () => {
      hint(topic)
    })
  }
  const settled = { commit: make('commit'), registry: make('registry') }
  return (topic) => {
    settled[topic]()
  }
}

/** A directory that was replaced is watched no more by what watched the old one. */
async function arm(state: HintState, places: readonly FoundPlace[], listener: WatchListener): Promise<void> {
  const wanted = JSON.stringify(
    places.map(({ directory, inode, names }) => [directory, `${inode}`, [...(names ?? [])]]),
  )
  if (wanted === state.armed) return
  const { watchDirectories } = await import('../io/daemon/directory-watch.ts')
  await state.watch?.close()
  state.watch = undefined
  state.armed = wanted
  if (places.length > 0) state.watch = await watchDirectories(places, listener)
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
