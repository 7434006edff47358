import type { Snapshot } from './domain/snapshot.ts'
import type { World } from './io/world.ts'
import type { ParsedFederation } from './manifest/federation.ts'

/** Parses a snapshot with what parsing takes: a pass that remembers what it needs never loads it. */
export async function parseSnapshot(world: World, snapshot: Snapshot): Promise<ParsedFederation> {
  const { saveMemory } = await import('./io/memory.ts')
  saveMemory()
  const { parseFederation } = await import('./manifest/federation.ts')
  return parseFederation(snapshot, world.clock.now())
}
