import { bindCredentials, settleCredentials } from './credentials.ts'
import { makeOptions, type Options } from './options.ts'
import {
  chooseAll,
  mapFlags,
  type Choices,
  type Given,
  type Origins,
  type SettingsLayer,
  type Sources,
} from './origin.ts'
import { variableOf, wordOf } from './flags.ts'
import { COMMANDS, formatsOf, type CommandName } from './table.ts'
import { usageError } from './usage.ts'

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
  const { flags } = COMMANDS[command]
  const sources = { typed, env, settings }
  const choices = bindCredentials(chooseAll(flags, sources), new Set(flags), sources)
  const origins = mapFlags((name) => choices[name].origin)
  checkFormat(command, choices.format)
  const options = { ...makeOptions(choices), settled: settleCredentials(choices, sources) }
  return { command, argument, typed, origins, options }
}

function checkFormat(command: CommandName, { value, origin }: Choices['format']): void {
  const formats: readonly unknown[] = formatsOf(command)
  if (formats.includes(value)) return
  const word = origin.kind === 'variable' ? variableOf('format') : wordOf('format')
  throw usageError(`${word} must be one of ${formats.join(', ')}.`)
}
