import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import type { WritingMode } from '../../domain/writing-mode.ts'

/**
 * Reads from the flags how the registry may be written.
 *
 * @throws FederationError USAGE (64) where both are given
 */
export function chooseWritingMode({ offline, freeze }: Pick<Options, 'offline' | 'freeze'>): WritingMode {
  if (offline && freeze)
    throw usageError('--offline and --freeze contradict each other: the component is stopped, or it runs.')
  if (offline) return 'offline'
  return freeze ? 'freeze' : 'beside'
}
