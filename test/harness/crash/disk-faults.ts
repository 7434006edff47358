import type { HarnessOptions, Proof } from '../../../scripts/harness.ts'
import type { FileCall } from '../../io/registrar/helpers/interpose.ts'
import {
  failAndRecover,
  FIRST,
  listCalls,
  MIXTURE,
  MORE_SCENARIOS,
  type Scenario,
} from '../../io/registrar/helpers/scenario.ts'
import { spread } from './spread.ts'
import { told } from './told.ts'

const FAULTS = ['EIO', 'ENOSPC', 'EROFS', 'EDQUOT'] as const
/** Once; from then on at every call that writes; or once, with half of the bytes written. */
const MANNERS = ['once', 'sticky', 'partly'] as const

/** How many calls are tried for each that `--rounds` asks for: one takes some milliseconds, in this process. */
const CALLS_PER_ROUND = 2

export const DISK_FAULTS: readonly Proof[] = [
  { name: 'a fault of the disk at any call is told, and breaks nothing', run: (options) => failEverywhere(options) },
]

async function failEverywhere({ rounds }: HarnessOptions): Promise<string> {
  const figures: string[] = []
  for (const scenario of [MIXTURE, FIRST, ...MORE_SCENARIOS]) figures.push(await failScenario(scenario, rounds))
  return figures.join('\n')
}

async function failScenario(scenario: Scenario, rounds: number): Promise<string> {
  const calls = await listCalls(scenario, 'offline')
  const { length } = calls
  const numbers = calls.map((_, index) => index + 1)
  const onRegistry = numbers.filter((number) => isOnRegistry(calls[number - 1]))
  const chosen = new Set([...spread(numbers, rounds * CALLS_PER_ROUND), ...onRegistry])
  let runs = 0
  for (const fault of FAULTS) {
    for (const how of MANNERS) {
      for (const at of chosen) {
        const what = `${scenario.name}: ${fault} at call ${at} of ${length}, ${how}`
        const hit = await told(what, () =>
          failAndRecover(scenario, { fault, at, sticky: how === 'sticky', partly: how === 'partly' }),
        )
        if (hit === 'missed') throw new Error(`${what}: it did not come`)
        runs += 1
      }
    }
  }
  return `${scenario.name}: ${length} calls, ${FAULTS.length} faults, ${MANNERS.join(', ')}: ${runs} runs`
}

function isOnRegistry(call: FileCall | undefined): boolean {
  return call !== undefined && /\/db_[^/]*\.json$/.test(call.path)
}
