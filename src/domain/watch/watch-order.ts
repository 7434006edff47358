import type { DeclarationSource } from '../declaration-source.ts'
import type { ObservationOrder } from '../observation/order.ts'
import type { NotificationSink } from '../settings.ts'
import type { Writing } from '../writing-mode.ts'

/** What one daemon is to do. */
export interface WatchOrder {
  /** At least one. */
  readonly components: readonly ComponentOrder[]
  /** How often each component and each repository elsewhere is looked at without being told; milliseconds. */
  readonly intervalMs: number
  readonly notify: readonly NotificationSink[]
}

/** One component that is watched, and where its federation is declared. */
export interface ComponentOrder {
  readonly component: {
    readonly directory: string
    readonly config: string | undefined
    readonly registry: string | undefined
  }
  readonly source: DeclarationSource
  readonly mode: 'report' | 'apply'
  readonly writing: Writing
  /** What the federation is told of each pass; absent where nothing is. */
  readonly observations?: ObservationOrder | undefined
}

/** What makes a daemon look: a hint, never a fact. */
export type Trigger = 'start' | 'reload' | 'commit' | 'registry' | 'interval' | 'retry' | 'peace'
