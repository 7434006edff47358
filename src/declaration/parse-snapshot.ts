import type { Snapshot } from '../domain/snapshot.ts'
import { limitHeap } from '../io/world/heap.ts'
import type { ParsedFederation } from '../manifest/federation.ts'

/**
 * Parses a snapshot with what parsing takes: a pass that recalls its declaration never loads it.
 *
 * @param now - the instant against which certificates are judged, in milliseconds since the epoch.
 */
export async function parseSnapshot(snapshot: Snapshot, now: number): Promise<ParsedFederation> {
  limitHeap()
  const { parseFederation } = await import('../manifest/federation.ts')
  return parseFederation(snapshot, now)
}
