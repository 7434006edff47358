import { appendFileSync } from 'node:fs'
import { makeChance } from '../../../scripts/harness.ts'
import type { PreparedChange } from '../../../src/domain/pass/preparation.ts'
import type { DesiredRegistration, Registration } from '../../../src/domain/registration.ts'
import { FederationError } from '../../../src/errors.ts'
import type { Session } from '../../../src/io/registrar/session.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { componentAt, declare, register, remove, replace, withJoined } from '../../io/registrar/helpers/site.ts'
import type { DriverOrder, DriverSite } from './driver-order.ts'

/*
 * A process of our own side: it changes registrations again and again, at many sites at once, until its standard input
 * ends. Before it applies changes it logs what it tries, and afterwards what became of it.
 */

const PARTIES = 8
const LONGEST_CERTIFICATE = 1_500
const LAST_PASSES = 3

type Log = (record: Readonly<Record<string, unknown>>) => void

const world = realWorld()
let stopped = false

void main()

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '') as DriverOrder
  process.stdin.on('end', () => {
    stopped = true
  })
  process.stdin.resume()
  if (order.task === 'meet') await meet(order)
  else await Promise.all(order.sites.map((site) => work(site, makeChance(site.seed))))
  process.stdin.destroy()
}

async function work(site: DriverSite, chance: () => number): Promise<void> {
  // At least once, also where the input ends before the first pass.
  do {
    await pass(site, (session) => chooseChanges(session.observed.registrations, chance))
    await world.clock.sleep(chance() * site.gap)
  } while (!stopped)
  // What an fsync that outlasted our last look has cut is found by the next pass.
  for (let passes = 0; passes < LAST_PASSES; passes += 1) if (await pass(site, () => [])) return
}

/** All processes that were started together do the same at the same moment. */
async function meet({ sites: [site], at = 0 }: DriverOrder): Promise<void> {
  if (site === undefined) return
  await world.clock.sleep(at - world.clock.now())
  const desired = declare('met')
  await pass(site, ({ observed }) =>
    observed.registrations.some(({ partyId }) => partyId === desired.partyId) ? [] : [register(desired)],
  )
}

/** Tells whether the pass came to its end. */
async function pass(site: DriverSite, choose: (session: Session) => readonly PreparedChange[]): Promise<boolean> {
  const log: Log = (record) => {
    appendFileSync(site.log, `${JSON.stringify({ at: world.clock.now() / 1000, ...record })}\n`)
  }
  try {
    await withJoined(
      world,
      { component: componentAt(site.directory) },
      {
        mode: site.mode,
        body: async (session) => {
          log({ seen: Object.fromEntries(session.observed.registrations.map(stateOfRow)) })
          try {
            await applyIn(session, choose(session), log)
          } finally {
            for (const { code, message } of session.notices()) log({ notice: code, message })
          }
        },
      },
    )
    return true
  } catch (error) {
    const fault = error instanceof FederationError ? (error.problems[0]?.code ?? '') : 'DEFECT'
    log({ fault, message: describeError(error, fault) })
    return false
  }
}

/** Of a defect of ours, where it was. */
function describeError(error: unknown, fault: string): string {
  if (!(error instanceof Error)) return String(error)
  return fault === 'DEFECT' ? (error.stack ?? error.message) : error.message
}

async function applyIn(session: Session, changes: readonly PreparedChange[], log: Log): Promise<void> {
  log({ tried: statesOf(changes) })
  const outcomes = await session.apply(changes)
  const done = outcomes.flatMap(({ result, change }) => (result === 'done' ? [change.partyId] : []))
  log({ done: statesOf(changes.filter(({ change }) => done.includes(change.partyId))) })
  for (const { result, reason } of outcomes) if (result !== 'done') log({ refused: result, message: reason })
}

function stateOfRow({ partyId, fingerprint }: Registration): readonly [string, string] {
  return [partyId, fingerprint ?? '']
}

/** What each party's row shall be: a fingerprint, or nothing. */
function statesOf(changes: readonly PreparedChange[]): Readonly<Record<string, string | null>> {
  return Object.fromEntries(changes.map(({ change, entry }) => [change.partyId, entry?.fingerprint ?? null]))
}

function chooseChanges(rows: readonly Registration[], chance: () => number): readonly PreparedChange[] {
  const first = Math.floor(chance() * PARTIES)
  const count = 1 + Math.floor(chance() * 3)
  return Array.from({ length: count }, (_, step) => chooseChange(rows, (first + step) % PARTIES, chance))
}

function chooseChange(rows: readonly Registration[], party: number, chance: () => number): PreparedChange {
  const version = `${chance()} ${'x'.repeat(Math.floor(chance() * LONGEST_CERTIFICATE))}`
  const desired = declare(`party${party}`, version)
  const row = rows.find(({ partyId }) => partyId === desired.partyId)
  if (row === undefined) return register(desired)
  const before = asDeclared(desired, row)
  return chance() < 0.25 ? remove(before) : replace(before, desired)
}

function asDeclared(desired: DesiredRegistration, { fingerprint, address }: Registration): DesiredRegistration {
  if (fingerprint === undefined) throw new Error(`The row of ${desired.partyId} holds no certificate.`)
  return { ...desired, address, certificate: { ...desired.certificate, fingerprint } }
}
