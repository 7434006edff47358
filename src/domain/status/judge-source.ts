import type { Contact } from '../contact.ts'
import type { PassRecord } from '../pass/pass-record.ts'
import { isAbout } from '../problem.ts'
import type { Condition, Finding } from './condition.ts'
import { overdueSince, writeInstant, type Evidence } from './evidence.ts'
import { isRollback } from './faults.ts'
import { knowNothing } from './know-nothing.ts'

/**
 * Judges whether what is declared was looked at recently enough: a directory by the last pass, a repository elsewhere by
 * when it was reached.
 *
 * @param before - what was judged before: a pass that fails for another reason says nothing of a directory, nor does leaving.
 */
export function judgeSourceFresh(evidence: Evidence, before: Condition | undefined, now: number): Finding {
  const { pass, contact } = evidence
  const rollback = pass?.problems.find(isRollback)
  if (rollback !== undefined)
    return { status: 'false', reason: 'SourceRolledBack', message: rollback.message, revision: contact?.head }
  if (contact !== undefined) return judgeContact(contact, evidence.maxStalenessMs, now)
  if (pass === undefined) return knowNothing()
  const turnedAt = overdueSince(evidence, now)
  if (turnedAt === undefined) return judgeReading(pass, before)
  const message = `No pass since ${writeInstant(pass.endedAt)}.`
  return { status: 'unknown', reason: 'PassOverdue', message, revision: pass.revision?.id, turnedAt }
}

function judgeContact({ reachedAt, head, fault }: Contact, maxStalenessMs: number, now: number): Finding {
  const why = fault === undefined ? '' : ` ${fault.message}`
  if (reachedAt === undefined) {
    const message = `The repository has not been reached yet.${why}`
    return { status: 'false', reason: 'SourceNeverReached', message, revision: head }
  }
  const message = `The repository was last reached on ${writeInstant(reachedAt)}.${why}`
  const turnedAt = reachedAt + maxStalenessMs
  // A time in the future, of a clock that was set back since, says as little as one long ago.
  if (Math.abs(now - reachedAt) > maxStalenessMs)
    return { status: 'false', reason: 'SourceStale', message, revision: head, turnedAt }
  return {
    status: 'true',
    reason: fault === undefined ? 'SourceReached' : 'SourceUnreachable',
    message,
    revision: head,
  }
}

function judgeReading(pass: PassRecord, before: Condition | undefined): Finding {
  const revision = pass.revision?.id
  const errors = pass.problems.filter(({ severity }) => severity === 'error')
  const unreadable = errors.find((problem) => isAbout(problem, 'source'))
  if (unreadable !== undefined)
    return { status: 'false', reason: 'SourceUnreadable', message: unreadable.message, revision }
  // A manifest that was refused has been read.
  const hasRead = !pass.failed && pass.revision !== undefined
  if (hasRead || errors.some(({ exitCode }) => exitCode === 26)) {
    const message = `The federation directory was read on ${writeInstant(pass.endedAt)}.`
    return { status: 'true', reason: 'SourceRead', message, revision }
  }
  if (before !== undefined) return { ...before }
  const message = 'The last pass ended without reading the federation directory.'
  return { status: 'unknown', reason: 'SourceNotRead', message, revision }
}
