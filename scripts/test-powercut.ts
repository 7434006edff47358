import { chanceOf, prepareBase, type Base, type Mode } from '../test/harness/powercut/base.ts'
import { runRound, type RoundResult } from '../test/harness/powercut/round.ts'
import { SCENARIOS } from '../test/harness/powercut/scenarios.ts'
import { runHarness, type HarnessOptions } from './harness.ts'

const MODES: readonly Mode[] = ['offline', 'beside']
/** With fewer cuts than these, chance may leave a case out. */
const MANY = 500

await runHarness({
  name: 'powercut',
  round: 'cuts',
  rounds: 10_000,
  proofs: [{ name: 'a power cut at any call of a pass loses and damages nothing', run: cutPower }],
})

async function cutPower({ rounds, seed }: HarnessOptions): Promise<string> {
  const bases = await Promise.all(SCENARIOS.map(prepareBase))
  const figures = new Map<string, number>()
  const count = (name: string, by = 1): void => void figures.set(name, (figures.get(name) ?? 0) + by)
  for (let number = 0; number < rounds; number += 1) {
    const { ending, found, again, side } = await tryRound(bases, seed, number)
    count(ending === 'done' ? 'right after a pass that reported done' : 'during a pass')
    count(`registry found ${found}`)
    if (again > 0) count('second cuts, during or after recovery')
    if (again > 1) count('third cuts')
    count(side === 'after' ? 'recovered to the state after the pass' : 'recovered to the state before the pass')
  }
  if (rounds >= MANY && figures.size < 9) throw new Error(`A case never came up: ${tell(rounds, figures)}`)
  return tell(rounds, figures)
}

async function tryRound(bases: readonly Base[], seed: number, number: number): Promise<RoundResult> {
  const chance = chanceOf(seed, number)
  const base = bases[Math.floor(chance() * bases.length)]
  const mode = MODES[Math.floor(chance() * MODES.length)]
  if (base === undefined || mode === undefined) throw new Error('There is always a scenario.')
  try {
    return await runRound(base, mode, chance)
  } catch (error) {
    const how = `${base.scenario.name}, ${mode}; this one alone: --rounds 1 --seed ${seed + number}`
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    throw new Error(`Cut ${number} of seed ${seed}, ${how}: ${what}`, { cause: error })
  }
}

function tell(rounds: number, figures: ReadonlyMap<string, number>): string {
  const lines = [...figures].map(([name, count]) => `${String(count).padStart(7)} ${name}`).sort()
  return [`${rounds} cuts, of which:`, ...lines, 'lost 0, damaged 0'].join('\n')
}
