import { chooseExitCode } from '../domain/exit-code.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import { writePlace } from '../domain/watch/write-place.ts'
import type { Trigger, WatchOrder } from '../domain/watch/watch-order.ts'
import type { World } from '../io/world/world.ts'
import { watchComponent } from './component-watch.ts'
import { makeMailbox, type Mailbox } from './mailbox.ts'
import { makeOutbox, type Outbox } from './outbox.ts'
import type { Parts } from './parts.ts'
import { refuseOrder } from './refuse-order.ts'
import { noticeOfBadSettings, noticeOfMendedSettings } from './reload-notice.ts'
import { makeReporter } from './reporter.ts'
import { makeService, type Service } from './service.ts'

interface Daemon {
  readonly world: World
  readonly parts: Parts
  readonly service: Service
  readonly stop: AbortController
  readonly reloads: Mailbox<'SIGHUP' | 'over'>
  /** Whether they could not be read again, and that was told. */
  readonly settings: { areBad: boolean }
}

/**
 * Watches components until SIGTERM or SIGINT comes; SIGHUP reads the settings again. A pass that writes is never cut, not
 * by a second signal either.
 *
 * @throws FederationError where the first pass of a component finds that the order itself can never be carried out
 */
export async function runDaemon(world: World, order: WatchOrder, parts: Parts): Promise<void> {
  const stop = new AbortController()
  const reloads = makeMailbox<'SIGHUP' | 'over'>(world.clock, stop.signal)
  const service = makeService(world, parts.log)
  const daemon: Daemon = { world, parts, service, stop, reloads, settings: { areBad: false } }
  const ignore = listen(daemon)
  const { version, host } = world
  const fields = { version, pid: host.pid, components: order.components.length, intervalMs: order.intervalMs }
  parts.log({ level: 'info', message: 'start', fields })
  try {
    await runGenerations(daemon, order)
  } finally {
    stop.abort()
    await service.stop()
    parts.log({ level: 'info', message: 'stop', fields: { pid: host.pid } })
    ignore()
  }
}

function listen({ world, parts, stop, reloads }: Daemon): () => void {
  const { signals } = world
  const end = (signal: string): (() => void) => {
    return () => {
      parts.log({ level: 'info', message: 'asked to stop', fields: { signal } })
      stop.abort()
    }
  }
  const listeners = [
    signals.on('SIGTERM', end('SIGTERM')),
    signals.on('SIGINT', end('SIGINT')),
    signals.on('SIGHUP', () => {
      reloads.post('SIGHUP')
    }),
  ]
  return () => {
    for (const ignore of listeners) ignore()
  }
}

/** Each order that is in force makes one generation; it has ended altogether before the next one begins. */
async function runGenerations(daemon: Daemon, first: WatchOrder): Promise<void> {
  let order: WatchOrder | undefined = first
  for (let trigger: Trigger = 'start'; order !== undefined; trigger = 'reload') {
    order = await runGeneration(daemon, order, trigger)
  }
}

/** Gives the order that comes next; none at the end. */
async function runGeneration(daemon: Daemon, order: WatchOrder, trigger: Trigger): Promise<WatchOrder | undefined> {
  const { stop, reloads } = daemon
  const end = new AbortController()
  const finish = (): void => {
    end.abort()
    reloads.post('over')
  }
  stop.signal.addEventListener('abort', finish)
  if (stop.signal.aborted) finish()
  const outbox = openOutbox(daemon, order, end.signal)
  tellMended(daemon, outbox, trigger)
  const watching = watchAll(daemon, order, { outbox, trigger, end: end.signal }).finally(finish)
  // It is waited for below, perhaps long after it has failed.
  watching.catch(() => undefined)
  try {
    const next = await nextOrder(daemon, outbox, end.signal)
    finish()
    await watching
    return stop.signal.aborted ? undefined : next
  } finally {
    stop.signal.removeEventListener('abort', finish)
    await outbox.settle()
  }
}

/** By the sinks of the settings that are in force now. */
function tellMended({ world, settings }: Daemon, outbox: Outbox, trigger: Trigger): void {
  if (trigger !== 'reload' || !settings.areBad) return
  settings.areBad = false
  outbox.put([noticeOfMendedSettings(world.clock.now())])
}

interface Generation {
  readonly outbox: Outbox
  readonly trigger: Trigger
  readonly end: AbortSignal
}

/** Ends when every watch has ended; one that fails ends the others. */
async function watchAll(
  { world, parts, service }: Daemon,
  order: WatchOrder,
  { outbox, trigger, end }: Generation,
): Promise<void> {
  const failed = new AbortController()
  const abort = (): void => {
    failed.abort()
  }
  end.addEventListener('abort', abort)
  const passed = makeProgress(service, { count: order.components.length, outbox })
  const watches = order.components.map(async (component, index) => {
    const reporter = makeReporter(component, parts, outbox)
    const tell = (record: PassRecord): void => {
      if (passed(index, record) && trigger === 'start') {
        refuseOrder({ ...record, problems: parts.complete(component, record.problems) }, order.components.length)
      }
    }
    const { components, intervalMs } = order
    const shared = { parts, components, intervalMs, end: failed.signal, trigger, passed: tell }
    await watchComponent(world, { order: component, reporter }, shared).finally(abort)
  })
  const results = await Promise.allSettled(watches)
  end.removeEventListener('abort', abort)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** Makes a function that takes in each pass of each component, and tells whether it was the first one of that component. */
function makeProgress(
  service: Service,
  { count, outbox }: { readonly count: number; readonly outbox: Outbox },
): (index: number, record: PassRecord) => boolean {
  const latest = new Map<number, PassRecord>()
  return (index, record) => {
    const isFirst = !latest.has(index)
    latest.set(index, record)
    outbox.retry()
    service.status(describeStatus([...latest.values()], count))
    if (isFirst && latest.size === count) service.ready()
    return isFirst
  }
}

function describeStatus(records: readonly PassRecord[], count: number): string {
  const fine = records.filter(({ exitCode }) => exitCode === 0).length
  const worst = chooseExitCode(records.map(({ exitCode }) => exitCode))
  const rest = worst === 0 ? '' : `; exit code ${worst} elsewhere`
  return `${fine} of ${count} ${count === 1 ? 'component' : 'components'} in sync${rest}`
}

const A_DAY_MS = 24 * 3_600_000

/** Waits for another order; none where the generation ends before one comes. */
async function nextOrder(daemon: Daemon, outbox: Outbox, end: AbortSignal): Promise<WatchOrder | undefined> {
  const { world, parts, reloads, service } = daemon
  while (!end.aborted) {
    const received = await reloads.take(A_DAY_MS)
    if (!received.includes('SIGHUP')) continue
    service.reloading()
    const read = await parts.reload()
    if ('components' in read) {
      parts.log({ level: 'info', message: 'reload', fields: { components: read.components.length } })
      return read
    }
    for (const { code, place, message, remedy } of read) {
      const fields = { code, file: writePlace(place), problem: message, remedy }
      parts.log({ level: 'error', message: 'reload failed; the settings stay as they were', fields })
    }
    daemon.settings.areBad = true
    outbox.put([noticeOfBadSettings(read, world.clock.now())])
    service.ready()
  }
  return undefined
}

function openOutbox({ world, parts: { log, deliver } }: Daemon, { notify }: WatchOrder, end: AbortSignal): Outbox {
  return makeOutbox(notify, {
    send: (sink, notification) => deliver({ sink, notification }, end),
    failed: (sink, reason) => {
      // At the end nothing can be delivered any more, which is no news.
      if (!end.aborted) log({ level: 'warn', message: 'notification failed', fields: { sink: sink.kind, reason } })
    },
    givenUp: (sink, reason) => {
      if (!end.aborted) log({ level: 'error', message: 'notification given up', fields: { sink: sink.kind, reason } })
    },
    now: () => world.clock.monotonic(),
  })
}
