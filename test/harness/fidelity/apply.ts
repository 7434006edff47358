import { lstatSync, readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import type { LayoutName } from '../../../src/domain/layout.ts'
import type { PreparedChange } from '../../../src/domain/pass/preparation.ts'
import type { DesiredRegistration, Registration } from '../../../src/domain/registration.ts'
import type { RowEdit } from '../../../src/fedbiomed/registry/edit.ts'
import type { MadeRegistry, Splice } from '../../helpers/registries.ts'
import { codeOf } from '../../helpers/world-in.ts'
import {
  declare,
  register,
  removeRow,
  replaceRow,
  resultsOf,
  traceOf,
  withJoined,
  withSite,
  type Site,
} from '../../io/registrar/helpers/site.ts'

/** What became of one registry. */
export interface Application {
  /** One for each pass that changed something. */
  readonly splices: readonly Splice[]
  /** Passes that were refused, or that found nothing to do: not a byte and no time had changed. */
  readonly untouched: readonly ('unknown layout' | 'two rows of one party' | 'nothing to do')[]
}

/** A component, and which of its parties may be changed. */
interface Case {
  readonly site: Site
  readonly component: Component
  readonly twice: ReadonlySet<string>
}

/** The parties that a pass adds; nobody else has such ids. */
const NEWCOMERS = ['new_a', 'new_b', 'researcher']

/** Puts a registry into a real file, and lets two passes of the registrar register, replace and delete in it. */
export async function applyToRegistry({ bytes, twice, strange }: MadeRegistry, index: number): Promise<Application> {
  const result: { splices: Splice[]; untouched: Application['untouched'][number][] } = { splices: [], untouched: [] }
  await withSite(bytes, async (site) => {
    const layout: LayoutName = index % 2 === 0 ? 'address' : 'party'
    const situation: Case = { site, component: { ...site.component, layout }, twice: new Set(twice) }
    if (strange) {
      await assertUntouched(site, () => refuseLayout(situation))
      result.untouched.push('unknown layout')
      return
    }
    if (twice.length > 0) {
      await assertUntouched(site, () => contend(situation))
      result.untouched.push('two rows of one party')
    }
    for (const turn of [index, index + 1]) result.splices.push(...(await applyTurn(situation, turn)))
    await assertUntouched(site, () => applyNothing(situation))
    result.untouched.push('nothing to do')
  })
  return result
}

async function refuseLayout({ site, component }: Case): Promise<void> {
  const code = await codeOf(() => withJoined(site.world, { component }, { body: () => Promise.resolve() }))
  assert.is(code, 'REGISTRY_LAYOUT')
}

/** Tries to change nothing but a party that has two rows. */
async function contend({ site, component, twice }: Case): Promise<void> {
  await withJoined(
    site.world,
    { component },
    {
      body: async (session) => {
        const outcomes = await session.apply(planContended(component, session.observed.registrations, twice))
        assert.equal(resultsOf(outcomes), ['contended'])
      },
    },
  )
}

async function applyNothing({ site, component }: Case): Promise<void> {
  await withJoined(site.world, { component }, { body: (session) => session.apply([]) })
}

/** Replaces, deletes and leaves rows in turn, and adds up to three; one with two rows is refused beside them. */
async function applyTurn({ site, component, twice }: Case, turn: number): Promise<readonly Splice[]> {
  const before = readFileSync(site.registryFile)
  const { ino, mode, uid } = lstatSync(site.registryFile)
  const changes = await withJoined(
    site.world,
    { component },
    {
      body: async (session) => {
        const { registrations } = session.observed
        const single = registrations.filter(({ partyId }) => !twice.has(partyId))
        const planned = planTurn(component, single, turn)
        const contended = planContended(component, registrations, twice)
        const outcomes = await session.apply([...planned, ...contended])
        assert.equal(resultsOf(outcomes), [...planned.map(() => 'done'), ...contended.map(() => 'contended')])
        return planned
      },
    },
  )
  const after = readFileSync(site.registryFile)
  const now = lstatSync(site.registryFile)
  assert.equal({ ino: now.ino, mode: now.mode, uid: now.uid }, { ino, mode, uid })
  if (changes.length === 0) assert.ok(after.equals(before))
  const edits = changes.map(toEdit)
  return changes.length === 0 ? [] : [{ before, after, layout: component.layout, edits }]
}

function planTurn(component: Component, rows: readonly Registration[], turn: number): readonly PreparedChange[] {
  const held = new Set(rows.map(({ partyId }) => partyId))
  const kept = rows.flatMap((row, number) => {
    const kind = (number + turn) % 3
    if (kind === 1) return [removeRow(row.partyId, row)]
    return kind === 2 ? [] : [replaceOrRemove(component, row, turn)]
  })
  const added = NEWCOMERS.slice(0, turn % 4).map((label) => declareFor(component, label, turn))
  return [...kept, ...added.filter(({ partyId }) => !held.has(partyId)).map(register)]
}

function planContended(
  component: Component,
  rows: readonly Registration[],
  twice: ReadonlySet<string>,
): readonly PreparedChange[] {
  const row = rows.find(({ partyId }) => twice.has(partyId))
  return row === undefined ? [] : [replaceOrRemove(component, row, 1)]
}

function replaceOrRemove(component: Component, row: Registration, version: number): PreparedChange {
  const label = labelOf(row.partyId)
  return label === undefined ? removeRow(row.partyId, row) : replaceRow(row, declareFor(component, label, version))
}

/** What `declare` calls a party; an id that no federation could declare has none, and can only be deleted. */
function labelOf(partyId: string): string | undefined {
  if (partyId === 'RESEARCHER_r') return 'researcher'
  return /^NODE_(\w+)$/.exec(partyId)?.[1]
}

function declareFor({ layout }: Component, label: string, version: number): DesiredRegistration {
  const desired = declare(label, version)
  return layout === 'address' ? desired : { ...desired, address: undefined }
}

function toEdit(prepared: PreparedChange): RowEdit {
  const { partyId } = prepared.change
  if (prepared.entry === undefined) return { kind: 'delete', partyId }
  const { role, address } = prepared.change.desired
  return { kind: 'put', partyId, role, address, certificatePem: prepared.certificatePem }
}

/** Runs a pass that must change nothing: no byte, no time, no owner. */
async function assertUntouched(site: Site, pass: () => Promise<void>): Promise<void> {
  const before = traceOf(site.registryFile)
  await pass()
  assert.is(traceOf(site.registryFile), before)
}
