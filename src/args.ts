import { Command, CommanderError, Option } from 'commander'
import {
  COMMANDS,
  FLAGS,
  variableOf,
  type CommandLine,
  type CommandName,
  type Flag,
  type FlagName,
} from './command-line.ts'
import type { Format } from './domain/format.ts'
import { federationError } from './errors.ts'

/** What was typed, with the environment's `FBM_GITOPS_*` variables in the places that no flag filled. */
export interface Invocation {
  readonly command: CommandName
  /** The command's own argument, for example a party. */
  readonly argument: string | undefined
  readonly options: Options
}

/** Every flag's value; a command ignores the flags that are not its own, and does not accept them. */
export interface Options {
  readonly component: string
  readonly config: string | undefined
  readonly registry: string | undefined
  readonly federation: string
  readonly uncommitted: boolean
  readonly offline: boolean
  readonly mode: 'report' | 'apply'
  readonly planDigest: string | undefined
  readonly adopt: readonly string[]
  readonly overwrite: readonly string[]
  readonly allowDelete: readonly string[]
  readonly allowReplace: readonly string[]
  readonly acceptHistory: string | undefined
  readonly keep: string | undefined
  readonly format: Format
  readonly output: string | undefined
}

/** Help that was asked for: a result, not an error. */
export interface Help {
  readonly help: string
}

/**
 * Understands a command line.
 *
 * @throws FederationError USAGE (64) for anything it does not know.
 */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Invocation | Help {
  const found: { invocation?: Invocation; help: string } = { help: '' }
  const program = makeProgram((name, argument, given) => {
    found.invocation = { command: name, argument, options: completeOptions(name, given, env) }
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => (found.help += text),
      writeErr: () => undefined,
    })
  }
  if (argv.length === 0) return { help: program.helpInformation() }
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '))
  }
  if (found.invocation !== undefined) return found.invocation
  return { help: found.help }
}

type Given = Readonly<Record<string, unknown>>
type OnCommand = (name: CommandName, argument: string | undefined, given: Given) => void

function makeProgram(onCommand: OnCommand): Command {
  const program = new Command('fbm-gitops')
    .description('Keeps the certificate registrations of a Fed-BioMed federation in line with a git repository.')
    .showHelpAfterError(false)
    .helpCommand(true)
    .option('-V, --version', 'show the version')
  for (const [name, line] of entries(COMMANDS)) {
    const { summary, flags, argument }: CommandLine = line
    const command = program.command(name).summary(summary).description(sentence(summary))
    if (argument !== undefined) command.argument(argument[0], argument[1])
    for (const flag of flags) command.addOption(makeOption(flag))
    command.action(() => {
      onCommand(name, command.args[0], command.opts())
    })
  }
  return program
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

function makeOption(name: FlagName): Option {
  const { syntax, description, fallback, choices, repeatable, variable }: Flag = FLAGS[name]
  const notes = [
    fallback === undefined ? [] : [`default: ${fallback}`],
    choices === undefined ? [] : [choices.join('|')],
    variable === undefined ? [] : [`variable: ${variableOf(name)}`],
    repeatable === undefined ? [] : ['repeatable'],
  ].flat()
  const option = new Option(syntax, notes.length === 0 ? description : `${description} (${notes.join('; ')})`)
  if (repeatable === true) option.argParser((value: string, all: unknown) => [...listTexts(all), value])
  return option
}

function completeOptions(
  command: CommandName,
  given: Given,
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const own = new Set(COMMANDS[command].flags)
  const single = (name: FlagName): string | undefined => {
    return chooseValue(name, given[name], own.has(name) ? env[variableOf(name)] : undefined)
  }
  const many = (name: FlagName): readonly string[] => listTexts(given[name])
  return {
    component: single('component') ?? '.',
    config: single('config'),
    registry: single('registry'),
    federation: single('federation') ?? './federation',
    uncommitted: given['uncommitted'] === true,
    offline: given['offline'] === true,
    mode: single('mode') === 'report' ? 'report' : 'apply',
    planDigest: single('planDigest'),
    adopt: many('adopt'),
    overwrite: many('overwrite'),
    allowDelete: many('allowDelete'),
    allowReplace: many('allowReplace'),
    acceptHistory: single('acceptHistory'),
    keep: single('keep'),
    format: single('format') === 'json' ? 'json' : 'text',
    output: single('output'),
  }
}

/** A flag wins over its variable, and that over the default; a variable that is empty is not set. */
function chooseValue(name: FlagName, typed: unknown, fromEnvironment: string | undefined): string | undefined {
  const { fallback, choices, variable, syntax } = FLAGS[name]
  const set = variable === true && fromEnvironment !== '' ? fromEnvironment : undefined
  const value = typeof typed === 'string' ? typed : (set ?? fallback)
  if (value === undefined || choices?.includes(value) !== false) return value
  throw usageError(`${syntax.replace(/ .*/, '')} must be one of ${choices.join(', ')}.`)
}

function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

function usageError(message: string): Error {
  return federationError('USAGE', { message, remedy: 'See `fbm-gitops --help`, or `fbm-gitops help COMMAND`.' })
}

function entries<Table extends Readonly<Record<string, unknown>>>(
  table: Table,
): readonly [keyof Table & CommandName, Table[keyof Table]][] {
  return Object.entries(table) as [keyof Table & CommandName, Table[keyof Table]][]
}
