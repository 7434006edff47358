import { makeOptions, type Options } from './options.ts'
import { chooseAll, mapFlags, type Given, type Origins, type SettingsLayer, type Sources } from './origin.ts'
import { COMMANDS, type CommandName } from './table.ts'

/** What was typed, with what variables and settings say in the places that no flag filled. */
export interface Invocation {
  readonly command: CommandName
  /** The command's own argument, for example a party. */
  readonly argument: string | undefined
  readonly options: Options
  /** Where each value of the options comes from. */
  readonly origins: Origins
  /** What was typed alone: what the options are completed from. */
  readonly typed: Given
}

/**
 * Completes what was typed from the environment, the settings and the defaults.
 *
 * @throws FederationError USAGE (64) for a value that a flag cannot have, and for two flags that exclude each other.
 */
export function completeInvocation(
  { command, argument, typed }: Pick<Invocation, 'command' | 'argument' | 'typed'>,
  env: Sources['env'],
  settings?: SettingsLayer,
): Invocation {
  const choices = chooseAll(COMMANDS[command].flags, { typed, env, settings })
  const origins = mapFlags((name) => choices[name].origin)
  return { command, argument, typed, origins, options: { ...makeOptions(choices), settled: settings?.settled ?? {} } }
}
