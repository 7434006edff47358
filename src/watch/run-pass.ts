import type { Contact } from '../domain/contact.ts'
import { recordPass, type PassResult } from '../domain/pass/record-pass.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import { problemsOf } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { applyPass, planPass, type PassRequest } from '../reconciler.ts'
import type { EndedPass, PassCircumstances } from './parts.ts'

/** Runs one pass of a daemon, and gives what is remembered of it, whatever became of it. */
export async function runPass(
  world: World,
  order: ComponentOrder,
  { mode, contact }: PassCircumstances,
): Promise<EndedPass> {
  const startedAt = world.clock.now()
  const result = await attempt(world, makeRequest(order, contact), mode)
  const circumstances = { directory: order.component.directory, startedAt, endedAt: world.clock.now(), mode }
  return { ...recordPass(result, circumstances), applied: result.kind === 'applied' ? result : undefined }
}

async function attempt(world: World, request: PassRequest, mode: ComponentOrder['mode']): Promise<PassResult> {
  try {
    if (mode === 'report') return { kind: 'reported', assessment: await planPass(world, request) }
    return { kind: 'applied', ...(await applyPass(world, request)) }
  } catch (error) {
    return { kind: 'failed', problems: problemsOf(error) }
  }
}

/** Decisions about single parties are an operator's, who types them; a daemon makes none. */
function makeRequest({ component, source, writing }: ComponentOrder, contact: Contact | undefined): PassRequest {
  return {
    component,
    source,
    ...(contact === undefined ? {} : { contact }),
    decisions: { adopt: new Set(), overwrite: new Set() },
    policy: { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined },
    writing,
  }
}
