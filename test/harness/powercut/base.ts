import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeChance } from '../../../scripts/harness.ts'
import type { PreparedChange } from '../../../src/domain/pass/preparation.ts'
import { FederationError } from '../../../src/errors.ts'
import { Killed } from '../../io/registrar/helpers/faults.ts'
import { registrationsIn, withJoined } from '../../io/registrar/helpers/site.ts'
import { cutAt, installMachine, startMachine, type CutFiles, type Machine } from './machine.ts'
import type { Chance, DirectoryNode } from './nodes.ts'
import type { Scenario } from './scenarios.ts'

/** The modes in which a registry is written; `freeze` differs from `beside` by what it does to other processes. */
export type Mode = 'offline' | 'beside'

/** A scenario, prepared: the disk before the pass, and what an undisturbed pass makes of it. */
export interface Base {
  readonly scenario: Scenario
  readonly root: DirectoryNode
  readonly time: number
  readonly before: Remembered
  readonly after: Remembered
  /** The files that the calls of an undisturbed pass are about, of those that change something. */
  readonly paths: Readonly<Record<Mode, readonly string[]>>
}

/** What lies in and beside a registry. */
export interface Remembered {
  readonly registry: string
  readonly audit: string
  /** The fingerprint of each party in the inventory. */
  readonly inventory: ReadonlyMap<string, string>
}

/** How a pass ended: it reported that all is done, its power was cut, or it found the lock held. */
export type Ending = 'done' | 'cut' | 'locked'

const NEVER: CutFiles = { around: (files) => files, paths: () => [], isCut: () => false }

/** Prepares a scenario, and makes sure that an undisturbed pass does what it should. */
export async function prepareBase(scenario: Scenario): Promise<Base> {
  const chance = makeChance(1)
  const installed = installMachine(scenario.registry, chance)
  if (scenario.before.length > 0) await passOver(installed, { changes: scenario.before, mode: 'offline' })
  const { root, clock } = installed
  const time = clock.now()
  const [offline, beside] = [await rehearse('offline'), await rehearse('beside')]
  assert.is(offline.after.registry, beside.after.registry)
  return {
    scenario,
    root,
    time,
    before: rememberedAt(installed),
    after: offline.after,
    paths: { offline: offline.paths, beside: beside.paths },
  }

  async function rehearse(mode: Mode): Promise<{ after: Remembered; paths: readonly string[] }> {
    const machine = startMachine({ root, time }, chance)
    const cut = cutAt(Infinity, chance)
    assert.is(await passOver(machine, { changes: scenario.changes, mode, cut }), 'done')
    const after = rememberedAt(machine)
    checkOutcome(scenario, after)
    return { after, paths: cut.paths() }
  }
}

/** Runs one pass, which plans what is not there yet and applies it, until its end or until the power is cut. */
export async function passOver(
  machine: Machine,
  order: { readonly changes: readonly PreparedChange[]; readonly mode: Mode; readonly cut?: CutFiles },
): Promise<Ending> {
  const { changes, mode, cut = NEVER } = order
  try {
    return await withJoined<Ending>(machine.worldWith(cut.around), machine, {
      mode,
      body: async (session) => {
        const held = new Map(session.observed.registrations.map((row) => [row.partyId, row.fingerprint]))
        const pending = changes.filter(({ change, entry }) => held.get(change.partyId) !== entry?.fingerprint)
        const outcomes = await session.apply(pending)
        for (const { result, reason, change } of outcomes)
          assert.is(result, 'done', `${change.partyId}: ${reason ?? ''}`)
        return 'done'
      },
    })
  } catch (error) {
    if (error instanceof Killed && cut.isCut()) return 'cut'
    if (error instanceof FederationError && error.problems[0]?.code === 'LOCK_HELD') return 'locked'
    throw error
  }
}

/** Reads what lies in and beside the registry, as it is. */
export function rememberedAt(machine: Machine): Remembered {
  const text = (path: string): string => (machine.read(path) ?? Buffer.alloc(0)).toString('latin1')
  return {
    registry: text(machine.component.registryFile),
    audit: text(join(machine.state, 'audit.jsonl')),
    inventory: inventoryIn(text(join(machine.state, 'inventory.json'))),
  }
}

function inventoryIn(text: string): ReadonlyMap<string, string> {
  if (text === '') return new Map()
  const { entries } = JSON.parse(text) as { readonly entries: readonly Record<'partyId' | 'fingerprint', string>[] }
  return new Map(entries.map(({ partyId, fingerprint }) => [partyId, fingerprint]))
}

function checkOutcome({ changes, foreign }: Scenario, { registry, inventory }: Remembered): void {
  const held = new Map(registrationsIn(registry).map((row) => [row.partyId, row.fingerprint]))
  for (const { change, entry } of changes) {
    assert.is(held.get(change.partyId), entry?.fingerprint)
    assert.is(inventory.get(change.partyId), entry?.fingerprint)
  }
  for (const text of foreign) assert.ok(registry.includes(text), 'what is foreign stays as it was')
}

/** A chance for one cut alone: its seed is the seed of the run and its number, so that it can be repeated alone. */
export function chanceOf(seed: number, number: number): Chance {
  return makeChance(seed + number)
}
