import type { DriftCounts, PassRecord, RecordedChange } from '../pass/pass-record.ts'
import type { Problem } from '../problem.ts'
import { writePlace } from './write-place.ts'
import type { LogEntry, LogFields, LogLevel } from './log-entry.ts'

/** What is remembered of the log of one component, so that it says everything, and nothing too often. */
export interface PassLogState {
  /** What the last pass found, as far as it matters; absent before the first. */
  readonly last: string | undefined
  /** When a line of a pass was last shown to everybody; milliseconds since the epoch. */
  readonly shownAt: number
}

/** Nothing was logged yet. */
export const NOTHING_LOGGED: PassLogState = { last: undefined, shownAt: 0 }

const HOUR_MS = 3_600_000
/** Busy is no fault: somebody else works on the registry, perhaps another daemon. */
const BUSY = 24

/** The lines of one pass: one for the pass, one for each change, and one for each problem that is new. */
export function logPass(
  before: PassLogState,
  record: PassRecord,
  trigger: string,
): { readonly state: PassLogState; readonly entries: readonly LogEntry[] } {
  const now = summarize(record)
  const isSame = now === before.last
  const isDue = Math.abs(record.endedAt - before.shownAt) >= HOUR_MS
  const entry = describePass(record, trigger)
  if (isSame && isIdle(record)) {
    const shown: LogEntry = isDue
      ? { ...entry, message: 'still in sync' }
      : { ...entry, level: 'debug', message: 'nothing to do' }
    return { state: { last: now, shownAt: isDue ? record.endedAt : before.shownAt }, entries: [shown] }
  }
  const entries = [...(isSame ? [] : describeProblems(record)), ...describeChanges(record), entry]
  if (isSame && isOldStory(record, isDue)) {
    return { state: { ...before, last: now }, entries: entries.map((each) => ({ ...each, level: 'debug' })) }
  }
  return { state: { last: now, shownAt: record.endedAt }, entries }
}

function isIdle({ exitCode, changes }: PassRecord): boolean {
  return exitCode === 0 && changes.length === 0
}

/** What was only refused or reported, or failed before it wrote anything. */
function isOldStory({ changes }: PassRecord, isDue: boolean): boolean {
  return !isDue && changes.every(({ result }) => result === 'refused' || result === 'pending')
}

function describeProblems(record: PassRecord): readonly LogEntry[] {
  return record.problems.map((problem) => describeProblem(nameOf(record), problem))
}

function describeChanges(record: PassRecord): readonly LogEntry[] {
  return record.changes.map((change) => describeChange(nameOf(record), change))
}

/** The fields that name a component in a line of the log. */
export function nameOf({ componentId, directory }: Pick<PassRecord, 'componentId' | 'directory'>): LogFields {
  return { component: componentId, directory }
}

function levelOf({ exitCode }: PassRecord): LogLevel {
  if (exitCode === 0 || exitCode === BUSY) return 'info'
  return exitCode === 2 || exitCode === 20 || exitCode === 23 ? 'warn' : 'error'
}

function describePass(record: PassRecord, trigger: string): LogEntry {
  const counts: Record<string, number> = {}
  for (const { result } of record.changes) counts[result] = (counts[result] ?? 0) + 1
  return {
    level: levelOf(record),
    message: record.failed ? 'pass failed' : 'pass',
    fields: {
      ...nameOf(record),
      trigger,
      mode: record.mode,
      exitCode: record.exitCode,
      revision: record.revision?.id,
      ...counts,
      drift: listDrift(record.remaining),
      problems: [...new Set(record.problems.map(({ code }) => code))].join(',') || undefined,
      durationMs: Math.round(record.endedAt - record.startedAt),
    },
  }
}

function describeChange(name: LogFields, change: RecordedChange): LogEntry {
  const { partyId, kind, result, cause, before, after, addressBefore, addressAfter } = change
  return {
    level: result === 'done' ? 'info' : 'warn',
    message: 'change',
    fields: { ...name, party: partyId, kind, result, cause, before, after, addressBefore, addressAfter },
  }
}

function describeProblem(name: LogFields, problem: Problem): LogEntry {
  const { severity, exitCode, code, party, place, message, remedy } = problem
  const levels = { error: 'error', warning: 'warn', info: 'info' } as const
  const level = exitCode === BUSY ? 'info' : levels[severity]
  return {
    level,
    message: 'problem',
    fields: { ...name, code, party, file: writePlace(place), problem: message, remedy },
  }
}

/** `matching` is left out: what is as it should be is no drift. */
function listDrift(drift: DriftCounts): string | undefined {
  const named = Object.entries(drift).filter(([name]) => name !== 'matching' && name !== 'foreign')
  return named.map(([name, count]) => `${name}:${count}`).join(',') || undefined
}

function summarize({ exitCode, revision, remaining, changes, problems, mode }: PassRecord): string {
  const told = problems.map(({ code, party, place }) => [code, party, place.file])
  const made = changes.map(({ partyId, kind, result }) => [partyId, kind, result])
  return JSON.stringify([mode, exitCode, revision?.id, remaining, made, told])
}
