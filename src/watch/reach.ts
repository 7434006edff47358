import { contactSource } from '../declaration/contact.ts'
import type { Contact } from '../domain/contact.ts'
import { problemsOf } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import type { World } from '../io/world/world.ts'
import { doBeside } from './beside.ts'
import type { Errand } from './parts.ts'
import type { Serial } from './serial.ts'

/** Reaches for a repository beside the passes that run meanwhile, where they need not wait for each other. */
export function reachBeside(
  world: World,
  { order, components }: Errand,
  { serial, signal }: { readonly serial: Serial; readonly signal: AbortSignal },
): Promise<Contact> {
  return doBeside(world, { serial, components }, () => reachFor(world, order, signal))
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
