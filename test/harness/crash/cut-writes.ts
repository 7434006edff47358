import { basename } from 'node:path'
import type { HarnessOptions, Proof } from '../../../scripts/harness.ts'
import type { WritingMode } from '../../../src/domain/writing-mode.ts'
import type { Strike } from '../../io/registrar/helpers/faults.ts'
import type { FileCall } from '../../io/registrar/helpers/interpose.ts'
import {
  FIRST,
  killAndRecover,
  listCalls,
  MIXTURE,
  MORE_SCENARIOS,
  type Scenario,
} from '../../io/registrar/helpers/scenario.ts'
import { spread } from './spread.ts'
import { told } from './told.ts'

/** One write of a run, by its number among all writes, and how long it is. */
interface Write {
  readonly number: number
  readonly file: string
  readonly length: number
}

/** Where a write is cut. */
interface Cut {
  readonly write: Write
  readonly bytes: number
}

/** How many cuts are tried for each call that `--rounds` asks for: one takes some milliseconds, in this process. */
const CUTS_PER_ROUND = 20

export const CUT_WRITES: readonly Proof[] = [
  {
    name: 'a write that is cut at any byte by a kill -9 costs and breaks nothing',
    run: (options) => cutEverywhere('cut', options),
  },
  {
    name: 'a write that is short at any byte is gone on with',
    run: (options) => cutEverywhere('short', options),
  },
]

async function cutEverywhere(fault: 'cut' | 'short', { rounds }: HarnessOptions): Promise<string> {
  const figures: string[] = []
  for (const scenario of [MIXTURE, FIRST, ...MORE_SCENARIOS]) {
    for (const mode of ['offline', 'beside'] as const) {
      figures.push(await cutScenario(scenario, { fault, mode, count: rounds * CUTS_PER_ROUND }))
    }
  }
  return figures.join('\n')
}

async function cutScenario(
  scenario: Scenario,
  { fault, mode, count }: { readonly fault: 'cut' | 'short'; readonly mode: WritingMode; readonly count: number },
): Promise<string> {
  const cuts = listCuts(await listCalls(scenario, mode), fault)
  const files = new Set(cuts.map(({ write }) => write.file))
  const chosen = [...files].flatMap((file) =>
    spread(
      cuts.filter(({ write }) => write.file === file),
      Math.ceil(count / files.size),
    ),
  )
  for (const cut of chosen) {
    const { file, length, number } = cut.write
    const what = `${scenario.name}, ${mode}: ${cut.bytes} of ${length} bytes of ${file}, write ${number}`
    const hit = await told(what, () => killAndRecover(scenario, strikeAt(fault, cut), mode))
    if (hit === 'missed') throw new Error(`${what}: it did not come`)
  }
  return `${scenario.name}, ${mode}: ${cuts.length} bytes in ${files.size} files, ${chosen.length} cuts tried`
}

/** Every place at which a write can be cut; one that writes nothing at all is no short write. */
function listCuts(calls: readonly FileCall[], fault: 'cut' | 'short'): readonly Cut[] {
  return calls
    .flatMap(({ path, bytes }) => (bytes === undefined ? [] : [{ file: nameOf(path), length: bytes.length }]))
    .flatMap(({ file, length }, index) =>
      Array.from({ length: length + 1 }, (_, bytes) => ({ write: { number: index + 1, file, length }, bytes })),
    )
    .filter(({ write, bytes }) => fault === 'cut' || (bytes > 0 && bytes < write.length))
}

/** Without what differs from run to run: the lock's nonce, the backup's time. */
function nameOf(path: string): string {
  const name = basename(path)
  return name.startsWith('lock.') ? 'lock' : name.replace(/^\d+T\d+Z-/, '')
}

function strikeAt(fault: Strike['fault'], { write, bytes }: Cut): Strike {
  let writes = 0
  const at = (call: FileCall): boolean => {
    if (call.bytes !== undefined) writes += 1
    return call.bytes !== undefined && writes === write.number
  }
  return { fault, at, bytes }
}
