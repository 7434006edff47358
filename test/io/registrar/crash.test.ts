import * as assert from 'uvu/assert'
import type { PreparedChange } from '../../../src/domain/prepared-change.ts'
import type { WritingMode } from '../../../src/domain/writing-mode.ts'
import { FederationError } from '../../../src/errors.ts'
import { makeFileSystem } from '../../../src/io/file-system.ts'
import { suite } from '../../helpers/suite.ts'
import { filesWithFault, filesWithShortWrites, Killed, withoutSync, type Strike } from './helpers/faults.ts'
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
} from './helpers/site.ts'

const bob = declare('bob')
const rotated = declare('bob', 2)
const carol = declare('carol')
const dave = declare('dave')

interface Scenario {
  readonly name: string
  readonly registry: string | undefined
  readonly before: readonly PreparedChange[]
  readonly changes: readonly PreparedChange[]
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a replacement, a deletion and an addition',
    registry: REGISTRY,
    before: [register(bob), register(carol)],
    changes: [replace(bob, rotated), remove(carol), register(dave)],
  },
  { name: 'the first registration', registry: undefined, before: [], changes: [register(dave)] },
]

suite('registrar: kill -9 at every call, then recovery, then apply again', (test) => {
  for (const scenario of SCENARIOS) {
    for (const mode of ['offline', 'beside'] as const) {
      for (const fault of ['kill', 'cut'] as const) {
        const how = `${mode}, ${fault === 'cut' ? 'half of the bytes written' : 'before the call'}`
        test(`loses and breaks nothing in ${scenario.name}: ${how}`, async () => {
          const calls = await forEveryCall((at) =>
            killAndRecover(scenario, { fault, at, writesOnly: mode !== 'offline' || fault === 'cut' }, mode),
          )
          assert.ok(calls > 30, `only ${calls} calls were tried`)
        })
      }
    }
  }
})

suite('registrar: a fault at every call', (test) => {
  const faults = [
    { fault: 'EIO', sticky: false },
    { fault: 'EIO', sticky: true },
    { fault: 'ENOSPC', sticky: false },
    { fault: 'EROFS', sticky: true },
  ] as const
  for (const scenario of SCENARIOS) {
    for (const { fault, sticky } of faults) {
      test(`tells of ${fault}${sticky ? ', which stays,' : ''} and breaks nothing in ${scenario.name}`, async () => {
        const calls = await forEveryCall((at) => failAndRecover(scenario, { fault, at, sticky }))
        assert.ok(calls > 60, `only ${calls} calls were tried`)
      })
    }
  }

  test('goes on where every write is short', () =>
    withSite(REGISTRY, async (site) => {
      const outcomes = await applyAt(site, [register(bob)], { world: site.worldWith(filesWithShortWrites()) })

      assert.equal(resultsOf(outcomes), ['done'])
      checkWhole(site, SCENARIOS[0])
    }))
})

/** Tries 1, 2, 3 … until a run ends without its fault; gives how many calls there were. */
async function forEveryCall(run: (at: number) => Promise<'struck' | 'missed'>): Promise<number> {
  for (let at = 1; ; at += 1) if ((await run(at)) === 'missed') return at - 1
}

async function killAndRecover(scenario: Scenario, strike: Strike, mode: WritingMode): Promise<'struck' | 'missed'> {
  let result: 'struck' | 'missed' = 'missed'
  await withScenario(scenario, async (site) => {
    const counted = filesWithFault(strike)
    try {
      await applyAt(site, scenario.changes, { world: asAnotherProcess(site.worldWith(counted.files)), mode })
    } catch (error) {
      if (!(error instanceof Killed))
        throw new Error(`at call ${String(strike.at)}: ${String(error)}`, { cause: error })
      result = 'struck'
    } finally {
      counted.closeAll()
      site.clock.stopTimers()
    }
    await recoverAndCheck(site, scenario, mode)
  })
  return result
}

async function failAndRecover(scenario: Scenario, strike: Strike): Promise<'struck' | 'missed'> {
  let result: 'struck' | 'missed' = 'missed'
  await withScenario(scenario, async (site) => {
    const counted = filesWithFault(strike)
    try {
      const world = asAnotherProcess(site.worldWith(counted.files))
      const outcomes = await applyAt(site, scenario.changes, { world })
      if (outcomes.every(({ result: each }) => each === 'done')) checkApplied(site, scenario)
      else for (const outcome of outcomes) assert.ok((outcome.reason ?? '') !== '', 'a failure says why')
    } catch (error) {
      if (!(error instanceof FederationError))
        throw new Error(`at call ${String(strike.at)}: ${String(error)}`, { cause: error })
      assert.is(error.problems[0]?.severity, 'error')
    } finally {
      if (counted.calls().length >= Number(strike.at)) result = 'struck'
      counted.closeAll()
      site.clock.stopTimers()
    }
    await recoverAndCheck(site, scenario, 'offline')
  })
  return result
}

async function withScenario(scenario: Scenario, body: (site: Site) => Promise<void>): Promise<void> {
  await withSite(scenario.registry, async (site) => {
    if (scenario.before.length > 0) await applyAt(site, scenario.before, { world: healthy(site) })
    await body(site)
  })
}

/** After recovery rows and inventory must agree; after the same changes are applied again, everything must be done. */
async function recoverAndCheck(site: Site, scenario: Scenario, mode: WritingMode): Promise<void> {
  const world = healthy(site)
  await withJoined(world, site, {
    mode,
    body: async (session) => {
      const held = new Map(session.observed.registrations.map((row) => [row.partyId, row.fingerprint]))
      const pending = scenario.changes.filter(({ change, entry }) => held.get(change.partyId) !== entry?.fingerprint)
      for (const { change } of scenario.changes) {
        const recorded = session.inventory.entries.get(change.partyId)?.fingerprint
        assert.is(recorded, held.get(change.partyId), `inventory and registry agree about ${change.partyId}`)
      }
      const outcomes = await session.apply(pending)
      assert.ok(
        outcomes.every(({ result }) => result === 'done'),
        JSON.stringify(outcomes),
      )
    },
  })
  checkApplied(site, scenario)
  const left = site.stateNames().filter((name) => name === 'journal' || name === 'lock' || name.endsWith('.tmp'))
  assert.equal(
    left.filter((name) => !name.startsWith('lock.')),
    [],
  )
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

function checkWhole(site: Site, scenario: Scenario | undefined): void {
  const text = site.registryText()
  site.registrations()
  if (scenario?.registry === undefined) return
  assert.ok(text.startsWith(OTHER_TABLES))
  assert.ok(text.includes('"Last": {"1": NaN}'))
  assert.ok(text.includes(JSON.stringify(FOREIGN_PEM)))
}

/** A process that has ended by the time anybody looks: its pid is above the highest that Linux gives. */
function asAnotherProcess(world: Site['world']): Site['world'] {
  return { ...world, host: { ...world.host, pid: 2 ** 22 + 1 } }
}

function healthy(site: Site): Site['world'] {
  return site.worldWith(withoutSync(makeFileSystem()))
}
