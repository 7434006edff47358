import type { Problem } from '../domain/problem.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import type { World } from '../io/world/world.ts'
import { saveStatus } from '../status/save-status.ts'
import type { Told } from '../observing/observe.ts'
import { doBeside } from './beside.ts'
import type { ObservedNews, PushErrand, RememberedPass } from './parts.ts'
import type { Serial } from './serial.ts'

/** Keeps what `status` shows of a pass. One that was held back by a fight is still one of a daemon that applies. */
export function rememberPass(world: World, order: ComponentOrder, news: RememberedPass): Promise<Problem | undefined> {
  const { component, mode, source } = order
  return saveStatus(world, { component, source, pass: { ...news.record, mode }, facts: makeFacts(order, news) })
}

/** Tells the federation what a pass observed, where the site lets it. */
export async function observePass(world: World, order: ComponentOrder, news: ObservedNews): Promise<Told> {
  const { observations, source } = order
  if (observations === undefined) return { warnings: [], due: undefined }
  const { observe } = await import('../observing/observe.ts')
  const { applied, record } = news
  return observe(world, observations, { applied, record, source, facts: makeFacts(order, news) })
}

/** Pushes an observation beside the passes that run meanwhile, where they need not wait for each other. */
export async function pushBeside(
  world: World,
  { due, components }: PushErrand,
  { serial, signal }: { readonly serial: Serial; readonly signal: AbortSignal },
): Promise<Problem | undefined> {
  const { pushObservation } = await import('../observing/push.ts')
  return doBeside(world, { serial, components }, () => pushObservation(world, due, signal))
}

function makeFacts({ source }: ComponentOrder, { contact, intervalMs, fought }: RememberedPass): WatchedFacts {
  const { maxStalenessMs } = source.kind === 'repository' ? source : ONE_PASS
  return { contact, maxStalenessMs, intervalMs, fighting: new Set(fought) }
}
