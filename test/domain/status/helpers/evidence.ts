import type { PassRecord } from '../../../../src/domain/pass/pass-record.ts'
import { makeProblem, type Problem } from '../../../../src/domain/problem.ts'
import type { Condition, ConditionType } from '../../../../src/domain/status/condition.ts'
import { deriveConditions } from '../../../../src/domain/status/derive-conditions.ts'
import { ONE_PASS, type Evidence } from '../../../../src/domain/status/evidence.ts'
import { anId, NOW } from '../../../helpers/builders.ts'

export const HEAD: string = 'a'.repeat(40)

/** A pass that ended now and found everything as declared. */
export function aRecord(overrides: Partial<PassRecord> = {}): PassRecord {
  return {
    componentId: anId('a'),
    name: 'hospital-a',
    directory: '/fbm-node',
    startedAt: NOW - 40,
    endedAt: NOW,
    mode: 'apply',
    failed: false,
    exitCode: 0,
    federation: 'oncology-network',
    revision: { id: HEAD, subject: 'Add hospital-c', author: 'Ada', time: NOW - 1000 },
    accepted: true,
    planDigest: undefined,
    drift: { matching: 2 },
    remaining: { matching: 2 },
    changes: [],
    problems: [],
    expiring: [],
    nextEnding: undefined,
    ...overrides,
  }
}

/** A pass that a fault ended. */
export function aFailure(problem: Problem, overrides: Partial<PassRecord> = {}): PassRecord {
  return aRecord({
    failed: true,
    exitCode: problem.exitCode ?? 1,
    revision: undefined,
    accepted: false,
    drift: {},
    remaining: {},
    problems: [problem],
    ...overrides,
  })
}

/** What is known after one pass. */
export function anEvidence(overrides: Partial<Evidence> = {}): Evidence {
  const pass = 'pass' in overrides ? overrides.pass : aRecord()
  return {
    ...ONE_PASS,
    pass,
    endings: pass?.failed === false ? pass : undefined,
    runningSince: undefined,
    ...overrides,
  }
}

/** Each condition as `status reason`, by its type. */
export function judge(
  evidence: Evidence,
  now: number = NOW,
  previous: readonly Condition[] = [],
): Readonly<Record<ConditionType, string>> {
  const conditions = deriveConditions(previous, evidence, now)
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`])) as Readonly<
    Record<ConditionType, string>
  >
}

/** A fault that the next pass may not meet any more. */
export function aDiskFault(): Problem {
  return makeProblem('STATE_NOT_WRITTEN', {}, { file: '/state', reason: 'the disk is full' })
}
