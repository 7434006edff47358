import type { Problem } from '../domain/problem.ts'
import { ONE_PASS, type WatchedFacts } from '../domain/status/evidence.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import type { World } from '../io/world/world.ts'
import { saveStatus } from '../status/save-status.ts'
import type { ObservedNews, RememberedPass } from './parts.ts'

/** Keeps what `status` shows of a pass. One that was held back by a fight is still one of a daemon that applies. */
export function rememberPass(world: World, order: ComponentOrder, news: RememberedPass): Promise<Problem | undefined> {
  const { component, mode } = order
  return saveStatus(world, { component, pass: { ...news.record, mode }, facts: makeFacts(order, news) })
}

/** Tells the federation what a pass observed, where the site lets it. */
export async function observePass(
  world: World,
  order: ComponentOrder,
  news: ObservedNews,
): Promise<readonly Problem[]> {
  const { observations } = order
  if (observations === undefined) return []
  const { observe } = await import('../observing/observe.ts')
  const { applied, record } = news
  return observe(world, observations, { applied, record, facts: makeFacts(order, news) })
}

function makeFacts({ source }: ComponentOrder, { contact, intervalMs, fought }: RememberedPass): WatchedFacts {
  const { maxStalenessMs } = source.kind === 'repository' ? source : ONE_PASS
  return { contact, maxStalenessMs, intervalMs, fighting: new Set(fought) }
}
