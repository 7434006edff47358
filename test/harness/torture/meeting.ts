import { join } from 'node:path'
import type { Proof } from '../../../scripts/harness.ts'
import { judgeAll } from './campaign.ts'
import type { Cell } from './cell.ts'
import type { DriverOrder } from './driver-order.ts'
import { withEquipment } from './equipment.ts'
import { layOut, startWriters, survey, type Plot } from './field.ts'
import { parseDriverEntry, readLog, type DriverEntry } from './ledger.ts'
import { killWorkers, startDriver, stopWorkers, type Worker } from './processes.ts'

/** Reconcilers that begin at the same moment on one registry, beside a live writer; and one that comes later. */
export const MEETING: readonly Proof[] = [
  {
    name: 'of twenty reconcilers started together one applies',
    run: ({ seed }) =>
      withEquipment(async (equipment) => {
        const plots = layOut(equipment, [CELL], seed)
        const workers: Worker[] = [...startWriters(equipment, plots)]
        const [writer] = workers
        const [plot] = plots
        if (plot === undefined || writer === undefined) throw new Error('There is no registry to meet at.')
        const logs = Array.from({ length: TOGETHER + 1 }, (_, index) =>
          join(plot.driver.directory, `meeting-${index}.log`),
        )
        try {
          const at = Date.now() + START_MS
          for (const log of logs.slice(0, TOGETHER)) workers.push(startDriver(equipment, orderFor(plot, log, at)))
          await Promise.all(workers.slice(1).map(({ ended }) => ended))
          workers.push(startDriver(equipment, orderFor(plot, logs.at(-1) ?? '', at)))
          await workers.at(-1)?.ended
          await stopWorkers(workers)
        } finally {
          killWorkers(workers)
        }
        const [figures] = survey(equipment, [{ ...plot, driverLogs: logs }])
        const table = judgeAll(figures === undefined ? [] : [figures], () => [])
        return `${judgeMeeting(logs.map((log) => readLog(log, parseDriverEntry)))}\n${table}`
      }),
  },
]

const TOGETHER = 20
/** Until all of them have started. */
const START_MS = 4_000
const CELL: Cell = {
  mode: 'beside',
  kind: 'held',
  writers: 1,
  period: 100,
  fsync: 0,
  rhythm: { burst: [0.3, 1.5], rest: [2.6, 4] },
}

function orderFor({ driver }: Plot, log: string, at: number): DriverOrder {
  return { task: 'meet', sites: [{ ...driver, log }], at }
}

function judgeMeeting(logs: readonly (readonly DriverEntry[])[]): string {
  const ends = logs.map(describeEnd)
  const count = (end: string): number => ends.filter((other) => other === end).length
  const strange = ends.filter((end) => !['applied', 'in sync', 'LOCK_HELD'].includes(end))
  if (count('applied') !== 1 || ends.at(-1) !== 'in sync' || strange.length > 0) {
    throw new Error(`They ended with ${ends.join(', ')}`)
  }
  return `applied ${count('applied')}, LOCK_HELD ${count('LOCK_HELD')}, in sync ${count('in sync')}`
}

function describeEnd(log: readonly DriverEntry[]): string {
  const fault = log.find((entry) => entry.fault !== undefined)?.fault
  if (fault !== undefined) return fault
  const done = log.find((entry) => entry.done !== undefined)?.done
  if (done === undefined) return 'nothing'
  return Object.keys(done).length > 0 ? 'applied' : 'in sync'
}
