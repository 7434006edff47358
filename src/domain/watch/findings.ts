import type { PassRecord, RecordedChange } from '../pass/pass-record.ts'
import type { Problem } from '../problem.ts'
import { driftProblems } from '../problems/pass/drift.ts'
import type { NotificationKind } from '../settings.ts'
import type { NotifiedFinding } from './notification.ts'

/** What is looked at after a pass. */
export interface Sight {
  readonly record: PassRecord
  /** The parties that are fought over. */
  readonly fought: readonly string[]
  /** For how long the registry has been busy without a break; milliseconds. */
  readonly busyMs: number
}

/** Something found, with what it is recognised by when it is found again. */
export interface Finding extends NotifiedFinding {
  readonly key: string
}

/**
 * What is told of, and separately remembered: the kinds, and `healed`, a drift that was over in the same moment.
 */
export const TOPICS = ['drift', 'healed', 'refusal', 'failure', 'stale', 'expiry'] as const
export type Topic = (typeof TOPICS)[number]

/** The kind that a topic belongs to. */
export function kindOf(topic: Topic): NotificationKind {
  return topic === 'healed' ? 'drift' : topic
}

/** Finds what a pass has to tell of one topic. */
export function findFor(topic: Topic, sight: Sight): readonly Finding[] {
  return FINDERS[topic](sight)
}

const BUSY = 24
const STALE = 22
const REFUSED = 20
/** A registry may be busy for a while; from then on somebody should look. */
const MOST_BUSY_MS = 10 * 60_000
const DAY_MS = 86_400_000
/** A departed party is only warned of, but it is drift, and waits for somebody. */
const DRIFT_CODES: ReadonlySet<string> = new Set(Object.keys(driftProblems))

const FINDERS: Readonly<Record<Topic, (sight: Sight) => readonly Finding[]>> = {
  drift: ({ record }) => [
    ...record.problems.filter(isDrift).map(fromProblem),
    ...record.changes.filter(({ result }) => result === 'pending').map(fromPending),
  ],
  healed: ({ record }) =>
    record.changes.filter(({ cause, result }) => cause === 'vanished' && result === 'done').map(fromHealed),
  refusal: ({ record }) =>
    record.problems.filter((problem) => problem.exitCode === REFUSED && !isDrift(problem)).map(fromProblem),
  failure: (sight) => [...findFailures(sight), ...sight.fought.map(fromFight)],
  stale: ({ record }) => record.problems.filter(({ exitCode }) => exitCode === STALE).map(fromProblem),
  expiry: ({ record }) => record.expiring.map((end) => fromEnding(end, record.endedAt)),
}

/** Of what stands in no registry nothing need be done. */
function isDrift({ code, severity, exitCode }: Problem): boolean {
  if (!DRIFT_CODES.has(code)) return false
  return code === 'DEPARTED' || (severity === 'error' && exitCode === REFUSED)
}

function findFailures({ record, busyMs }: Sight): readonly Finding[] {
  const isLong = busyMs > MOST_BUSY_MS
  const faults = record.problems.filter(({ exitCode }) => {
    if (exitCode === undefined || exitCode === STALE || exitCode === REFUSED) return false
    return exitCode !== BUSY || isLong
  })
  const failed = record.changes.filter(({ result }) => result === 'failed' || (result === 'contended' && isLong))
  return [...faults.map(fromProblem), ...failed.map(fromFailed)]
}

/** Not by its message, which may tell a time; but fingerprints in it make another fault. */
function fromProblem({ code, party, place, message, remedy }: Problem): Finding {
  const fingerprints = message.match(/SHA256:[0-9a-f]{64}/g) ?? []
  return { key: JSON.stringify([code, party, place.file, fingerprints]), code, party, place, message, remedy }
}

function fromPending({ partyId, kind, name, ...values }: RecordedChange): Finding {
  const { before, after, addressBefore, addressAfter } = values
  const key = JSON.stringify(['pending', partyId, kind, before, after, addressBefore, addressAfter])
  const message = `To be done, and not done in mode report: ${kind} ${name}.`
  return { key, code: 'PENDING', party: partyId, message, remedy: undefined }
}

function fromHealed({ partyId, name, after }: RecordedChange): Finding {
  return {
    key: JSON.stringify(['healed', partyId, after]),
    code: 'HEALED',
    party: partyId,
    message: `Somebody deleted the registration of ${name}; it was registered again.`,
    remedy: `To keep it out: fbm-gitops deny ${partyId}`,
  }
}

function fromFailed({ partyId, name, kind, reason, result }: RecordedChange): Finding {
  const message = `Could not ${kind} ${name}${reason === undefined ? '.' : `: ${reason}`}`
  return {
    key: JSON.stringify([result, partyId, kind]),
    code: 'CHANGE_FAILED',
    party: partyId,
    message,
    remedy: undefined,
  }
}

function fromFight(party: string): Finding {
  return {
    key: JSON.stringify(['fight', party]),
    code: 'FIGHT',
    party,
    message: `Somebody undid the registration of ${party} three times within ten minutes; nothing is written any more.`,
    remedy: `Find out who deletes it, or keep it out: fbm-gitops deny ${party}. Then send SIGHUP to the daemon, or restart it.`,
  }
}

function fromEnding({ partyId, name, notAfter }: PassRecord['expiring'][number], now: number): Finding {
  const days = Math.floor((notAfter - now) / DAY_MS)
  const when = new Date(notAfter).toISOString().slice(0, 10)
  const stage = notAfter <= now ? 'ended' : days < 7 ? 'week' : 'month'
  return {
    key: JSON.stringify([partyId, notAfter, stage]),
    code: 'EXPIRING',
    party: partyId,
    message: `The certificate of ${name} ${stage === 'ended' ? 'ended' : 'ends'} on ${when}.`,
    remedy: 'Its owner makes a new one, and declares it with `fbm-gitops publish`.',
  }
}
