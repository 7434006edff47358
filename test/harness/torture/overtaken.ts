import { readFileSync, statSync } from 'node:fs'
import type { Proof } from '../../../scripts/harness.ts'
import type { Problem } from '../../../src/domain/problem.ts'
import { makeFileSystem } from '../../../src/io/world/file-system.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { interpose } from '../../io/registrar/helpers/interpose.ts'
import { componentAt, declare, register, resultsOf, withJoined } from '../../io/registrar/helpers/site.ts'
import { BESIDE, makeCells } from './cell.ts'
import { withEquipment, type Equipment } from './equipment.ts'
import { layOut, survey, type Plot } from './field.ts'
import { runWriter, startWriter, stopWorkers, type Worker, type WriterOrder } from './processes.ts'

/** The one loss that mode beside cannot exclude: somebody writes between our comparison and our write. */
export const OVERTAKEN: readonly Proof[] = [
  {
    name: 'a write between our comparison and ours is found, mended and told',
    run: ({ seed }) =>
      withEquipment(async (equipment) => {
        const [cell] = makeCells(BESIDE, { periods: [100], fsyncs: [0] })
        const plots = layOut(equipment, cell === undefined ? [] : WAYS.map(() => cell), seed)
        const lines: string[] = []
        for (const [index, way] of WAYS.entries()) lines.push(await overtake(equipment, plots[index], way))
        return lines.join('\n')
      }),
  },
]

/** What the live writer's write is like, and by which code it is told. */
interface Way {
  readonly order: Partial<Pick<WriterOrder, 'sizes' | 'fsync'>>
  readonly told: string
}

const WAYS: readonly Way[] = [
  // Its longer image shows behind ours.
  { order: { sizes: [4_000, 4_000] }, told: 'REGISTRY_OVERTAKEN' },
  // It cuts the file after our write.
  { order: { sizes: [10, 10], fsync: 0.5 }, told: 'REGISTRY_OVERTAKEN' },
  // It was over when ours began, and shorter: no trace is left of it but the time that we were held up.
  { order: { sizes: [10, 10] }, told: 'REGISTRY_HELD_UP' },
]
const LONGEST_START_MS = 20_000

async function overtake(equipment: Equipment, plot: Plot | undefined, way: Way): Promise<string> {
  if (plot === undefined) throw new Error('There is no registry for it.')
  const { registryFile: file } = plot.driver
  const [first] = plot.writers
  if (first === undefined) throw new Error('The cell has no writer.')
  const order: WriterOrder = { ...first, ...way.order, kind: 'opening', burst: null, rest: null, writes: 1 }
  const before = readFileSync(file, 'utf8')
  const workers: Worker[] = []
  const result = await applyWith(plot, () => {
    if (order.fsync > 0) workers.push(startAndAwaitWrite(equipment, order))
    else runWriter(equipment, order)
  })
  await stopWorkers(workers)
  const [figures] = survey(equipment, [plot])
  const told = result.notices.find(({ code }) => code === way.told)
  const faults = [
    ...(result.results.join() === 'done' ? [] : [`the outcome is ${result.results.join()}`]),
    ...(told === undefined ? [`it was not told as ${way.told}`] : []),
    ...(result.backup !== undefined && told?.remedy.includes(result.backup) ? [] : ['the backup is not named']),
    ...(readFileSync(result.backup ?? file, 'utf8') === before ? [] : ['the backup is not the registry as it was']),
    ...(figures?.file === 'whole' ? [] : [`the file is not whole: ${figures?.file ?? ''}`]),
    ...(figures?.theirs === 1 ? [] : ['the live writer has not written']),
  ]
  if (faults.length > 0) throw new Error(faults.join('; '))
  return `theirs lost ${figures?.theirsLost.length ?? 0} of 1, told, whole: ${result.notices.map(({ code }) => code).join()}`
}

/** Registers one party while something happens just before the write of the registry. */
function applyWith({ driver }: Plot, act: () => void) {
  let acted = false
  const files = interpose(makeFileSystem(), (call, proceed) => {
    if (!acted && call.name === 'pwrite' && call.path === driver.registryFile) {
      acted = true
      act()
    }
    return proceed()
  })
  const component = componentAt(driver.directory)
  return withJoined(
    { ...realWorld(), files },
    { component },
    {
      mode: 'beside',
      body: async (session) => {
        const outcomes = await session.apply([register(declare('bob'))])
        const notices: readonly Problem[] = session.notices()
        return { results: resultsOf(outcomes), notices, backup: session.lastBackup() }
      },
    },
  )
}

/** Returns while the live writer waits for its fsync: it has written, and has not cut the file. */
function startAndAwaitWrite(equipment: Equipment, order: WriterOrder): Worker {
  const trace = (): string => String(statSync(order.registry, { bigint: true }).mtimeNs)
  const before = trace()
  const worker = startWriter(equipment, order)
  for (let waited = 0; trace() === before; waited += 5) {
    if (waited > LONGEST_START_MS) throw new Error('The live writer does not write.')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  }
  return worker
}
