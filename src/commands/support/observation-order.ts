import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import type { ObservationOrder } from '../../domain/observation/order.ts'
import { LONGEST_VALIDITY_MS } from '../../domain/observation/written.ts'
import { parseDuration } from '../../domain/units.ts'

const LEAST_MS = 60_000

/**
 * Turns the flags about observations into what the federation is to be told; nothing where none of them says where to, and
 * where a pass only reports.
 *
 * @throws FederationError USAGE (64)
 */
export function makeObservationOrder(options: Options): ObservationOrder | undefined {
  const { observationFile: file, observationBranch: toBranch, observationForeignNames: foreignNames, mode } = options
  if (file === '') throw usageError('--observation-file names no file.')
  if (toBranch && options.repository === undefined) {
    const remedy =
      'Give the repository (--repository URL), or write a file that you carry there: --observation-file FILE'
    throw usageError('--observation-branch needs a repository that it can push to.', remedy)
  }
  const validForMs = readValidity(options.observationValidFor)
  if (mode === 'report' || (file === undefined && !toBranch)) return undefined
  return { file, toBranch, validForMs, foreignNames }
}

function readValidity(text: string): number {
  const validity = parseDuration(text)
  if (validity !== undefined && validity >= LEAST_MS && validity <= LONGEST_VALIDITY_MS) return validity
  throw usageError(
    `--observation-valid-for takes a duration from one minute to 31 days, not '${text.slice(0, 100)}'.`,
    'Write a number and a unit (m, h, d): --observation-valid-for 24h',
  )
}
