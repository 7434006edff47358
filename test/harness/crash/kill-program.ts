import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HarnessOptions, Proof } from '../../../scripts/harness.ts'
import { reservedImage } from '../../../src/io/registry/diagnosis.ts'
import { decodeJournal, encodeJournal, type Journal } from '../../../src/io/state/journal.ts'
import {
  checkAfterKill,
  checkApplied,
  readAfter,
  readBefore,
  repairAndCheck,
  ensure,
  type Expectation,
} from './evidence.ts'
import { runPass } from './program.ts'
import { spread } from './spread.ts'
import { copyComponent, REGISTRY_NAME, registryOf, stateOf, withStage, type Scene, type Stage } from './stage.ts'
import { requireStrace, tracePass, type Aim, type SystemCall, type TracedRun } from './strace.ts'
import { told } from './told.ts'

/** A scene that is played again and again, and killed each time at another call. */
interface Trial {
  readonly stage: Stage
  readonly scene: Scene
  readonly expected: Expectation
  readonly calls: readonly SystemCall[]
  /** The files that have the same name in each run: a call on one of these is aimed at exactly. */
  readonly lasting: ReadonlySet<string>
  /** By how much the count of a name differed from that of `calls` when it was last seen. */
  readonly drift: Map<string, number>
}

/** What the kills of one scene came to. */
interface Tally {
  /** The places in `calls` at which a run was killed. */
  readonly places: Set<number>
  kills: number
  heldUp: number
}

export const KILL_PROGRAM: readonly Proof[] = [
  { name: 'kill -9 at any system call of the program costs and breaks nothing', run: (options) => killAll(options) },
]

/** Two processors are what the smallest machine has. */
const AT_ONCE = 2
/**
 * How often a call on a file of chance name is aimed at: it is counted among all calls of its name, and node's own and
 * those on /proc are not the same number each time.
 */
const MOST_SHOTS = 24
/** What is tried around the last count that was seen: node's own writes differ the most, by twos. */
const DEVIATIONS = [0, 0, 2, -2, 1, -1, 4, -4]

/** A proof that hits less than this part of what it aims at proves too little. */
const MOST_OF = 0.9

let lent = 0

async function killAll(options: HarnessOptions): Promise<string> {
  await requireStrace()
  return withStage(async (stage) => {
    const figures: string[] = []
    for (const scene of [...stage.scenes, ...(await interruptLast(stage))]) {
      figures.push(await killScene(stage, scene, options))
    }
    return figures.join('\n')
  })
}

async function killScene(stage: Stage, scene: Scene, { rounds }: HarnessOptions): Promise<string> {
  const trial = await prepareTrial(stage, scene)
  const { calls } = trial
  const all = [...calls.keys()]
  const chosen = new Set([...spread(all, rounds), ...all.filter((index) => calls[index]?.isOnRegistry === true)])
  const tally: Tally = { places: new Set(), kills: 0, heldUp: 0 }
  await shareOut([...chosen], (place) => killAt(trial, place, tally))
  const killed = [...chosen].filter((place) => tally.places.has(place)).length
  ensure(killed >= MOST_OF * chosen.size, `runs were killed where they should be: ${listMissed(trial, chosen, tally)}`)
  return (
    `${scene.name}: ${calls.length} calls, ${chosen.size} chosen, killed at ${killed} of them ` +
    `(${tally.kills} kills in all)` +
    (killed < chosen.size ? `; never met: ${listMissed(trial, chosen, tally)}` : '') +
    (tally.heldUp > 0 ? `; ${tally.heldUp} times the next pass was held up once by the lock` : '')
  )
}

/** Works a queue off, some at a time; after a failure nothing more is begun, and nothing is left running. */
async function shareOut(queue: number[], act: (place: number) => Promise<void>): Promise<void> {
  const work = async (): Promise<void> => {
    for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
      await act(place).catch((error: unknown) => {
        queue.length = 0
        throw error
      })
    }
  }
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function listMissed({ calls }: Trial, chosen: ReadonlySet<number>, { places }: Tally): string {
  const missed = [...chosen].filter((place) => !places.has(place))
  return missed.map((place) => `${place + 1} ${calls[place]?.name ?? ''}`).join(', ')
}

/** Kills runs until one was killed just before the call at this place; each run that was killed is checked. */
async function killAt(trial: Trial, place: number, tally: Tally): Promise<void> {
  const { scene, calls, lasting } = trial
  const call = calls[place]
  if (call === undefined) throw new Error(`There is no call ${place}.`)
  const what = `${scene.name}: killed at ${call.name}, call ${place + 1} of ${calls.length}`
  const file = call.files.find(({ path }) => lasting.has(path))
  if (file !== undefined || call.files.length === 0) {
    await told(what, () => shoot(trial, place, { name: call.name, count: call.count, ...file }, tally))
    return
  }
  for (let shot = 0; shot < MOST_SHOTS && !tally.places.has(place); shot += 1) {
    const around = (trial.drift.get(call.name) ?? 0) + (DEVIATIONS[shot % DEVIATIONS.length] ?? 0)
    const aim = { name: call.name, count: Math.max(1, call.count + around) }
    await told(`${what}, aimed at ${aim.count}`, () => shoot(trial, place, aim, tally))
  }
}

/** Aims at the call at a place; what is hit may be another one. */
async function shoot(trial: Trial, place: number, aim: Aim, tally: Tally): Promise<void> {
  const { stage, scene, expected } = trial
  await withCopy(stage, scene, async (copy, log) => {
    const run = await tracePass({ place: copy, log, registry: REGISTRY_NAME }, aim)
    if (aim.path === undefined) noteDrift(trial, run, aim)
    if (!run.wasKilled) {
      checkApplied(copy.component, expected)
      return
    }
    tally.kills += 1
    const hit = aim.path === undefined ? placeOf(trial, run, aim) : place
    if (hit !== undefined) tally.places.add(hit)
    checkAfterKill(copy.component, expected)
    const { wasHeldUp } = await repairAndCheck(copy, expected)
    if (wasHeldUp) tally.heldUp += 1
  })
}

function noteDrift({ calls, drift }: Trial, run: TracedRun, { name }: Aim): void {
  const seen = run.calls.findLastIndex((call, index) => call.name === name && calls[index]?.name === name)
  if (seen !== -1) drift.set(name, (run.calls[seen]?.count ?? 0) - (calls[seen]?.count ?? 0))
}

/** Where a run was killed: the last call that it began, if that was one of the component's. */
function placeOf({ calls }: Trial, run: TracedRun, aim: Aim): number | undefined {
  const last = run.calls.at(-1)
  if (last?.name !== aim.name || last.count !== aim.count) return undefined
  const place = run.calls.length - 1
  return calls[place]?.name === aim.name ? place : undefined
}

async function prepareTrial(stage: Stage, scene: Scene): Promise<Trial> {
  const before = readBefore(scene)
  const expected = await withCopy(stage, scene.undisturbed ?? scene, async (copy) => {
    const { exitCode, output } = await runPass(copy)
    if (exitCode !== 0) throw new Error(`${scene.name}: exit code ${exitCode}\n${output}`)
    return readAfter(copy.component, before)
  })
  const { calls } = await countCalls(stage, scene)
  const again = new Set(listFiles(await countCalls(stage, scene)))
  const lasting = new Set(listFiles({ calls }).filter((path) => again.has(path)))
  return { stage, scene, expected, calls, lasting, drift: new Map() }
}

function listFiles({ calls }: Pick<TracedRun, 'calls'>): readonly string[] {
  return calls.flatMap(({ files }) => files.map(({ path }) => path))
}

function countCalls(stage: Stage, scene: Scene): Promise<TracedRun> {
  return withCopy(stage, scene, async (copy, log) => {
    const run = await tracePass({ place: copy, log, registry: REGISTRY_NAME })
    if (run.exitCode !== 0) throw new Error(`${scene.name} under strace: exit code ${run.exitCode}\n${run.output}`)
    return run
  })
}

/** Two scenes that begin with what a kill of the last one left: everything written, and half of it. */
async function interruptLast(stage: Stage): Promise<readonly Scene[]> {
  const last = stage.scenes.at(-1)
  if (last === undefined) return []
  const { calls } = await countCalls(stage, last)
  const write = calls.findIndex(({ name, isOnRegistry }) => isOnRegistry && name.startsWith('pwrite'))
  const fsync = calls.slice(write).find(({ name, isOnRegistry }) => isOnRegistry && name.includes('sync'))
  if (write === -1 || fsync === undefined) throw new Error(`${last.name} has no write of the registry and no fsync.`)
  const interrupted = (how: string): Scene => ({
    name: `the recovery of a registry that was ${how}`,
    component: join(stage.root, how.replace(' ', '-')),
    federation: last.federation,
    undisturbed: last,
  })
  const [written, torn] = [interrupted('written'), interrupted('half written')]
  copyComponent(last.component, written.component)
  const log = join(stage.root, 'interrupted.log')
  const run = await tracePass(
    { place: written, log, registry: REGISTRY_NAME },
    { name: fsync.name, count: fsync.count, ...fsync.files[0] },
  )
  if (!run.wasKilled) throw new Error(`${last.name} was not killed at its fsync.`)
  copyAs(written.component, torn.component)
  const { before, after } = readJournal(torn.component)
  const old = reservedImage(before, after.length)
  const middle = Math.floor((firstDifference(old, after) + after.length) / 2)
  writeFileSync(registryOf(torn.component), Buffer.concat([after.subarray(0, middle), old.subarray(middle)]))
  return [written, torn]
}

function firstDifference(a: Buffer, b: Buffer): number {
  return a.findIndex((byte, index) => byte !== b[index])
}

async function withCopy<T>(stage: Stage, scene: Scene, body: (copy: Scene, log: string) => Promise<T>): Promise<T> {
  lent += 1
  const directory = join(stage.root, `copy-${String(lent).padStart(6, '0')}`)
  const copy = { ...scene, component: join(directory, 'component') }
  try {
    copyAs(scene.component, copy.component)
    return await body(copy, join(directory, 'strace.log'))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Copies a component, and makes a journal that it holds one of the copy: it names the registry by its inode. */
function copyAs(from: string, to: string): void {
  copyComponent(from, to)
  const journal = readOptionalJournal(to)
  if (journal === undefined) return
  const { dev, ino } = statSync(registryOf(to), { bigint: true })
  writeFileSync(join(stateOf(to), 'journal'), Buffer.concat(encodeJournal({ ...journal, identity: `${dev}:${ino}` })))
}

function readJournal(component: string): Journal {
  const journal = readOptionalJournal(component)
  if (journal === undefined) throw new Error(`There is no journal in ${component}.`)
  return journal
}

function readOptionalJournal(component: string): Journal | undefined {
  try {
    const journal = decodeJournal(readFileSync(join(stateOf(component), 'journal')))
    return typeof journal === 'string' ? undefined : journal
  } catch {
    return undefined
  }
}
