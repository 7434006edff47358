import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import { readComponent } from '../io/component/component.ts'
import { ownerOf } from '../io/state/local-state.ts'
import type { World } from '../io/world/world.ts'
import type { Serial } from './serial.ts'

/** Beside what something is done. */
export interface Neighbours {
  readonly serial: Serial
  /** All the components that passes may run over meanwhile. */
  readonly components: readonly ComponentOrder[]
}

/**
 * Does something beside the passes that run meanwhile. Only where a pass takes another identity for the whole process, as
 * root's does for somebody else's registry, they wait for each other: what is kept must become its owner's, and what lets
 * us into a repository is read by the user who started the daemon.
 */
export async function doBeside<T>(world: World, { serial, components }: Neighbours, act: () => Promise<T>): Promise<T> {
  return (await mayActAsOthers(world, components)) ? serial(act) : act()
}

const ROOT = 0

async function mayActAsOthers(world: World, components: readonly ComponentOrder[]): Promise<boolean> {
  const { host } = world
  const starter = host.asStarter(() => host.userId()) ?? host.userId()
  if (starter !== ROOT) return false
  const foreign = await Promise.all(components.map((order) => isSomebodyElses(world, order)))
  return foreign.includes(true)
}

/** Nobody knows of one that cannot be read. */
async function isSomebodyElses(world: World, { component }: ComponentOrder): Promise<boolean> {
  try {
    return ownerOf(world.files, await readComponent(world, component)).uid !== ROOT
  } catch {
    return true
  }
}
