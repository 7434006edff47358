import type { Probe, ProbeTarget } from '../../domain/doctor/probe.ts'
import { connectByTls, connectPlainly } from './connect.ts'

/** How long one attempt may take, in milliseconds. */
const PROBE_TIMEOUT_MS = 3_000
/** So many attempts run at once. */
const AT_ONCE = 32

/** Tries to reach each target, and tells how that ended, in the order of the targets. No outcome is an error. */
export async function probeTargets(
  targets: readonly ProbeTarget[],
  timeoutMs: number = PROBE_TIMEOUT_MS,
): Promise<readonly Probe[]> {
  const probes = new Map<ProbeTarget, Probe>()
  const waiting = targets.values()
  const work = async (): Promise<void> => {
    // Each worker takes the next one that is left.
    for (const target of waiting) probes.set(target, await probe(target, timeoutMs))
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, work))
  return targets.flatMap((target) => probes.get(target) ?? [])
}

async function probe(target: ProbeTarget, timeoutMs: number): Promise<Probe> {
  const connect = target.kind === 'mpspdz' ? connectPlainly : connectByTls
  return { target, outcome: await connect(target, timeoutMs) }
}
