import type { PassRecord, RecordedChange } from '../../src/domain/pass/pass-record.ts'
import { anId, NOW } from './builders.ts'

/** A pass that found nothing to do. */
export function aRecord(overrides: Partial<PassRecord> = {}): PassRecord {
  return {
    componentId: anId('a'),
    name: 'hospital-a',
    directory: '/fbm-node',
    startedAt: NOW,
    endedAt: NOW,
    mode: 'apply',
    failed: false,
    exitCode: 0,
    federation: 'oncology-network',
    revision: { id: 'c'.repeat(40), subject: 'Declare', author: 'Ada', time: NOW },
    accepted: true,
    planDigest: `SHA256:${'0'.repeat(64)}`,
    drift: { matching: 2 },
    remaining: { matching: 2 },
    changes: [],
    problems: [],
    expiring: [],
    nextEnding: undefined,
    ...overrides,
  }
}

/** A pass that a fault has ended. */
export function aFailedRecord(problems: PassRecord['problems'], exitCode: PassRecord['exitCode']): PassRecord {
  return aRecord({
    failed: true,
    exitCode,
    problems,
    name: undefined,
    federation: undefined,
    revision: undefined,
    accepted: false,
    planDigest: undefined,
    drift: {},
    remaining: {},
  })
}

/** A registration that somebody deleted, and that was made again. */
export function aChange(overrides: Partial<RecordedChange> = {}): RecordedChange {
  return {
    partyId: anId('b'),
    name: 'hospital-b',
    kind: 'register',
    result: 'done',
    cause: 'vanished',
    before: undefined,
    after: undefined,
    reason: undefined,
    ...overrides,
  }
}
