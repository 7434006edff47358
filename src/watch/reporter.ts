import type { Contact } from '../domain/contact.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { FightState } from '../domain/watch/fight.ts'
import type { LogFields } from '../domain/watch/log-entry.ts'
import type { Problem } from '../domain/problem.ts'
import { decideNotifications, isSameState, type NotificationState } from '../domain/watch/notify.ts'
import { logPass, nameOf, NOTHING_LOGGED, type PassLogState } from '../domain/watch/pass-log.ts'
import type { ComponentOrder } from '../domain/watch/watch-order.ts'
import type { Outbox } from './outbox.ts'
import type { Parts } from './parts.ts'

/** Says what happens to one component: in the log, and to those who want to be told. */
export interface Reporter {
  tellPass(record: PassRecord, circumstances: Circumstances): Promise<void>
  tellContact(before: Contact | undefined, now: Contact): void
  /** What became of a push, and after how many milliseconds a later pass tries again. */
  tellPush(fault: Problem | undefined, retryMs: number): void
}

export interface Circumstances {
  readonly trigger: string
  readonly before: FightState
  readonly after: FightState
}

interface ReporterState {
  logged: PassLogState
  told: NotificationState | undefined
  /** What of it is remembered beside the registry. */
  kept: NotificationState
  busySince: number | undefined
  /** The last fault of a push, until one succeeds. */
  pushFault: string | undefined
}

const BUSY = 24

/** Makes a reporter that has said nothing yet. */
export function makeReporter(
  order: ComponentOrder,
  { log, told, complete }: Pick<Parts, 'log' | 'told' | 'complete'>,
  outbox: Outbox,
): Reporter {
  const state: ReporterState = {
    logged: NOTHING_LOGGED,
    told: undefined,
    kept: {},
    busySince: undefined,
    pushFault: undefined,
  }
  return {
    tellPass: async (record, circumstances) => {
      const shown = { ...record, problems: complete(order, record.problems) }
      const { state: logged, entries } = logPass(state.logged, shown, circumstances.trigger)
      state.logged = logged
      for (const entry of entries) log(entry)
      tellFight(log, record, circumstances)
      if (state.told === undefined) state.told = state.kept = await told.read(order)
      state.busySince = record.exitCode === BUSY ? (state.busySince ?? record.startedAt) : undefined
      const busyMs = record.endedAt - (state.busySince ?? record.endedAt)
      const decided = decideNotifications(state.told, { record, fought: circumstances.after.parties, busyMs })
      state.told = decided.state
      outbox.put(decided.notifications.map((each) => ({ ...each, findings: complete(order, each.findings) })))
      // Only what was delivered is remembered: what was not is told after a restart.
      if (!outbox.isEmpty() || isSameState(state.told, state.kept)) return
      await told.write(order, state.told)
      state.kept = state.told
    },
    tellContact: (before, now) => {
      const [fault] = complete(order, now.fault === undefined ? [] : [now.fault])
      tellContact({ log, directory: order.component.directory }, before, { ...now, fault })
    },
    tellPush: (found, retryMs) => {
      const [fault] = complete(order, found === undefined ? [] : [found])
      tellPush({ log, directory: order.component.directory, retryMs }, state.pushFault, fault)
      state.pushFault = fault?.message
    },
  }
}

/** It is tried again and again: the same fault is told once. */
function tellPush(
  { log, directory, retryMs }: { readonly log: Parts['log']; readonly directory: string; readonly retryMs: number },
  before: string | undefined,
  fault: Problem | undefined,
): void {
  if (fault === undefined) {
    log({ level: before === undefined ? 'debug' : 'info', message: 'observation pushed', fields: { directory } })
    return
  }
  const { code, message, remedy } = fault
  const fields: LogFields = { directory, code, problem: message, remedy, retryMs }
  log({ level: before === message ? 'debug' : 'warn', message: 'observation not pushed', fields })
}

function tellFight(log: Parts['log'], record: PassRecord, { before, after }: Circumstances): void {
  const fields = nameOf(record)
  const fresh = after.parties.filter((party) => !before.parties.includes(party))
  for (const party of fresh) {
    log({
      level: 'error',
      message: 'somebody undoes what we write; nothing is written any more',
      fields: { ...fields, party },
    })
  }
  if (before.parties.length > 0 && after.parties.length === 0) {
    log({ level: 'info', message: 'a new commit; we write again', fields })
  }
}

function tellContact(
  { log, directory }: { readonly log: Parts['log']; readonly directory: string },
  before: Contact | undefined,
  { fault, head }: Contact,
): void {
  const fields: LogFields = { directory, head }
  if (fault === undefined) {
    if (before?.fault !== undefined) log({ level: 'info', message: 'repository found again', fields })
    return
  }
  const { code, message, remedy } = fault
  const isNew = before?.fault?.code !== code
  log({
    level: isNew ? 'warn' : 'debug',
    message: 'repository out of reach',
    fields: { ...fields, code, problem: message, remedy },
  })
}
