import { Command, CommanderError, Option } from 'commander'
import { FLAGS, variableOf, wordOf, type Flag, type FlagName } from './flags.ts'
import { completeInvocation, type Invocation } from './invocation.ts'
import { listTexts } from './values.ts'
import { usageError } from './usage.ts'
import type { Given } from './origin.ts'
import { COMMANDS, formatsOf, type CommandLine, type CommandName } from './table.ts'

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
  const program = makeProgram((command, argument, typed) => {
    found.invocation = completeInvocation({ command, argument, typed }, env)
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
    if (error.exitCode !== 0) throw refuse(error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '), argv)
  }
  if (found.invocation !== undefined) return found.invocation
  return { help: found.help }
}

/** Many programs have this flag, and none of ours is so near to it that it would be suggested. */
function refuse(message: string, argv: readonly string[]): Error {
  const [flag] = message.includes("'--json'") ? findFormatFlags(argv) : []
  return flag === undefined ? usageError(message) : usageError(message, `Write: ${wordOf(flag)} json`)
}

function findFormatFlags(argv: readonly string[]): readonly FlagName[] {
  const [command] = argv.flatMap((word) => entries(COMMANDS).filter(([name]) => name === word))
  return command?.[1].flags.filter((flag) => flag === 'format' || flag === 'logFormat') ?? []
}

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
    for (const flag of flags) command.addOption(makeOption(flag, name))
    command.action(() => {
      onCommand(name, command.args[0], command.opts())
    })
  }
  return program
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

function makeOption(name: FlagName, command: CommandName): Option {
  const { syntax, description, fallback, repeatable, variable, choices: all }: Flag = FLAGS[name]
  const choices = name === 'format' ? formatsOf(command) : all
  const notes = [
    fallback === undefined ? [] : [`default: ${fallback}`],
    choices === undefined ? [] : [choices.join('|')],
    variable === undefined ? [] : [`variable: ${variableOf(name)}`],
    repeatable === undefined ? [] : ['repeatable'],
  ].flat()
  const option = new Option(syntax, notes.length === 0 ? description : `${description} (${notes.join('; ')})`)
  return withParser(option, name)
}

function withParser(option: Option, name: FlagName): Option {
  const { syntax, repeatable }: Flag = FLAGS[name]
  if (repeatable === true) return option.argParser((value: string, all: unknown) => [...listTexts(all), value])
  return syntax.includes(' ') ? option.argParser(takeOnce(name)) : option
}

/** Two values of one flag contradict each other: to take the last would pass over the first without a word. */
function takeOnce(name: FlagName): (value: string, earlier: unknown) => string {
  return (value, earlier) => {
    if (earlier === undefined || earlier === value) return value
    throw usageError(`${wordOf(name)} is given twice, with different values.`, 'Give it once.')
  }
}

function entries<Table extends Readonly<Record<string, unknown>>>(
  table: Table,
): readonly [keyof Table & CommandName, Table[keyof Table]][] {
  return Object.entries(table) as [keyof Table & CommandName, Table[keyof Table]][]
}
