import { contactSource } from '../declaration/contact.ts'
import type { Contact } from '../domain/contact.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import { problemsOf } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import { ownerOf } from '../io/state/local-state.ts'
import type { World } from '../io/world/world.ts'
import type { Errand } from './parts.ts'
import type { Serial } from './serial.ts'

/**
 * Reaches for a repository beside the passes that run meanwhile. Only where a pass takes another identity for the whole
 * process, as root's does for somebody else's registry, they wait for each other: what is fetched must become its
 * owner's, and what lets us in is read by the user who started the daemon.
 */
export async function reachBeside(
  world: World,
  { order, components }: Errand,
  { serial, signal }: { readonly serial: Serial; readonly signal: AbortSignal },
): Promise<Contact> {
  const reach = (): Promise<Contact> => reachFor(world, order, signal)
  return (await mayActAsOthers(world, components)) ? serial(reach) : reach()
}

/** As a command would: beside the registry that it writes, or among the caches of the user where it writes none. */
async function reachFor(
  world: World,
  { component, mode, source }: Errand['order'],
  signal: AbortSignal,
): Promise<Contact> {
  try {
    const found = mode === 'apply' ? await readComponent(world, component).catch(() => undefined) : undefined
    return await contactSource(world, source, { component: found, signal })
  } catch (error) {
    return { reachedAt: undefined, head: undefined, fault: problemsOf(error)[0], mirror: '' }
  }
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
