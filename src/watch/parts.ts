import type { Contact } from '../domain/contact.ts'
import type { RepositorySource } from '../domain/declaration-source.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { AppliedPass } from '../domain/pass/record-pass.ts'
import type { Problem } from '../domain/problem.ts'
import type { NotificationSink } from '../domain/settings.ts'
import type { Notification } from '../domain/watch/notification.ts'
import type { NotificationState } from '../domain/watch/notify.ts'
import type { ComponentOrder, Trigger, WatchOrder } from '../domain/watch/watch-order.ts'
import type { Hints } from './hints.ts'
import type { Log } from './log.ts'
import type { Serial } from './serial.ts'

/** What the loops of a daemon do, apart from when they do it. */
export interface Parts {
  readonly log: Log
  /** Runs what must not run beside something else. */
  readonly serial: Serial
  /** Runs one pass. A fault is in the record, not thrown. */
  readonly pass: (order: ComponentOrder, circumstances: PassCircumstances) => Promise<EndedPass>
  /** Keeps what `status` shows of a pass; gives the warning where that cannot be. */
  readonly remember: (order: ComponentOrder, news: RememberedPass) => Promise<Problem | undefined>
  /** Tells the federation what a pass observed; gives warnings where that cannot be. */
  readonly observe: (order: ComponentOrder, news: ObservedNews) => Promise<readonly Problem[]>
  /** Reaches for a repository; a fault is in the contact, not thrown. The only thing that uses the network. */
  readonly reach: (errand: Errand, signal: AbortSignal) => Promise<Contact>
  /** Reads the settings again, for another order; or says why that cannot be. */
  readonly reload: () => Promise<WatchOrder | readonly Problem[]>
  /**
   * Completes the commands in what a component is told of, so that they concern it. What is kept for `status` is not: that
   * completes it from its own command line.
   */
  readonly complete: <Told extends { readonly remedy: string | undefined }>(
    order: ComponentOrder,
    told: readonly Told[],
  ) => readonly Told[]
  /** Begins to watch the directories of a component. */
  readonly watch: (order: ComponentOrder, hint: (trigger: Trigger) => void) => Hints
  /** Hands a notification to a sink; gives in words why that failed. */
  readonly deliver: (
    delivery: { readonly sink: NotificationSink; readonly notification: Notification },
    signal: AbortSignal,
  ) => Promise<string | undefined>
  /** What was told of a component before this daemon began; and how that is remembered. */
  readonly told: {
    readonly read: (order: ComponentOrder) => Promise<NotificationState>
    readonly write: (order: ComponentOrder, state: NotificationState) => Promise<void>
  }
}

/** A repository that is to be reached, and all the components that passes may run over meanwhile. */
export interface Errand {
  readonly order: RemoteOrder
  readonly components: readonly ComponentOrder[]
}

/** A pass, and what the daemon knows beside it. */
export interface RememberedPass {
  readonly record: PassRecord
  readonly contact: Contact | undefined
  readonly intervalMs: number
  /** The parties that are fought over. */
  readonly fought: readonly string[]
}

/** A pass that was remembered, and ran to its end. */
export interface ObservedNews extends RememberedPass {
  readonly applied: AppliedPass
}

/** What is remembered of a pass, and, where it ran to its end and might write, what it gave: that is not kept. */
export type EndedPass = PassRecord & { readonly applied?: AppliedPass | undefined }

export type RemoteOrder = ComponentOrder & { readonly source: RepositorySource }

/** What a pass of a daemon goes by besides its order. */
export interface PassCircumstances {
  readonly mode: ComponentOrder['mode']
  readonly contact: Contact | undefined
}
