import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeChance, type Proof } from '../../../scripts/harness.ts'
import { writeFiles } from '../../helpers/directory.ts'
import { applyAt, REGISTRY, registrationsIn, siteAt } from '../../io/registrar/helpers/site.ts'
import { bundle } from '../bundle.ts'
import { MOMENTS, type Moment } from './moments.ts'

/** What one kill between stop and resume led to. */
interface Aftermath {
  readonly moment: Moment
  /** Milliseconds from the kill until every process that had the registry open ran again. */
  readonly still: number
}

const AT_ONCE = 6
const KILLS_PER_ROUND = 2
const MOST_KILLS = 1_000
/** The guard resumes at once after a kill, and after one second where the reconciler stands still itself. */
const LONGEST_MS = 1_500
const LONGEST_STALL_MS = 3_000
const HOLDERS = 2
const LOOK_MS = 10
const MOST_BETWEEN_LOOKS_MS = 100

/** Kills a reconciler while others stand still because of it: they run again, and the registry is whole. */
export const WATCHDOG: readonly Proof[] = [
  {
    name: 'what was stopped for a write runs again within 1.5 s of a kill -9',
    run: async ({ seed, rounds }) => {
      const root = mkdtempSync(join(tmpdir(), 'fbm-gitops-watchdog-'))
      try {
        const program = join(root, 'freeze-and-die.mjs')
        await bundle(join(import.meta.dirname, 'freeze-and-die.ts'), program)
        const kills = Math.min(KILLS_PER_ROUND * rounds, MOST_KILLS)
        const results = await killRepeatedly({ root, program, kills, chance: makeChance(seed) })
        return describe(results)
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    },
  },
]

interface Campaign {
  readonly root: string
  readonly program: string
  readonly kills: number
  readonly chance: () => number
}

async function killRepeatedly({ root, program, kills, chance }: Campaign): Promise<readonly Aftermath[]> {
  const moments = Array.from({ length: kills }, (_, index) => {
    return MOMENTS[index < MOMENTS.length ? index : Math.floor(chance() * MOMENTS.length)] ?? 'stopped'
  })
  const waiting = [...moments.entries()]
  const results: Aftermath[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, moment] = next
      results.push(await killOnce({ directory: join(root, String(index)), program, moment }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

async function killOnce(kill: {
  readonly directory: string
  readonly program: string
  readonly moment: Moment
}): Promise<Aftermath> {
  const { directory, program, moment } = kill
  const site = siteAt(directory)
  writeFiles(directory, { 'etc/config_node.ini': '[default]\n', 'var/.keep': '' })
  writeFileSync(site.registryFile, REGISTRY)
  const holders = Array.from({ length: HOLDERS }, () => startHolder(site.registryFile))
  const reconciler = spawn(process.execPath, [program, directory, moment], { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    const begin = await waitUntilStruck(reconciler, moment)
    const still = await waitUntilRunning(holders, begin)
    await end(reconciler)
    // The lock of a process that is certainly gone is taken over at once; recovery then finishes or finds nothing.
    await applyAt(site, [])
    const text = readFileSync(site.registryFile, 'utf8')
    const written = registrationsIn(text).some(({ partyId }) => partyId === 'NODE_bob')
    const recorded = site.readState('inventory.json').includes('NODE_bob')
    if (written !== recorded) throw new Error(`Registry and inventory do not agree after a kill when ${moment}.`)
    return { moment, still }
  } finally {
    for (const process of [reconciler, ...holders]) process.kill('SIGKILL')
  }
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  const ended = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGKILL')
  await ended
}

/** Gives the time at which the reconciler was killed, or stood still itself. */
async function waitUntilStruck(reconciler: ChildProcess, moment: Moment): Promise<number> {
  let ended: NodeJS.Signals | 'itself' | undefined
  reconciler.once('exit', (_code, signal) => {
    ended = signal ?? 'itself'
  })
  for (;;) {
    if (ended === 'SIGKILL' || (moment === 'stalled' && isStopped(reconciler.pid ?? 0))) return performance.now()
    if (ended !== undefined) throw new Error(`The reconciler ended by ${ended}, and was to be struck when ${moment}.`)
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

function startHolder(registryFile: string): ChildProcess {
  const descriptor = openSync(registryFile, 'r+')
  try {
    return spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', descriptor] })
  } finally {
    closeSync(descriptor)
  }
}

async function waitUntilRunning(holders: readonly ChildProcess[], begin: number): Promise<number> {
  let [elapsed, last] = [0, begin]
  for (;;) {
    const now = performance.now()
    // A machine on which this process did not run either says nothing of how long others would have stood still.
    elapsed += Math.min(now - last, MOST_BETWEEN_LOOKS_MS)
    last = now
    if (holders.every(({ pid = 0 }) => !isStopped(pid))) return elapsed
    if (elapsed > 10 * LONGEST_MS) throw new Error('What was stopped never ran again.')
    await new Promise((wake) => setTimeout(wake, LOOK_MS))
  }
}

function isStopped(pid: number): boolean {
  return /\) [Tt]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

function describe(results: readonly Aftermath[]): string {
  const late = results.filter(({ moment, still }) => still > (moment === 'stalled' ? LONGEST_STALL_MS : LONGEST_MS))
  const longest = Math.max(...results.map(({ still }) => still))
  const counts = MOMENTS.map((moment) => `${moment} ${results.filter((each) => each.moment === moment).length}`)
  const killed = Math.max(...results.filter(({ moment }) => moment !== 'stalled').map(({ still }) => still))
  const text = `${results.length} rounds (${counts.join(', ')}); after a kill they stood still for at most ${killed.toFixed(0)} ms, after a stall for ${longest.toFixed(0)} ms`
  if (late.length > 0) throw new Error(`${text}; ${late.length} of them for too long`)
  return text
}
