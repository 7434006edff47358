import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Proof } from '../../../scripts/harness.ts'
import { locateState } from '../../../src/io/state/state-directory.ts'
import { judgeAll, waitForTheSlow } from './campaign.ts'
import type { Cell } from './cell.ts'
import type { DriverOrder } from './driver-order.ts'
import { withEquipment } from './equipment.ts'
import { layOut, startWriters, survey, type Figures, type Plot } from './field.ts'
import { killWorkers, startDriver, stopWorkers, type Worker } from './processes.ts'

/** Writers that leave us no time: we wait, and a kill -9 while we do harms nothing. */
export const STARVED: readonly Proof[] = [
  {
    name: 'writers that never rest make us wait, and nothing breaks',
    run: ({ seed }) =>
      withEquipment(async (equipment) => {
        const plots = layOut(equipment, CELLS, seed)
        const order: DriverOrder = { task: 'work', sites: plots.map(({ driver }) => driver) }
        const workers: Worker[] = [...startWriters(equipment, plots), startDriver(equipment, order)]
        try {
          await sleep(WAIT_MS)
          await waitForTheSlow(plots, false)
          const journals = await awaitJournal(plots)
          killWorkers(workers.slice(-1))
          await stopWorkers(workers.slice(0, -1))
          const waiting = judgeAll(survey(equipment, plots), isWaiting)
          // Now that nobody else writes, the next process finishes or forgets what the killed one left.
          const last = startDriver(equipment, order)
          workers.push(last)
          await stopWorkers([last])
          const after = judgeAll(survey(equipment, plots), ({ faults }) => faults)
          return `killed beside ${journals} journals:\n${waiting}\nand after another pass:\n${after}`
        } finally {
          killWorkers(workers)
        }
      }),
  },
]

const WAIT_MS = 5_000
const LONGEST_WAIT_MS = 6_000
const STEP_MS = 10

/** The last two begin to write when we have made everything ready, but for the write itself. */
const CELLS: readonly Cell[] = [
  { mode: 'beside', kind: 'held', writers: 1, period: 250, fsync: 0 },
  { mode: 'beside', kind: 'opening', writers: 1, period: 1_000, fsync: 80 },
  { mode: 'beside', kind: 'held', writers: 1, period: 30, fsync: 0, rhythm: { burst: [0.1, 0.4], rest: [2.1, 2.25] } },
  { mode: 'beside', kind: 'mixed', writers: 2, period: 30, fsync: 0, rhythm: { burst: [0.1, 0.4], rest: [2.1, 2.25] } },
]

/** Waits for a moment between the last preparation and the write; gives up where a slow machine has none. */
async function awaitJournal(plots: readonly Plot[]): Promise<number> {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += STEP_MS) {
    const count = plots.filter(hasJournal).length
    if (count > 0) return count
    await sleep(STEP_MS)
  }
  return 0
}

function hasJournal({ driver }: Plot): boolean {
  return existsSync(locateState(driver.registryFile).journal)
}

function isWaiting({ cell, ours, faults, theirs }: Figures): readonly string[] {
  return [
    ...(theirs > 0 ? [] : ['no live writer has written']),
    ...(ours > 0 && cell.rhythm === undefined ? [`we wrote ${ours} times beside a writer that never rests`] : []),
    ...faults,
  ]
}
