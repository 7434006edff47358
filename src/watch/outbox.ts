import type { NotificationSink } from '../domain/settings.ts'
import { deliveryDelay, isForGood, isHopeless } from '../domain/watch/delivery.ts'
import type { Notification } from '../domain/watch/notification.ts'

/** What is to be told, sink by sink, until it was told. */
export interface Outbox {
  /** Queues notifications for the sinks that want them, and begins to send; never waits. */
  put(notifications: readonly Notification[]): void
  /** Tries again what could not be delivered, unless its sink failed a moment ago; never waits. */
  retry(): void
  /** Whether nothing waits any more. */
  isEmpty(): boolean
  /** Waits for what is under way. */
  settle(): Promise<void>
}

/** How an outbox delivers. */
export interface Delivery {
  /** Hands one to a sink; gives in words why that failed. */
  readonly send: (sink: NotificationSink, notification: Notification) => Promise<string | undefined>
  /** A delivery failed, and is tried again; or so many were dropped, since too many waited. */
  readonly failed: (sink: NotificationSink, reason: string) => void
  /** A notification is given up; the next one is sent instead. */
  readonly givenUp: (sink: NotificationSink, reason: string) => void
  /** Milliseconds since some fixed moment. */
  readonly now: () => number
}

/** Of one sink; more would be told of by a daemon whose sink was down for a week. */
const MOST_WAITING = 100

/** Makes an empty outbox for these sinks. Each gets one notification at a time, in order; none waits for another. */
export function makeOutbox(sinks: readonly NotificationSink[], delivery: Delivery): Outbox {
  const queues = sinks.map((sink) => makeQueue(sink, delivery))
  const retry = (): void => {
    for (const queue of queues) queue.work()
  }
  return {
    put: (notifications) => {
      for (const notification of notifications) for (const queue of queues) queue.add(notification)
      retry()
    },
    retry,
    isEmpty: () => queues.every((queue) => queue.isEmpty()),
    settle: async () => {
      await Promise.all(queues.map((queue) => queue.settle()))
    },
  }
}

interface Queue {
  add(notification: Notification): void
  work(): void
  isEmpty(): boolean
  settle(): Promise<void>
}

/** How a sink has fared of late. */
interface Luck {
  /** In a row. */
  failures: number
  /** Before that it is left alone. */
  dueAt: number
  /** What is being delivered, and how often that was attempted. */
  current: Notification | undefined
  attempts: number
}

function makeQueue(sink: NotificationSink, delivery: Delivery): Queue {
  const waiting: Notification[] = []
  const luck: Luck = { failures: 0, dueAt: -Infinity, current: undefined, attempts: 0 }
  let working: Promise<void> | undefined
  const workOff = async (): Promise<void> => {
    try {
      await deliverAll(waiting, luck, { ...delivery, sink })
    } finally {
      // At once, not a moment later: what is added then must find nobody at work.
      working = undefined
    }
  }
  return {
    add: (notification) => {
      if (!wants(sink, notification)) return
      waiting.push(notification)
      if (waiting.length <= MOST_WAITING) return
      waiting.shift()
      delivery.failed(sink, 'too many wait; the oldest was dropped')
    },
    work: () => {
      if (waiting.length > 0 && delivery.now() >= luck.dueAt) working ??= workOff()
    },
    isEmpty: () => waiting.length === 0,
    settle: async () => {
      await working
    },
  }
}

type Errand = Delivery & { readonly sink: NotificationSink }

/** Stops at the first that cannot be delivered: it stays the next one, unless it never will be. */
async function deliverAll(waiting: Notification[], luck: Luck, errand: Errand): Promise<void> {
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const reason = await errand.send(errand.sink, next)
    if (reason === undefined) luck.failures = 0
    else if (!isGivenUp(next, reason, { luck, errand })) return
    // It may have been dropped meanwhile.
    if (waiting[0] === next) waiting.shift()
    if (errand.now() < luck.dueAt) return
  }
}

function isGivenUp(
  notification: Notification,
  reason: string,
  { luck, errand }: { readonly luck: Luck; readonly errand: Errand },
): boolean {
  luck.attempts = luck.current === notification ? luck.attempts + 1 : 1
  luck.current = notification
  if (!isForGood(reason)) {
    luck.failures += 1
    luck.dueAt = errand.now() + deliveryDelay(luck.failures)
  }
  const isOver = isHopeless(luck.attempts, reason)
  errand[isOver ? 'givenUp' : 'failed'](errand.sink, reason)
  return isOver
}

/** Who is not told of a kind has no use for its end either. */
function wants({ on }: NotificationSink, { kind, over }: Notification): boolean {
  return on.includes(kind) && (kind !== 'recovery' || over.some((each) => on.includes(each)))
}
