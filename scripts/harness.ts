import { parseArgs } from 'node:util'

/** What a harness was asked for on its command line. */
export interface HarnessOptions {
  /** Every choice by chance follows from it: the same seed makes the same run. */
  readonly seed: number
  /** How much is tried; what one round is, each harness says of itself. */
  readonly rounds: number
}

/** One proof of a harness: it throws where the proof fails, and gives the figures of one that holds. */
export interface Proof {
  /** A sentence that says what must hold. */
  readonly name: string
  /** Whether it may run while others that may, too, are running: it then says nothing of how long something takes. */
  readonly beside?: boolean
  readonly run: (options: HarnessOptions) => Promise<string>
}

/** A harness: proofs that are too long for the unit tests, and can be run alone with more rounds. */
export interface Harness {
  readonly name: string
  /** What one round is, for the usage text. */
  readonly round: string
  /** As many as CI runs. */
  readonly rounds: number
  readonly proofs: readonly Proof[]
  /** How many proofs run at the same time, of those that may. */
  readonly together?: number
}

const SEED = 20261125
const TOGETHER = 8

/** A part of a harness that this machine cannot run, and why: skipped with a visible line, in CI a failure. */
export class Unavailable extends Error {}

/**
 * Runs the proofs one after the other, save those that may run beside others, and prints their figures; the last line counts
 * them.
 */
export async function runHarness(harness: Harness, argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { options, only } = parseOptions(harness, argv)
  console.log(`${harness.name}: --rounds ${options.rounds} --seed ${options.seed}`)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const chosen = harness.proofs.filter(({ name }) => name.includes(only))
  const work = async (proofs: Iterable<Proof>): Promise<void> => {
    for (const proof of proofs) counts[await tryProof(proof, options)] += 1
  }
  await work(chosen.filter(({ beside }) => beside !== true))
  // They share one queue: whoever is done takes the next one.
  const queue = chosen.filter(({ beside }) => beside === true).values()
  await Promise.all(Array.from({ length: harness.together ?? TOGETHER }, () => work(queue)))
  const ran = counts.passed + counts.failed > 0
  if (!ran && process.env['CI'] === 'true') counts.failed += 1
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  process.exitCode = counts.failed === 0 ? 0 : 1
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function makeChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function parseOptions(harness: Harness, argv: readonly string[]): { options: HarnessOptions; only: string } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: String(harness.rounds) },
      seed: { type: 'string', default: String(SEED) },
      only: { type: 'string', default: '' },
    },
  })
  const options = { rounds: Number(values.rounds), seed: Number(values.seed) }
  if (!Number.isSafeInteger(options.rounds) || options.rounds < 1 || !Number.isSafeInteger(options.seed)) {
    throw new Error(`--rounds takes how many ${harness.round}, --seed a whole number, --only a part of a proof's name.`)
  }
  return { options, only: values.only }
}

async function tryProof({ name, run }: Proof, options: HarnessOptions): Promise<'passed' | 'failed' | 'skipped'> {
  const start = performance.now()
  const tell = (word: string, rest: string): void => {
    console.log(
      `${word} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n${rest.replace(/^/gm, '       ')}`,
    )
  }
  try {
    tell('ok    ', await run(options))
    return 'passed'
  } catch (error) {
    if (error instanceof Unavailable && process.env['CI'] !== 'true') {
      tell('SKIPPED', error.message)
      return 'skipped'
    }
    tell('FAILED', error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 'failed'
  }
}
