import { createHash } from 'node:crypto'
import type { NotificationKind } from '../settings.ts'
import { findFor, kindOf, TOPICS, type Finding, type Sight, type Topic } from './findings.ts'
import type { Notification } from './notification.ts'

/** What was told of one component, by topic; absent where there is nothing to tell. */
export type NotificationState = Readonly<Partial<Record<Topic, Told>>>

/** What was told last. */
export interface Told {
  /** Of what was found. */
  readonly digest: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** So long nothing is told a second time. */
const REPEAT_MS = 24 * 3_600_000

/**
 * Decides what is told after a pass: what is new, what has changed, what has lasted for another day, and what is over.
 * Nothing is over because a pass failed: it saw the fault that ended it, and no more.
 */
export function decideNotifications(
  before: NotificationState,
  sight: Sight,
): { readonly state: NotificationState; readonly notifications: readonly Notification[] } {
  const state: Partial<Record<Topic, Told>> = {}
  const notifications: Notification[] = []
  const over: NotificationKind[] = []
  for (const topic of TOPICS) {
    const findings = findFor(topic, sight)
    const { told, isNew, isOver } = judge(topic, { before: before[topic], findings, sight })
    if (told !== undefined) state[topic] = told
    if (isNew) notifications.push(makeNotification(kindOf(topic), sight, findings))
    if (isOver) over.push(kindOf(topic))
  }
  if (over.length > 0) notifications.push({ ...makeNotification('recovery', sight, []), over })
  return { state, notifications }
}

/** Tells whether two states say the same. */
export function isSameState(a: NotificationState, b: NotificationState): boolean {
  return TOPICS.every((topic) => a[topic]?.digest === b[topic]?.digest && a[topic]?.at === b[topic]?.at)
}

interface Comparison {
  readonly told: Told | undefined
  readonly isNew: boolean
  readonly isOver: boolean
}

interface Case {
  readonly before: Told | undefined
  readonly findings: readonly Finding[]
  readonly sight: Sight
}

function judge(topic: Topic, { before, findings, sight }: Case): Comparison {
  const { failed, endedAt: now } = sight.record
  if (findings.length > 0) return tell(before, digestOf(findings), now)
  // What was healed is over as soon as it is told; it is remembered so that it is not told all day long.
  if (topic === 'healed') return { told: isRecent(before, now) ? before : undefined, isNew: false, isOver: false }
  return { told: failed ? before : undefined, isNew: false, isOver: before !== undefined && !failed }
}

function tell(before: Told | undefined, digest: string, now: number): Comparison {
  const isNew = before?.digest !== digest || !isRecent(before, now)
  return { told: isNew ? { digest, at: now } : before, isNew, isOver: false }
}

/** A clock that was put back must not keep anybody silent. */
function isRecent(told: Told | undefined, now: number): boolean {
  return told !== undefined && Math.abs(now - told.at) < REPEAT_MS
}

function digestOf(findings: readonly Finding[]): string {
  const keys = [...new Set(findings.map(({ key }) => key))].sort()
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex')
}

function makeNotification(kind: NotificationKind, { record }: Sight, findings: readonly Finding[]): Notification {
  const { componentId, name, directory, federation, exitCode, revision, endedAt } = record
  return {
    kind,
    time: endedAt,
    about: { componentId, name, directory, federation, exitCode },
    revision: revision?.id,
    findings: findings.map(({ code, party, place, message, remedy }) => ({ code, party, place, message, remedy })),
    over: [],
  }
}
