import { resolve } from 'node:path'
import type { Baseline } from '../../domain/report/baseline.ts'
import type { ReportFacts } from '../../domain/report/facts.ts'
import { parseBaseline } from '../../domain/report/parse-baseline.ts'
import { federationError } from '../../errors.ts'
import { isSystemError } from '../../io/world/fault.ts'
import { readFile } from '../../io/world/file-system.ts'
import type { World } from '../../io/world/world.ts'

/** A report on ten thousand parties that have registered nobody. */
const LARGEST_BYTES = 256 * 1024 * 1024

/**
 * Reads an earlier report of the same federation and of as many components, if one was named.
 *
 * @throws `BASELINE_UNUSABLE` (64)
 */
export function readBaseline(
  world: World,
  file: string | undefined,
  { declaration, scope }: Pick<ReportFacts, 'declaration' | 'scope'>,
): Baseline | undefined {
  if (file === undefined) return undefined
  const baseline = parseBaseline(readText(world, file), { file, federation: declaration.federation.name, scope })
  if (typeof baseline === 'string') throw federationError('BASELINE_UNUSABLE', { file, reason: baseline })
  return baseline
}

function readText({ files, cwd }: World, file: string): string {
  try {
    return readFile(files, resolve(cwd, file), LARGEST_BYTES).toString('utf8')
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    throw federationError('BASELINE_UNUSABLE', { file, reason: cause.message }, { cause })
  }
}
