import { federationError } from '../errors.ts'
import {
  FLAGS,
  FORMATS,
  MODES,
  variableOf,
  type DefaultedFlag,
  type Flag,
  type FlagName,
  type Format,
  type Mode,
} from './flags.ts'
import { COMMANDS, type CommandName } from './table.ts'

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
  readonly repository: string | undefined
  readonly ref: string | undefined
  readonly path: string
  readonly sshKey: string | undefined
  readonly knownHosts: string | undefined
  readonly tokenFile: string | undefined
  readonly tokenUser: string
  readonly caFile: string | undefined
  readonly proxy: string | undefined
  readonly fetchTimeout: string
  readonly fetchLimit: string
  readonly maxStaleness: string
  readonly offline: boolean
  readonly freeze: boolean
  readonly mode: Mode
  readonly planDigest: string | undefined
  readonly adopt: readonly string[]
  readonly overwrite: readonly string[]
  readonly allowDelete: readonly string[]
  readonly allowReplace: readonly string[]
  readonly acceptHistory: string | undefined
  readonly name: string | undefined
  readonly instanceOf: string | undefined
  readonly takeOver: string | undefined
  readonly ip: string | undefined
  readonly port: string | undefined
  readonly yes: boolean
  readonly keep: string | undefined
  readonly format: Format
  readonly output: string | undefined
}

type RepositoryOption =
  | 'repository'
  | 'ref'
  | 'path'
  | 'sshKey'
  | 'knownHosts'
  | 'tokenFile'
  | 'tokenUser'
  | 'caFile'
  | 'proxy'
  | 'fetchTimeout'
  | 'fetchLimit'
  | 'maxStaleness'

/** The values that were typed, by the name of their flag: a text, a list of texts, or `true`. */
export type Given = Readonly<Partial<Record<FlagName, unknown>>>

/**
 * Completes what was typed from the environment and the defaults.
 *
 * @throws FederationError USAGE (64) for a value that a flag cannot have.
 */
export function completeOptions(
  command: CommandName,
  given: Given,
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const own = new Set(COMMANDS[command].flags)
  const single = (name: FlagName): string | undefined => {
    return chooseValue(name, given[name], own.has(name) ? env[variableOf(name)] : undefined)
  }
  const filled = (name: DefaultedFlag): string => single(name) ?? FLAGS[name].fallback
  const choose = <Choice extends string>(name: DefaultedFlag, choices: readonly Choice[]): Choice => {
    const value = filled(name)
    const choice = choices.find((each) => each === value)
    if (choice === undefined) throw new Error(`--${name} has no fallback among its choices.`)
    return choice
  }
  const many = (name: FlagName): readonly string[] => listTexts(given[name])
  return {
    component: filled('component'),
    config: single('config'),
    registry: single('registry'),
    federation: filled('federation'),
    uncommitted: given.uncommitted === true,
    ...chooseRepository(given, single, filled),
    offline: given.offline === true,
    freeze: given.freeze === true,
    mode: choose('mode', MODES),
    planDigest: single('planDigest'),
    adopt: many('adopt'),
    overwrite: many('overwrite'),
    allowDelete: many('allowDelete'),
    allowReplace: many('allowReplace'),
    acceptHistory: single('acceptHistory'),
    ...chooseWishes(single),
    yes: given.yes === true,
    keep: single('keep'),
    format: choose('format', FORMATS),
    output: single('output'),
  }
}

/** Gives a list of texts as it is, and anything else as an empty one. */
export function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** Makes the error for a command line that cannot be understood. */
export function usageError(message: string): Error {
  return federationError('USAGE', { message, remedy: 'See `fbm-gitops --help`, or `fbm-gitops help COMMAND`.' })
}

/** What was typed wins over what is set; of two that are of equal weight nobody knows which is meant. */
function chooseSource(given: Given, single: (name: FlagName) => string | undefined): string | undefined {
  const repository = single('repository')
  const isTyped = given.repository !== undefined
  if (given.federation === undefined) return repository
  if (isTyped) throw usageError('--federation and --repository contradict each other: give one of them.')
  return undefined
}

/** What leads to the federation in the repository, and how that lets us in. */
function chooseRepository(
  given: Given,
  single: (name: FlagName) => string | undefined,
  filled: (name: DefaultedFlag) => string,
): Pick<Options, RepositoryOption> {
  return {
    repository: chooseSource(given, single),
    ref: single('ref'),
    path: filled('path'),
    sshKey: single('sshKey'),
    knownHosts: single('knownHosts'),
    tokenFile: single('tokenFile'),
    tokenUser: filled('tokenUser'),
    caFile: single('caFile'),
    proxy: single('proxy'),
    fetchTimeout: filled('fetchTimeout'),
    fetchLimit: filled('fetchLimit'),
    maxStaleness: filled('maxStaleness'),
  }
}

/** What is to be declared of a component. */
function chooseWishes(
  single: (name: FlagName) => string | undefined,
): Pick<Options, 'name' | 'instanceOf' | 'takeOver' | 'ip' | 'port'> {
  return {
    name: single('name'),
    instanceOf: single('instanceOf'),
    takeOver: single('takeOver'),
    ip: single('ip'),
    port: single('port'),
  }
}

/** A flag wins over its variable; a variable that is empty is not set. */
function chooseValue(name: FlagName, typed: unknown, fromEnvironment: string | undefined): string | undefined {
  const { choices, variable, syntax }: Flag = FLAGS[name]
  const set = variable === true && fromEnvironment !== '' ? fromEnvironment : undefined
  const value = typeof typed === 'string' ? typed : set
  if (value === undefined || choices?.includes(value) !== false) return value
  throw usageError(`${syntax.replace(/ .*/, '')} must be one of ${choices.join(', ')}.`)
}
