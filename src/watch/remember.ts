import type { Problem } from '../domain/problem.ts'
import { ONE_PASS } from '../domain/status/evidence.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import type { World } from '../io/world/world.ts'
import { saveStatus } from '../status/save-status.ts'
import type { RememberedPass } from './parts.ts'

/** Keeps what `status` shows of a pass. One that was held back by a fight is still one of a daemon that applies. */
export function rememberPass(
  world: World,
  { component, source, mode }: ComponentOrder,
  { record, contact, intervalMs, fought }: RememberedPass,
): Promise<Problem | undefined> {
  const { maxStalenessMs } = source.kind === 'repository' ? source : ONE_PASS
  const facts = { contact, maxStalenessMs, intervalMs, fighting: new Set(fought) }
  return saveStatus(world, { component, pass: { ...record, mode }, facts })
}
