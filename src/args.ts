import { Command, CommanderError, Option } from 'commander'
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

interface Flag {
  readonly syntax: string
  readonly description: string
  readonly fallback?: string
  readonly choices?: readonly string[]
  readonly repeatable?: true
  /** Whether `FBM_GITOPS_<NAME>` may stand for the flag. */
  readonly variable?: true
}

const FLAGS = {
  component: { syntax: '--component <dir>', description: "the component's directory", fallback: '.', variable: true },
  config: { syntax: '--config <name>', description: 'which .ini, where one etc/ holds several', variable: true },
  registry: { syntax: '--registry <file>', description: 'the registry, where the container moves it', variable: true },
  federation: {
    syntax: '--federation <dir>',
    description: 'the federation directory',
    fallback: './federation',
    variable: true,
  },
  uncommitted: { syntax: '--uncommitted', description: 'read the files, not the commit HEAD: for trying out' },
  offline: { syntax: '--offline', description: 'the component is stopped: no need to wait for a quiet registry' },
  mode: {
    syntax: '--mode <mode>',
    description: '`report` never writes',
    fallback: 'apply',
    choices: ['report', 'apply'],
    variable: true,
  },
  planDigest: { syntax: '--plan-digest <digest>', description: 'apply only the plan with this digest' },
  adopt: {
    syntax: '--adopt <id>',
    description: 'take the declared values for a party registered by hand',
    repeatable: true,
  },
  overwrite: {
    syntax: '--overwrite <id>',
    description: 'enforce the declaration for a party that was edited',
    repeatable: true,
  },
  allowDelete: { syntax: '--allow-delete <id>', description: 'lift the brake for this deletion', repeatable: true },
  allowReplace: {
    syntax: '--allow-replace <id>',
    description: 'lift the brake for this replacement',
    repeatable: true,
  },
  acceptHistory: {
    syntax: '--accept-history <commit>',
    description: 'accept a commit that does not descend from the last one',
  },
  keep: { syntax: '--keep <dir>', description: 'leave what the demonstration made in this new directory' },
  format: {
    syntax: '--format <format>',
    description: 'the form of the result',
    fallback: 'text',
    choices: ['text', 'json'],
    variable: true,
  },
  output: { syntax: '--output <file>', description: 'write the result into a file instead of stdout' },
} as const satisfies Readonly<Record<string, Flag>>

type FlagName = keyof typeof FLAGS

interface CommandLine {
  readonly summary: string
  /** As in `[party]` or `<id>`. */
  readonly argument?: readonly [syntax: string, description: string]
  readonly flags: readonly FlagName[]
}

const RESULT = ['format', 'output'] as const
const COMPONENT = ['component', 'config', 'registry'] as const
const SOURCE = ['federation', 'uncommitted'] as const
const DECISIONS = ['adopt', 'overwrite', 'allowDelete', 'allowReplace', 'acceptHistory'] as const

/** Every command with its argument and flags: the help text is made from this table, too. */
const COMMANDS = {
  validate: {
    summary: 'check a federation directory and show every problem with file, line and column',
    argument: ['[dir]', 'the federation directory (default: ./federation)'],
    flags: [...RESULT],
  },
  plan: {
    summary: 'show what reconcile would do to one component, and why; writes nothing',
    flags: [...COMPONENT, ...SOURCE, 'planDigest', ...DECISIONS, ...RESULT],
  },
  reconcile: {
    summary: "bring one component's registry in line with the federation",
    flags: [...COMPONENT, ...SOURCE, 'offline', 'mode', 'planDigest', ...DECISIONS, ...RESULT],
  },
  fingerprint: {
    summary: 'show a certificate fingerprint in a form to be read over the telephone',
    argument: ['[party]', "name or id of a declared party (default: this component's own certificate)"],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
  },
  explain: {
    summary: 'say why a party is, or is not, registered here',
    argument: ['<party>', 'name or id of a party'],
    flags: [...COMPONENT, ...SOURCE, ...RESULT],
  },
  deny: {
    summary: 'never register a party here, whatever the federation says',
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  allow: {
    summary: 'take back `deny`, or `leave` when given the own id',
    argument: ['<id>', 'id of the party'],
    flags: [...COMPONENT, ...RESULT],
  },
  leave: {
    summary: 'leave the federation: delete what fbm-gitops registered here, keep the rest',
    flags: [...COMPONENT, 'offline', ...RESULT],
  },
  demo: {
    summary: 'show a whole federation at work in a temporary directory',
    flags: ['keep'],
  },
} as const satisfies Readonly<Record<string, CommandLine>>

export type CommandName = keyof typeof COMMANDS

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
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(error.message.replace(/^error: /, ''))
  }
  if (found.invocation !== undefined) return found.invocation
  return { help: found.help === '' ? program.helpInformation() : found.help }
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
    const { summary, flags }: CommandLine = line
    const argument = 'argument' in line ? line.argument : undefined
    const command = program.command(name).summary(summary).description(sentence(summary))
    if (argument !== undefined) command.argument(...argument)
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
  if (repeatable === true) option.argParser((value: string, all: readonly string[] = []) => [...all, value])
  return option
}

function variableOf(name: FlagName): string {
  return `FBM_GITOPS_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

function completeOptions(
  command: CommandName,
  given: Given,
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const flags: readonly FlagName[] = COMMANDS[command].flags
  const single = (name: FlagName): string | undefined => {
    const { fallback, choices, variable }: Flag = FLAGS[name]
    const fromEnvironment = variable === true && flags.includes(name) ? env[variableOf(name)] : undefined
    const value = given[name] ?? (fromEnvironment === '' ? undefined : fromEnvironment) ?? fallback
    if (typeof value !== 'string') return undefined
    if (choices?.includes(value) === false)
      throw usageError(`${FLAGS[name].syntax.split(' ')[0] ?? name} must be one of ${choices.join(', ')}.`)
    return value
  }
  const many = (name: FlagName): readonly string[] => {
    const value = given[name]
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  }
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

function usageError(message: string): Error {
  return federationError('USAGE', { message, remedy: 'See `fbm-gitops --help`, or `fbm-gitops help COMMAND`.' })
}

function entries<Table extends Readonly<Record<string, unknown>>>(
  table: Table,
): readonly [keyof Table & CommandName, Table[keyof Table]][] {
  return Object.entries(table) as [keyof Table & CommandName, Table[keyof Table]][]
}
