/*
 * What is the case with a component, in the manner of Kubernetes: six conditions, each true, false or unknown, each with
 * the reason, and since when. They are derived from what the last pass left, and again from the same by a later clock:
 * a certificate comes near to its end, and a repository becomes stale, without any pass.
 */
import type { Condition, ConditionType, Finding } from './condition.ts'
import type { Evidence } from './evidence.ts'
import { judgeDrifted } from './judge-drift.ts'
import { judgeExpiringSoon } from './judge-expiry.ts'
import { judgeReady, judgeReconciling, judgeStalled } from './judge-pass.ts'
import { judgeSourceFresh } from './judge-source.ts'

/**
 * Derives all conditions, always the same six in the same order.
 *
 * @param previous - those that were derived before; empty at first.
 * @param now - milliseconds since the epoch.
 */
export function deriveConditions(
  previous: readonly Condition[],
  evidence: Evidence,
  now: number,
): readonly Condition[] {
  const before = new Map(previous.map((condition) => [condition.type, condition]))
  const conclude = (type: ConditionType, finding: Finding): Condition => {
    const { status, reason, message, revision } = finding
    const last = before.get(type)
    const since = last?.status === status ? last.since : turnOf(finding, evidence, now)
    return { type, status, reason, message, since, revision }
  }
  const reconciling = conclude('Reconciling', judgeReconciling(evidence))
  return [
    conclude('Ready', judgeReady(evidence, now)),
    reconciling,
    conclude('Stalled', judgeStalled(evidence, reconciling.since, now)),
    conclude('SourceFresh', judgeSourceFresh(evidence, before.get('SourceFresh'), now)),
    conclude('Drifted', judgeDrifted(evidence)),
    conclude('ExpiringSoon', judgeExpiringSoon(evidence, now)),
  ]
}

/** What the clock did, it did after the pass that the evidence is of: before, there was nothing to be judged. */
function turnOf({ turnedAt }: Finding, { pass }: Evidence, now: number): number {
  return Math.min(now, Math.max(turnedAt ?? now, pass?.endedAt ?? 0))
}
