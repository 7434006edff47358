import { applyToRegistry } from '../test/harness/fidelity/apply.ts'
import { withPython, type Python } from '../test/helpers/python.ts'
import { judgeSplices, makeRegistries, type MadeRegistry, type Splice } from '../test/helpers/registries.ts'
import { runHarness, Unavailable, type HarnessOptions } from './harness.ts'

/** So many registries at a time, that the memory stays flat. */
const BATCH = 250
/** How likely a row is of no layout that is known. */
const STRANGE = 0.02

await runHarness({
  name: 'fidelity',
  round: 'registries',
  rounds: 1000,
  proofs: [{ name: 'Python reads everything that is not ours as it was', run: applyAll }],
})

async function applyAll(options: HarnessOptions): Promise<string> {
  let figures: string | undefined
  await withPython('the fidelity of passes', async (python) => {
    figures = await applyBatches(python, options)
  })
  if (figures === undefined) throw new Unavailable('There is no Python with TinyDB.')
  return figures
}

async function applyBatches(python: Python, { rounds, seed }: HarnessOptions): Promise<string> {
  const figures = new Map<string, number>()
  const count = (name: string, by = 1): void => void figures.set(name, (figures.get(name) ?? 0) + by)
  for (let first = 0; first < rounds; first += BATCH) {
    const registries = await makeRegistries(python, seed + first, Math.min(BATCH, rounds - first), STRANGE)
    const splices: Splice[] = []
    for (const [index, registry] of registries.entries()) {
      const application = await tryRegistry(registry, { index: first + index, seed })
      for (const reason of application.untouched) count(`passes that left every byte: ${reason}`)
      splices.push(...application.splices)
    }
    for (const { edits } of splices) countEdits(edits, count)
    count('passes that wrote', splices.length)
    await judge(python, splices, { first, seed })
  }
  const lines = [...figures].map(([name, number]) => `${String(number).padStart(7)} ${name}`).sort()
  return [`${rounds} registries:`, ...lines, 'changed otherwise: 0'].join('\n')
}

async function tryRegistry(
  registry: MadeRegistry,
  { index, seed }: { readonly index: number; readonly seed: number },
): ReturnType<typeof applyToRegistry> {
  try {
    return await applyToRegistry(registry, index)
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const text = JSON.stringify(registry.bytes.toString())
    throw new Error(`Registry ${index} of seed ${seed}: ${what}\n${text}`, { cause: error })
  }
}

function countEdits(edits: Splice['edits'], count: (name: string) => void): void {
  for (const { kind } of edits) count(kind === 'put' ? 'rows written' : 'rows deleted')
}

async function judge(
  python: Python,
  splices: readonly Splice[],
  { first, seed }: { readonly first: number; readonly seed: number },
): Promise<void> {
  const faults = await judgeSplices(python, splices)
  if (faults.length !== splices.length) throw new Error('Python judged another number of passes.')
  const at = faults.findIndex((fault) => fault !== null)
  const splice = splices[at]
  if (splice === undefined) return
  const texts = [splice.before, splice.after].map((bytes) => JSON.stringify(bytes.toString())).join('\n')
  throw new Error(`Pass ${at} of the batch from ${first}, seed ${seed}: ${faults[at] ?? ''}\n${texts}`)
}
