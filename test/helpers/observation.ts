import type { KeyObject } from 'node:crypto'
import type { Observation, SignedObservation } from '../../src/domain/observation/observation.ts'
import { parseObservation } from '../../src/domain/observation/parse-observation.ts'
import { writeObservation } from '../../src/domain/observation/write-observation.ts'
import { isProblem } from '../../src/domain/problem.ts'
import { aFingerprint, anId, NOW } from './builders.ts'

/** What node `a` tells: it holds `r` as declared, and nothing of `b`; two rows are of nobody whom the federation knows. */
export function anObservation(overrides: Partial<Observation> = {}): Observation {
  return {
    federation: 'oncology-network',
    component: anId('a'),
    role: 'node',
    profile: 'party',
    revision: '3f2c1a9b5d0e4f6a7b8c9d0e1f2a3b4c5d6e7f80',
    planDigest: aFingerprint('plan'),
    peers: [
      { party: anId('b'), class: 'missing', fingerprint: undefined },
      { party: anId('r'), class: 'matching', fingerprint: aFingerprint('r') },
    ],
    foreign: { count: 2, parties: undefined },
    conditions: [{ type: 'Ready', status: 'false', reason: 'DriftLeft', since: NOW - 3_600_000 }],
    exitCode: 2,
    version: '0.1.0',
    family: 'Fed-BioMed 5.0–5.3',
    observedAt: NOW,
    validUntil: NOW + 86_400_000,
    ...overrides,
  }
}

/** The same as it comes in, signed with a key. */
export function aSignedObservation(key: KeyObject, overrides: Partial<Observation> = {}): SignedObservation {
  const parsed = parseObservation(Buffer.from(writeObservation(anObservation(overrides), key)), 'a.json')
  if (isProblem(parsed)) throw new Error(parsed.message)
  return parsed
}
