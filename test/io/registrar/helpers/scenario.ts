import { readdirSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Outcome } from '../../../../src/domain/pass/outcome.ts'
import type { PreparedChange } from '../../../../src/domain/pass/preparation.ts'
import type { WritingMode } from '../../../../src/domain/writing-mode.ts'
import { FederationError } from '../../../../src/errors.ts'
import { makeFileSystem } from '../../../../src/io/world/file-system.ts'
import type { World } from '../../../../src/io/world/world.ts'
import { filesWithFault, Killed, withoutSync, type Strike } from './faults.ts'
import type { FileCall } from './interpose.ts'
import {
  applyAt,
  declare,
  FOREIGN_PEM,
  OTHER_TABLES,
  register,
  REGISTRY,
  remove,
  replace,
  resultsOf,
  withJoined,
  withSite,
  type Site,
} from './site.ts'

/** Changes, and the component at which a run that applies them is disturbed. */
export interface Scenario {
  readonly name: string
  readonly registry: string | undefined
  readonly before: readonly PreparedChange[]
  readonly changes: readonly PreparedChange[]
  /** An earlier run of the same changes was killed just after it had written the registry, or half of it. */
  readonly interrupted?: 'written' | 'torn'
}

/** What a strike did to a run: nothing, where the run has no such call. */
export type Hit = 'struck' | 'missed'

const bob = declare('bob')
const rotated = declare('bob', 2)
const carol = declare('carol')
const dave = declare('dave')

/** All three kinds of changes in one pass. */
export const MIXTURE: Scenario = {
  name: 'a replacement, a deletion and an addition',
  registry: REGISTRY,
  before: [register(bob), register(carol)],
  changes: [replace(bob, rotated), remove(carol), register(dave)],
}

/** The first one of a component that has no registry yet. */
export const FIRST: Scenario = {
  name: 'the first registration',
  registry: undefined,
  before: [],
  changes: [register(dave)],
}

/** The simple passes, and those that begin with a recovery. */
export const MORE_SCENARIOS: readonly Scenario[] = [
  { ...FIRST, name: 'the first registration in an empty file', registry: '' },
  { name: 'an addition', registry: REGISTRY, before: [register(bob)], changes: [register(dave)] },
  { name: 'a replacement', registry: REGISTRY, before: [register(bob)], changes: [replace(bob, rotated)] },
  { name: 'a deletion', registry: REGISTRY, before: [register(bob), register(carol)], changes: [remove(carol)] },
  { ...MIXTURE, name: 'the recovery of a registry that was written', interrupted: 'written' },
  { ...MIXTURE, name: 'the recovery of a registry that was half written', interrupted: 'torn' },
]

/** Tries 1, 2, 3 … until a run ends without its fault; gives how many calls there were. */
export async function forEveryCall(run: (at: number) => Promise<Hit>): Promise<number> {
  for (let at = 1; ; at += 1) if ((await run(at)) === 'missed') return at - 1
}

/** Lists the calls of a run that nothing disturbs. */
export async function listCalls(scenario: Scenario, mode: WritingMode): Promise<readonly FileCall[]> {
  const counted = filesWithFault({ fault: 'kill', at: () => false })
  await withScenario(scenario, async (site) => {
    await applyPending(site, scenario, { world: asAnotherProcess(site.worldWith(counted.files)), mode })
    checkApplied(site, scenario)
  })
  return counted.calls()
}

/** Kills a run, or lets a write of it be short; then everything must be whole, after a recovery at the latest. */
export async function killAndRecover(scenario: Scenario, strike: Strike, mode: WritingMode): Promise<Hit> {
  let result: Hit = 'missed'
  await withScenario(scenario, async (site) => {
    const counted = filesWithFault(strike)
    try {
      await applyPending(site, scenario, { world: asAnotherProcess(site.worldWith(counted.files)), mode })
      if (counted.struckCall() !== undefined) result = 'struck'
      checkApplied(site, scenario)
    } catch (error) {
      if (!(error instanceof Killed)) throw describe(strike, error)
      result = 'struck'
    } finally {
      counted.closeAll()
      site.clock.stopTimers()
    }
    await recoverAndCheck(site, scenario, mode)
  })
  return result
}

/** Lets a call of a run fail: the run says so or did everything, and nothing is broken. */
export async function failAndRecover(scenario: Scenario, strike: Strike): Promise<Hit> {
  let result: Hit = 'missed'
  await withScenario(scenario, async (site) => {
    const counted = filesWithFault(strike)
    try {
      const world = asAnotherProcess(site.worldWith(counted.files))
      const outcomes = await applyPending(site, scenario, { world, mode: 'offline' })
      const isDone = resultsOf(outcomes).every((each) => each === 'done')
      if (isDone) checkApplied(site, scenario)
      else checkOutcomes(site, outcomes)
      assert.not.ok(isDone && mustBeTold(counted.struckCall()), 'a fault in making something durable is told')
    } catch (error) {
      if (!(error instanceof FederationError)) throw describe(strike, error)
      assert.is(error.problems[0]?.severity, 'error')
    } finally {
      if (counted.struckCall() !== undefined) result = 'struck'
      counted.closeAll()
      site.clock.stopTimers()
    }
    await recoverAndCheck(site, scenario, 'offline')
  })
  return result
}

/** Makes sure that all that is not ours is in the registry. */
export function checkWhole(site: Site, scenario: Scenario): void {
  const text = site.registryText()
  site.registrations()
  if (scenario.registry === undefined || scenario.registry === '') return
  assert.ok(text.startsWith(OTHER_TABLES))
  assert.ok(text.includes('"Last": {"1": NaN}'))
  assert.ok(text.includes(JSON.stringify(FOREIGN_PEM)))
}

async function withScenario(scenario: Scenario, body: (site: Site) => Promise<void>): Promise<void> {
  await withSite(scenario.registry, async (site) => {
    if (scenario.before.length > 0) await applyAt(site, scenario.before, { world: healthy(site) })
    if (scenario.interrupted !== undefined) await interrupt(site, scenario, scenario.interrupted)
    await body(site)
  })
}

/** Kills a run at its one write of the registry that is not an append: in the middle of it, or just behind. */
async function interrupt(site: Site, scenario: Scenario, how: 'written' | 'torn'): Promise<void> {
  let written = false
  const isAt = ({ name, path }: FileCall): boolean => {
    if (path !== site.registryFile) return false
    const wasWritten = written
    written ||= name === 'pwrite'
    return how === 'torn' ? name === 'pwrite' : wasWritten
  }
  const counted = filesWithFault({ fault: how === 'torn' ? 'cut' : 'kill', at: isAt })
  try {
    await applyAt(site, scenario.changes, { world: asAnotherProcess(site.worldWith(counted.files)) })
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  } finally {
    counted.closeAll()
    site.clock.stopTimers()
  }
  assert.ok(
    counted.struckCall() !== undefined && site.stateNames().includes('journal'),
    'the earlier run was interrupted',
  )
}

/** Applies what is left to be done after the recovery with which each session begins. */
function applyPending(
  site: Site,
  scenario: Scenario,
  { world, mode }: { readonly world: World; readonly mode: WritingMode },
): Promise<readonly Outcome[]> {
  return withJoined(world, site, {
    mode,
    body: (session) => {
      const held = new Map(session.observed.registrations.map((row) => [row.partyId, row.fingerprint]))
      for (const { change } of scenario.changes) {
        const recorded = session.inventory.entries.get(change.partyId)?.fingerprint
        assert.is(recorded, held.get(change.partyId), `inventory and registry agree about ${change.partyId}`)
      }
      return session.apply(
        scenario.changes.filter(({ change, entry }) => held.get(change.partyId) !== entry?.fingerprint),
      )
    },
  })
}

/** After recovery rows and inventory must agree; after the same changes are applied again, everything must be done. */
async function recoverAndCheck(site: Site, scenario: Scenario, mode: WritingMode): Promise<void> {
  // The next pass comes later: what it writes has names of its own.
  site.clock.skip(1_000)
  const apply = (): Promise<readonly Outcome[]> => applyPending(site, scenario, { world: healthy(site), mode })
  const outcomes = await (hasTakeoverToken(site)
    ? apply()
        .catch(unlessHeld)
        .then((first) => first ?? apply())
    : apply())
  assert.ok(
    outcomes.every(({ result }) => result === 'done'),
    JSON.stringify(outcomes),
  )
  checkApplied(site, scenario)
  const names = readdirSync(site.stateDirectory, { encoding: 'utf8', recursive: true })
  const left = names.filter((name) => name === 'journal' || name === 'lock' || name.endsWith('.tmp'))
  assert.equal(
    left.filter((name) => !name.startsWith('lock.')),
    [],
  )
}

function hasTakeoverToken(site: Site): boolean {
  return site.stateNames().some((name) => name.startsWith('lock.takeover.'))
}

/** A token that a crash left while it took over a lock costs the next pass: it says `busy`, and clears the way. */
function unlessHeld(error: unknown): undefined {
  if (!(error instanceof FederationError) || error.problems[0]?.code !== 'LOCK_HELD') throw error
}

function checkApplied(site: Site, scenario: Scenario): void {
  checkWhole(site, scenario)
  const held = new Map(site.registrations().map((row) => [row.partyId, row.fingerprint]))
  const lines = site.readState('audit.jsonl').trimEnd().split('\n')
  for (const { change, entry } of scenario.changes) {
    assert.is(held.get(change.partyId), entry?.fingerprint)
    const told = lines.filter(
      (line) => line.includes(`"${change.partyId}","kind":"${change.kind}"`) && line.includes('"outcome":"done"'),
    )
    assert.is(told.length, 1, `the audit log tells once of ${change.partyId}: ${told.length} times`)
  }
}

/** Where not everything was done, what was is there, and what was not says why. */
function checkOutcomes(site: Site, outcomes: readonly Outcome[]): void {
  for (const { change, result, reason } of outcomes) {
    if (result !== 'done') assert.ok((reason ?? '') !== '', 'a failure says why')
    else assert.is(fingerprintIn(site, change.partyId), fingerprintAfter(change))
  }
}

const DURABLE: ReadonlySet<string> = new Set(['append', 'fsync', 'fsyncDirectory', 'pwrite', 'rename'])

/** What is written counts as written only when the system said so, save for the lock's beat. */
function mustBeTold(call: FileCall | undefined): boolean {
  return call !== undefined && DURABLE.has(call.name) && !/\/lock[^/]*$/.test(call.path)
}

function fingerprintIn(site: Site, party: string): string | undefined {
  return site.registrations().find(({ partyId }) => partyId === party)?.fingerprint
}

function fingerprintAfter(change: Outcome['change']): string | undefined {
  return change.kind === 'delete' ? undefined : change.desired.certificate.fingerprint
}

function describe({ fault, at }: Strike, error: unknown): Error {
  const where = typeof at === 'number' ? ` at call ${at}` : ''
  return new Error(`${fault}${where}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`, {
    cause: error,
  })
}

/** A process that has ended by the time anybody looks: its pid is above the highest that Linux gives. */
export function asAnotherProcess(world: World): World {
  return { ...world, host: { ...world.host, pid: 2 ** 22 + 1 } }
}

function healthy(site: Site): World {
  return site.worldWith(withoutSync(makeFileSystem()))
}
