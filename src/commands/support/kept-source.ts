import type { Options } from '../../command-line/options.ts'
import { KEPT_FLAGS, type KeptSource } from '../../domain/status/kept-source.ts'

/**
 * Completes the options of a command that takes no flags for the source by where the last pass found the federation, so that
 * commands that it prints name it. What the settings say wins: it need not be typed.
 */
export function withSource(options: Options, source: KeptSource | undefined): Options {
  const { settled } = options
  const isSettled = 'repository' in settled || 'federation' in settled
  if (source === undefined || isSettled) return options
  // It comes out of a file: whatever else stands there must decide nothing.
  const named = KEPT_FLAGS.flatMap((flag) => (source[flag] === undefined ? [] : [[flag, source[flag]] as const]))
  return { ...options, ...Object.fromEntries(named) }
}
