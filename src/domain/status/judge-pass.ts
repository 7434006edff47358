import type { PassRecord } from '../pass/pass-record.ts'
import type { Finding } from './condition.ts'
import { overdueSince, writeInstant, type Evidence } from './evidence.ts'
import { findFaults, type Fault } from './faults.ts'
import { describeDrift } from './judge-drift.ts'
import { knowNothing } from './know-nothing.ts'

const PATIENCE_MS = 3_600_000

/** Judges whether everything declared is registered and verified, as far as a recent pass tells. */
export function judgeReady(evidence: Evidence, now: number): Finding {
  const { pass } = evidence
  if (pass === undefined) return knowNothing()
  const overdue = overdueSince(evidence, now)
  if (overdue !== undefined) return lookAtOverdue(pass, overdue)
  const revision = pass.revision?.id
  const [fault] = [...findFight(evidence), ...findFaults(pass)]
  if (fault !== undefined) return { status: 'false', reason: fault.reason, message: fault.message, revision }
  const drift = describeDrift(pass)
  if (drift !== undefined) return { status: 'false', reason: 'DriftLeft', message: drift, revision }
  const left = pass.problems.find(({ code }) => code === 'SELF_LEFT')
  if (left !== undefined) return { status: 'true', reason: 'LeftFederation', message: left.message, revision }
  return { status: 'true', reason: 'InSync', message: 'Everything declared is registered and verified.', revision }
}

/** Judges whether anything goes on, or will, without anybody's doing. */
export function judgeReconciling({ pass, runningSince }: Evidence): Finding {
  const revision = pass?.revision?.id
  if (runningSince !== undefined) {
    const message = `A command that may write is at work since ${writeInstant(runningSince)}.`
    return { status: 'true', reason: 'PassRunning', message, revision, turnedAt: runningSince }
  }
  if (pass === undefined) return knowNothing()
  const retried = findRetried(pass)
  if (retried !== undefined) return { status: 'true', reason: retried.reason, message: retried.message, revision }
  return { status: 'false', reason: 'Settled', message: 'Nothing is under way.', revision }
}

/**
 * Judges whether a person must act.
 *
 * @param retryingSince - since when something is under way, or is tried again.
 */
export function judgeStalled(evidence: Evidence, retryingSince: number, now: number): Finding {
  const { pass } = evidence
  const revision = pass?.revision?.id
  const faults = [...findFight(evidence), ...(pass === undefined ? [] : findFaults(pass))]
  const fault = faults.find(({ waitsFor }) => waitsFor === 'person')
  if (fault !== undefined) return { status: 'true', reason: fault.reason, message: fault.message, revision }
  if (pass === undefined) return knowNothing()
  const retried = findRetried(pass)
  const turnedAt = retryingSince + PATIENCE_MS
  if (retried !== undefined && turnedAt <= now)
    return { status: 'true', reason: 'KeepsFailing', message: retried.message, revision, turnedAt }
  return { status: 'false', reason: 'NoDecisionNeeded', message: 'Nothing waits for a person.', revision }
}

function lookAtOverdue({ endedAt, revision }: PassRecord, turnedAt: number): Finding {
  const message = `No pass since ${writeInstant(endedAt)}.`
  return { status: 'unknown', reason: 'PassOverdue', message, revision: revision?.id, turnedAt }
}

function findRetried(pass: PassRecord): Fault | undefined {
  return findFaults(pass).find(({ waitsFor }) => waitsFor === 'time')
}

function findFight({ fighting }: Evidence): readonly Fault[] {
  if (fighting.size === 0) return []
  const message = `Somebody changes what fbm-gitops writes again and again: ${[...fighting].sort().join(', ')}.`
  return [{ reason: 'Fight', message, exitCode: 20, waitsFor: 'person' }]
}
