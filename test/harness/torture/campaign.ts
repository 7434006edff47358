import { setTimeout as sleep } from 'node:timers/promises'
import type { Cell } from './cell.ts'
import { withEquipment, type Equipment } from './equipment.ts'
import { hasBegun, layOut, startWriters, survey, type Figures, type Plot } from './field.ts'
import { killWorkers, startDriver, stopWorkers, type Worker } from './processes.ts'
import { renderTable } from './table.ts'

/** What is run, and what must come of it. */
export interface Campaign {
  readonly cells: readonly Cell[]
  readonly seconds: number
  readonly seed: number
  /** Whether we write, too. */
  readonly drives: boolean
  /** What is wrong with the figures of a cell, beyond a loss or a broken file. */
  readonly judge: (figures: Figures) => readonly string[]
}

const MOST_LINES = 40
const LONGEST_START_MS = 60_000

/** Lets live writers and ourselves write registries at the same time, all cells at once. Gives the table. */
export function runCampaign(campaign: Campaign): Promise<string> {
  const { cells, seconds, seed, drives, judge } = campaign
  return withEquipment(async (equipment) => {
    const plots = layOut(equipment, cells, seed)
    const drivers: Worker[] = []
    const writers = startWriters(equipment, plots)
    try {
      if (drives) drivers.push(...startDrivers(equipment, plots))
      await sleep(seconds * 1000)
      await waitForTheSlow(plots, drives)
      await stopWorkers(writers)
      await stopWorkers(drivers)
    } finally {
      killWorkers([...writers, ...drivers])
    }
    const idle = ({ ours }: Figures): readonly string[] => (drives && ours === 0 ? ['we have written nothing'] : [])
    return judgeAll(survey(equipment, plots), (figures) => [...idle(figures), ...judge(figures)])
  })
}

/** On a busy machine a process may take longer to start than a short run lasts. What has not begun then, judges tell. */
export async function waitForTheSlow(plots: readonly Plot[], drives: boolean): Promise<void> {
  for (let waited = 0; waited < LONGEST_START_MS; waited += 1000) {
    if (plots.every((plot) => hasBegun(plot, drives))) return
    await sleep(1000)
  }
}

/** One for all that only wait for most of the time; where processes are stopped, one for each, as it is meant. */
function startDrivers(equipment: Equipment, plots: readonly Plot[]): readonly Worker[] {
  const freezing = plots.filter(({ cell }) => cell.mode === 'freeze')
  const others = plots.filter(({ cell }) => cell.mode !== 'freeze')
  return [...freezing.map((plot) => [plot]), others]
    .filter((group) => group.length > 0)
    .map((group) => startDriver(equipment, { task: 'work', sites: group.map(({ driver }) => driver) }))
}

/**
 * Gives the table where nothing is lost, every file is whole, and the cells are as they must be.
 *
 * @throws with the table and what is wrong
 */
export function judgeAll(all: readonly Figures[], judge: Campaign['judge']): string {
  const wrong = all.flatMap((figures, index) =>
    [...findDamage(figures), ...judge(figures)].map((fault) => `cell ${index}: ${fault}`),
  )
  const freezing = all.filter(({ cell, ours }) => cell.mode === 'freeze' && ours > 0)
  if (freezing.length > 0 && freezing.every(({ frozen }) => frozen === 0)) wrong.push('nobody was ever frozen')
  if (wrong.length === 0) return renderTable(all)
  const rest = wrong.length > MOST_LINES ? [`and ${wrong.length - MOST_LINES} more`] : []
  throw new Error([renderTable(all), ...wrong.slice(0, MOST_LINES), ...rest].join('\n'))
}

function findDamage({ theirsLost, oursLost, overtaken, file }: Figures): readonly string[] {
  const told = overtaken.length === 0 ? 'and we said nothing of it' : `and we said: ${overtaken.join(' ')}`
  return [
    ...theirsLost.map((loss) => `theirs is lost, ${told}: ${loss}`),
    ...oursLost.map((loss) => `ours is lost: ${loss}`),
    ...(file === 'whole' ? [] : [`the file is not whole: ${file}`]),
  ]
}
