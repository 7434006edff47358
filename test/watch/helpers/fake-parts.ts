import type { NotificationSink } from '../../../src/domain/settings.ts'
import type { LogEntry } from '../../../src/domain/watch/log-entry.ts'
import type { Notification } from '../../../src/domain/watch/notification.ts'
import type { ComponentOrder, Trigger, WatchOrder } from '../../../src/domain/watch/watch-order.ts'
import type { SignalName } from '../../../src/io/world/signals.ts'
import { realWorld, type World } from '../../../src/io/world/world.ts'
import type { Parts } from '../../../src/watch/parts.ts'
import { makeSerial } from '../../../src/watch/serial.ts'
import { makeFakeClock, type FakeClock } from '../../helpers/fake-clock.ts'
import { aRecord } from '../../helpers/pass-records.ts'

/** A daemon's surroundings of which every part can be replaced, with what has happened in them. */
export interface FakeSurroundings {
  readonly world: World
  readonly clock: FakeClock
  readonly parts: Parts
  readonly entries: LogEntry[]
  readonly sent: Notification[]
  /** Gives hints as the watch over a component's directories would. */
  readonly hints: Map<string, (trigger: Trigger) => void>
  readonly signal: (name: SignalName) => void
  /** How many listen for signals. */
  readonly listeners: () => number
}

/** Lends a fake clock, fake signals, and parts that do nothing but what is given. */
export function makeSurroundings(overrides: Partial<Parts> = {}): FakeSurroundings {
  const clock = makeFakeClock()
  const actions = new Map<SignalName, Set<() => void>>()
  const world: World = {
    ...realWorld(),
    env: {},
    clock,
    random: () => 0.5,
    signals: {
      on: (name, action) => {
        const listening = actions.get(name) ?? new Set()
        actions.set(name, listening.add(action))
        return () => listening.delete(action)
      },
    },
  }
  const entries: LogEntry[] = []
  const sent: Notification[] = []
  const hints = new Map<string, (trigger: Trigger) => void>()
  const parts: Parts = {
    log: (entry) => entries.push(entry),
    serial: makeSerial(),
    pass: (_order, { mode }) => Promise.resolve(aRecord({ mode, startedAt: clock.now(), endedAt: clock.now() })),
    remember: () => Promise.resolve(undefined),
    observe: () => Promise.resolve([]),
    reach: () => Promise.reject(new Error('There is no repository.')),
    complete: (_order, told) => told,
    reload: () => Promise.resolve([]),
    watch: ({ component }, hint) => {
      hints.set(component.directory, hint)
      return { registryIdentity: () => undefined, refresh: () => Promise.resolve(), close: () => Promise.resolve() }
    },
    deliver: ({ notification }) => {
      sent.push(notification)
      return Promise.resolve(undefined)
    },
    told: { read: () => Promise.resolve({}), write: () => Promise.resolve() },
    ...overrides,
  }
  return {
    world,
    clock,
    parts,
    entries,
    sent,
    hints,
    signal: (name) => {
      for (const action of actions.get(name) ?? []) action()
    },
    listeners: () => [...actions.values()].reduce((sum, listening) => sum + listening.size, 0),
  }
}

/** Orders to watch components in these directories, each once a minute. */
export function anOrder(directories: readonly string[] = ['/a'], overrides: Partial<WatchOrder> = {}): WatchOrder {
  return { components: directories.map((each) => aComponentOrder(each)), intervalMs: 60_000, notify: [], ...overrides }
}

/** Orders to watch one component, whose federation lies in a directory. */
export function aComponentOrder(directory: string, overrides: Partial<ComponentOrder> = {}): ComponentOrder {
  return {
    component: { directory, config: undefined, registry: undefined },
    source: { kind: 'directory', directory: '/federation', uncommitted: false, acceptHistory: undefined },
    mode: 'apply',
    writing: 'offline',
    ...overrides,
  }
}

/** Someone who is told of everything. */
export const A_SINK: NotificationSink = {
  kind: 'command',
  command: ['/bin/true'],
  line: 1,
  on: ['drift', 'refusal', 'failure', 'stale', 'expiry', 'recovery'],
}
