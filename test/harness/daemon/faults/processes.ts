import { existsSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeChance, type HarnessOptions, type Proof } from '../../../../scripts/harness.ts'
import { scanRegistry } from '../../../../src/fedbiomed/registry/scan.ts'
import type { Daemon } from '../daemon.ts'
import { EVERYBODY, type Declared } from '../network.ts'
import { endDaemon } from './judge-site.ts'
import { removeRow } from './levers.ts'
import { B_ROTATED, fault, isRight, type Site } from './site.ts'

/** The daemon itself is ended, killed, or not alone. */
export const PROCESS_FAULTS: readonly Proof[] = [
  fault('kill -9 at random moments: after each restart the registry is whole, and as declared', killOften),
  fault('SIGTERM mid-pass: the write is finished or not begun, and it ends with 0 within seconds', endOften),
  fault('two daemons on one component: it ends as declared, and both end well', watchTwice),
  fault('one of two daemons killed mid-pass: the other one recovers what it left', killOneOfTwo),
]

const MANY_ROUNDS = 1000
const [KILLS, FEW_KILLS] = [50, 10]
/** As long as a pass takes, from what causes it to its end. */
const [OFFLINE_MS, BESIDE_MS] = [1000, 3500]
/** As long as a write takes. */
const WRITE_MS = 15

async function killOften(site: Site, { rounds, seed }: HarnessOptions): Promise<string> {
  const chance = makeChance(seed)
  const kills = rounds >= MANY_ROUNDS ? KILLS : FEW_KILLS
  const state = { daemon: watchAs(site, 0), declared: EVERYBODY, interrupted: 0 }
  await site.becomes(EVERYBODY)
  for (let round = 1; round <= kills; round += 1) {
    // Half of them while it writes, which is short; the others at any moment.
    const writing = chance() < 0.5 ? untilThereIs(site.state.journal) : Promise.resolve('any moment')
    if (round % 2 === 0) await removeRow(site, round % 4 === 0 ? 'b' : 'server')
    else state.declared = await moveB(site, state.declared)
    const atAnyMoment = isBeside(round - 1) ? BESIDE_MS : OFFLINE_MS
    await sleep(chance() * ((await writing) === 'any moment' ? atAnyMoment : WRITE_MS))
    await kill(site, state.daemon)
    if (existsSync(site.state.journal)) state.interrupted += 1
    state.daemon = watchAs(site, round)
    await site.becomes(state.declared)
    requireWhole(site)
    await site.note(1)
  }
  return `${kills} kills, ${state.interrupted} of them while a write was under way`
}

/** Most of them as if the component were stopped: then a pass is short. */
function watchAs(site: Site, round: number): Daemon {
  return isBeside(round) ? site.watchBeside() : site.watch()
}

function isBeside(round: number): boolean {
  return round % 5 === 4
}

/** In and out: a key cannot be had twice. */
async function moveB({ network }: Site, { members }: Declared): Promise<Declared> {
  const declared: Declared = members.b === undefined ? EVERYBODY : B_REMOVED
  await network.declare(declared)
  return declared
}

const B_REMOVED: Declared = { members: { server: 1, a: 1 }, removed: ['b'] }

async function kill({ book }: Site, daemon: Daemon): Promise<void> {
  book.killed.add(daemon)
  daemon.signal('SIGKILL')
  await daemon.ended
}

function requireWhole({ tree, book }: Site): void {
  const text = readFileSync(tree.registryFile)
  if ('problems' in scanRegistry(text)) throw new Error('The registry is not whole.')
  if (!text.toString().includes(book.others)) throw new Error('Rows of other tables are lost.')
}

/** Waits until a file is made, however soon it is gone again; to be begun before the cause. */
async function untilThereIs(file: string): Promise<string> {
  const signal = AbortSignal.timeout(LONGEST_MS)
  for await (const { filename } of watch(dirname(file), { signal })) if (filename === basename(file)) return file
  throw new Error(`There never was ${file}.`)
}

const LONGEST_MS = 120_000
const ENDS = 4

async function endOften(site: Site, { seed }: HarnessOptions): Promise<string> {
  const chance = makeChance(seed)
  const ends = { before: 0, after: 0 }
  await becomesOnce(site)
  for (let end = 0; end < ENDS; end += 1) {
    await removeRow(site, 'b')
    const underWay = untilThereIs(site.state.lock)
    const isLong = end % 2 === 0
    const daemon = isLong ? site.watchBeside() : site.watch()
    await underWay
    await sleep(chance() * (isLong ? BESIDE_MS : WRITE_MS))
    await endDaemon(daemon)
    requireWhole(site)
    if (existsSync(site.state.journal)) throw new Error('It has left a journal.')
    const isWritten = await isRight(site.network, EVERYBODY)
    ends[isWritten ? 'after' : 'before'] += 1
    if (!isWritten) await becomesOnce(site)
  }
  return `${ends.after} times it was written, ${ends.before} times it was not`
}

/** By a daemon that then ends. */
async function becomesOnce(site: Site): Promise<void> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  await endDaemon(daemon)
}

async function watchTwice(site: Site): Promise<string> {
  const daemons = [site.watchBeside(), site.watchBeside()]
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  await removeRow(site, 'b')
  await site.becomes(B_ROTATED)
  const writes = daemons.map((daemon) => daemon.lines().filter((line) => line['result'] === 'done').length)
  return `they wrote ${writes.join(' and ')} registrations`
}

async function killOneOfTwo(site: Site): Promise<string> {
  const first = site.watch()
  await site.becomes(EVERYBODY)
  const other = site.watch()
  await other.logged('its first pass', ({ message }) => message === 'pass', 0)
  const underWay = untilThereIs(site.state.lock)
  await removeRow(site, 'b')
  await underWay
  await kill(site, first)
  await site.becomes(EVERYBODY)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return 'recovered and followed'
}
