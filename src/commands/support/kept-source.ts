import type { Options } from '../../command-line/options.ts'
import type { KeptSource } from '../../domain/status/kept-source.ts'

/**
 * Completes the options of a command that takes no flags for the source by where the last pass found the federation, so that
 * commands that it prints name it. What the settings say wins: it need not be typed.
 */
export function withSource(options: Options, source: KeptSource | undefined): Options {
  const { settled } = options
  const isSettled = 'repository' in settled || 'federation' in settled
  return source === undefined || isSettled ? options : { ...options, ...source }
}
