import type { Contact } from '../domain/contact.ts'
import type { PassRecord } from '../domain/pass/pass-record.ts'
import type { Problem } from '../domain/problem.ts'
import { AT_PEACE, judgeFight, type FightState } from '../domain/watch/fight.ts'
import { withJitter } from '../domain/watch/pace.ts'
import type { ComponentOrder, Trigger } from '../domain/watch/watch-order.ts'
import type { World } from '../io/world/world.ts'
import type { DuePush } from '../observing/observe.ts'
import type { Hints } from './hints.ts'
import { makeMailbox, type Mailbox } from './mailbox.ts'
import type { EndedPass, Parts, RememberedPass, RemoteOrder } from './parts.ts'
import { pollRepository, recallContact } from './poll.ts'
import { makePushing, type Pushing } from './pushing.ts'
import type { Reporter } from './reporter.ts'

/** What the watch over one component shares with those over the others. */
export interface Shared {
  readonly parts: Pick<Parts, 'pass' | 'reach' | 'remember' | 'observe' | 'push' | 'serial' | 'watch'>
  /** All that are watched. */
  readonly components: readonly ComponentOrder[]
  readonly intervalMs: number
  readonly end: AbortSignal
  /** Why it begins. */
  readonly trigger: Trigger
  /** Is told of each pass. */
  readonly passed: (record: PassRecord) => void
}

interface Watch extends Shared {
  readonly world: World
  readonly order: ComponentOrder
  readonly reporter: Reporter
  readonly hints: Hints
  readonly mailbox: Mailbox<Trigger>
  /** Has the repository asked at once. */
  readonly asked: Mailbox<'now'>
  readonly pushing: Pushing
  readonly state: WatchState
}

interface WatchState {
  contact: Contact | undefined
  /** The contact by which a pass found what may be nothing but its age, until the repository was asked once more. */
  doubted: Contact | undefined
  /** What was found when it was asked for that reason: that is believed. */
  confirmed: Contact | undefined
  fight: FightState
  /** The registry as a pass saw it that changed nothing in it. */
  seen: string | undefined
}

/** A lock is held for as long as another pass takes. */
const RETRY_MS = 3_000

/**
 * Watches one component until `end` is aborted: a pass at the beginning, at each hint and at each interval. What comes in
 * during a pass makes one more pass; a pass that is under way is never cut.
 */
export async function watchComponent(
  world: World,
  { order, reporter }: { readonly order: ComponentOrder; readonly reporter: Reporter },
  shared: Shared,
): Promise<void> {
  const over = new AbortController()
  const end = (): void => {
    over.abort()
  }
  shared.end.addEventListener('abort', end)
  const watch = makeWatch(world, { order, reporter }, { ...shared, end: over.signal })
  const polling = startPolling(watch)
  if (polling === undefined) watch.mailbox.post(shared.trigger)
  try {
    await runPasses(watch)
  } finally {
    // A watch that fails ends its own polling, too.
    end()
    shared.end.removeEventListener('abort', end)
    await watch.hints.close()
    await polling
  }
}

function makeWatch(
  world: World,
  { order, reporter }: { readonly order: ComponentOrder; readonly reporter: Reporter },
  shared: Shared,
): Watch {
  const mailbox = makeMailbox<Trigger>(world.clock, shared.end)
  const hints = shared.parts.watch(order, (trigger) => {
    // Our own write gives a hint, too. So does a write that changes nothing, and whatever a pass has seen already.
    if (trigger !== 'registry' || hints.registryIdentity() !== state.seen) mailbox.post(trigger)
  })
  const asked = makeMailbox<'now'>(world.clock, shared.end)
  const state: WatchState = {
    contact: undefined,
    doubted: undefined,
    confirmed: undefined,
    fight: AT_PEACE,
    seen: undefined,
  }
  const pushing = makePushing(world, { ...shared, reporter })
  return { ...shared, world, order, reporter, hints, mailbox, asked, pushing, state }
}

function startPolling({ world, order, reporter, parts, mailbox, state, ...shared }: Watch): Promise<void> | undefined {
  if (!isRemote(order)) return undefined
  return pollRepository(world, {
    ...shared,
    reach: (signal) => parts.reach({ order, components: shared.components }, signal),
    tell: (reached) => {
      const before = state.contact
      const contact = recallContact(before, reached)
      state.contact = contact
      reporter.tellContact(before, contact)
      // The first pass waits for the first contact, whatever became of it.
      if (before === undefined) mailbox.post(shared.trigger)
      else if (before.head !== contact.head || before === state.doubted) mailbox.post('commit')
      if (before !== undefined && before === state.doubted) state.confirmed = contact
    },
  })
}

function isRemote(order: ComponentOrder): order is RemoteOrder {
  return order.source.kind === 'repository'
}

async function runPasses(watch: Watch): Promise<void> {
  const { world, order, mailbox, parts, end, intervalMs, state } = watch
  for (let wait = intervalMs; ;) {
    const triggers = await mailbox.take(withJitter(wait, world.random()))
    if (end.aborted) return
    wait = intervalMs
    if (isRemote(order) && state.contact === undefined) continue
    const passed = await parts.serial(async () => {
      return end.aborted ? undefined : pass(watch, triggers.length === 0 ? ['interval'] : triggers)
    })
    if (passed === undefined) continue
    if (isLocked(passed.record)) wait = RETRY_MS * (0.5 + world.random())
    await push(watch, passed)
  }
}

async function pass(watch: Watch, triggers: readonly Trigger[]): Promise<Passed> {
  const { order, hints, parts, reporter, state } = watch
  // Before the pass: what changes from now on gives a hint.
  await hints.refresh()
  const before = hints.registryIdentity()
  const isAtWar = state.fight.parties.length > 0
  const mode = isAtWar ? 'report' : order.mode
  const { contact } = state
  const { applied, ...passed } = await parts.pass(order, { mode, contact })
  if (isDoubtful(watch, passed)) {
    state.doubted = contact
    watch.asked.post('now')
    return { record: passed }
  }
  // As it was before the pass: a change in between is then one that was not seen.
  state.seen = passed.changes.some(hasTouched) ? undefined : before
  const fight = judgeFight(state.fight, passed)
  if (isAtWar && fight.parties.length === 0) watch.mailbox.post('peace')
  const { record, due } = await keep(watch, { ...passed, applied }, fight)
  await reporter.tellPass(record, { trigger: triggers.join('+'), before: state.fight, after: fight })
  state.fight = fight
  watch.passed(record)
  return { record, due }
}

/**
 * Another pass, typed by hand or of another daemon, may have fetched and accepted a newer commit meanwhile: what an older contact
 * says is then no set-back. So is one too old to go by. Both are believed when the repository was asked once more.
 */
function isDoubtful({ state, order }: Watch, { problems }: PassRecord): boolean {
  const { contact, confirmed } = state
  if (!isRemote(order) || contact === undefined || contact === confirmed) return false
  return problems.some(({ code }) => {
    if (code === 'SOURCE_STALE') return contact.fault === undefined
    return code === 'SOURCE_ROLLED_BACK' && contact.head !== confirmed?.head
  })
}

/** A pass, and what it left to be pushed. */
interface Passed {
  readonly record: PassRecord
  readonly due?: DuePush | undefined
}

/** Keeps what `status` shows, and tells the federation. What went wrong with that is kept, too. */
async function keep(watch: Watch, { applied, ...passed }: EndedPass, fight: FightState): Promise<Passed> {
  const warning = await remember(watch, passed, fight)
  const record = warning === undefined ? passed : { ...passed, problems: [...passed.problems, warning] }
  if (applied === undefined) return { record }
  const { warnings, due } = await watch.parts.observe(watch.order, { ...newsOf(watch, passed, fight), applied })
  if (warnings.length === 0) return { record, due }
  const told = { ...record, problems: [...record.problems, ...warnings] }
  await remember(watch, told, fight)
  return { record: told, due }
}

/** While the repository is out of reach, which is told already, nothing is pushed. What a pass kept says nothing of a push: what is wrong with it is added. */
async function push(watch: Watch, { record, due }: Passed): Promise<void> {
  const { parts, pushing, components, end, state } = watch
  if (due === undefined || state.contact?.fault !== undefined) return
  const fault = await pushing.attempt(() => parts.push({ due, components }, end))
  if (fault === undefined) return
  await parts.serial(() => remember(watch, { ...record, problems: [...record.problems, fault] }, state.fight))
}

function remember(watch: Watch, record: PassRecord, fight: FightState): Promise<Problem | undefined> {
  return watch.parts.remember(watch.order, newsOf(watch, record, fight))
}

function newsOf({ intervalMs, state }: Watch, record: PassRecord, fight: FightState): RememberedPass {
  return { record, contact: state.contact, intervalMs, fought: fight.parties }
}

function hasTouched({ result }: PassRecord['changes'][number]): boolean {
  return result === 'done' || result === 'contended' || result === 'failed'
}

function isLocked({ problems }: PassRecord): boolean {
  return problems.some(({ code }) => code === 'LOCK_HELD' || code === 'LOCK_LOST')
}
