import type { DriftClass } from '../pass/drift.ts'
import type { PassRecord } from '../pass/pass-record.ts'
import type { Finding } from './condition.ts'
import type { Evidence } from './evidence.ts'
import { knowNothing } from './know-nothing.ts'

/** The classes that leave something to be desired; what is `unverified` can be compared with nothing. */
const DRIFTING: readonly DriftClass[] = [
  'missing',
  'vanished',
  'conflicting',
  'outdated',
  'edited',
  'departed',
  'obsolete',
  'ambiguous',
]

/** Judges whether the last pass left anything registered otherwise than declared, or still to be done. */
export function judgeDrifted({ pass }: Evidence): Finding {
  if (pass === undefined) return knowNothing()
  const revision = pass.revision?.id
  if (pass.failed) {
    const message = 'The last pass failed before it could compare.'
    return { status: 'unknown', reason: 'NotCompared', message, revision }
  }
  const drift = describeDrift(pass)
  if (drift !== undefined) return { status: 'true', reason: 'DriftLeft', message: drift, revision }
  return { status: 'false', reason: 'AsDeclared', message: 'Nothing is registered otherwise than declared.', revision }
}

/** Counts what a pass left otherwise than declared, for example `2 missing, 1 edited.`; `undefined` for nothing. */
export function describeDrift({ remaining, changes }: PassRecord): string | undefined {
  const counts = DRIFTING.map((each) => [each, remaining[each] ?? 0] as const)
  // A party that is denied stays `denied` also where there is nothing left to delete.
  const denied = changes.filter(({ cause, result }) => cause === 'denied' && result !== 'done').length
  const parts = [...counts, ['denied', denied] as const].filter(([, number]) => number > 0)
  return parts.length === 0 ? undefined : `${parts.map(([each, number]) => `${number} ${each}`).join(', ')}.`
}
