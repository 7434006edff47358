import type { Origin } from '../domain/origin.ts'
import { quote } from '../domain/quote.ts'
import { parseDuration, parseSize } from '../domain/units.ts'
import { FLAGS, variableOf, wordOf, type Flag, type FlagName } from './flags.ts'
import { usageError } from './usage.ts'

/** Where the value of each flag comes from. */
export type Origins = Readonly<Record<FlagName, Origin>>

/** What was typed, by the name of its flag: a text, a list of texts, or `true`. */
export type Given = Readonly<Partial<Record<FlagName, unknown>>>

/** What a settings file says for one component. */
export interface SettingsLayer {
  readonly file: string
  /** As the flags take them; one that takes no value is set by its own name, and by nothing else. */
  readonly values: SettingsValues
  /** What a command that is typed later finds in them. */
  readonly settled: Settled
}

/**
 * What the settings tell a command that is typed later, by the flag that need not be typed then; `undefined` where it must
 * be, since they say it differently of several components.
 */
export type Settled = Readonly<Partial<Record<FlagName, string | undefined>>>

type SettingsValues = Readonly<Partial<Record<FlagName, SettingsValue | undefined>>>

interface SettingsValue {
  readonly value: string | readonly string[]
  readonly line: number
}

/** All that values are chosen from. */
export interface Sources {
  readonly typed: Given
  readonly env: Readonly<Record<string, string | undefined>>
  readonly settings: SettingsLayer | undefined
}

/** The value of each flag, as it was found, and where. */
export type Choices = Readonly<Record<FlagName, Chosen>>

interface Chosen {
  readonly value: unknown
  readonly origin: Origin
}

const LEVELS: Readonly<Record<Origin['kind'], number>> = { flag: 0, variable: 1, file: 2, default: 3 }

/** What excludes each other: of two that are given, the more explicit one counts. */
const RIVALS: readonly (readonly [FlagName, FlagName])[] = [
  ['federation', 'repository'],
  ['offline', 'freeze'],
]

/**
 * Chooses the value of each flag of a command; the others are as the settings say, or stand at their defaults.
 *
 * @throws FederationError USAGE (64) for a value that a flag cannot have, and where both a federation directory and a
 * repository are typed, or set.
 */
export function chooseAll(flags: readonly FlagName[], sources: Sources): Choices {
  const own = new Set(flags)
  const choices = mapFlags((name) => (own.has(name) ? choose(name, sources) : chooseForOthers(name, sources)))
  refuseTwoSources(choices)
  const outdone = new Set(RIVALS.flatMap((rivals) => findOutdone(rivals, choices)))
  return outdone.size === 0 ? choices : mapFlags((name) => (outdone.has(name) ? standAtDefault(name) : choices[name]))
}

/** Makes a table with one entry for each flag. */
export function mapFlags<Entry>(make: (name: FlagName) => Entry): Readonly<Record<FlagName, Entry>> {
  const names = Object.keys(FLAGS) as FlagName[]
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<FlagName, Entry>
}

/** A flag wins over its variable, that one over the settings. */
function choose(name: FlagName, { typed, env, settings }: Sources): Chosen {
  if (typed[name] !== undefined) return check(name, { value: typed[name], origin: { kind: 'flag' } })
  const set = readVariable(name, env)
  if (set !== undefined) return check(name, { value: set, origin: { kind: 'variable', name: variableOf(name) } })
  const said = settings?.values[name]
  if (settings === undefined || said === undefined) return standAtDefault(name)
  const value = takesValue(name) ? said.value : said.value === name
  return { value, origin: { kind: 'file', file: settings.file, line: said.line } }
}

/** What is no flag of this command may be one of a command that it names, which finds the same in the settings. */
function chooseForOthers(name: FlagName, { settings }: Sources): Chosen {
  return FLAGS[name].repeated ? choose(name, { typed: {}, env: {}, settings }) : standAtDefault(name)
}

/** One that is empty is not set. */
export function readVariable(name: FlagName, env: Sources['env']): string | undefined {
  const { variable }: Flag = FLAGS[name]
  const set = variable === true ? env[variableOf(name)] : undefined
  return set === '' ? undefined : set
}

function takesValue(name: FlagName): boolean {
  return FLAGS[name].syntax.includes(' ')
}

/** Makes the choice of one that nobody has given. */
export function standAtDefault(name: FlagName): Chosen {
  return { value: FLAGS[name].fallback, origin: { kind: 'default' } }
}

/** What the settings say was checked when they were read. */
function check(name: FlagName, chosen: Chosen): Chosen {
  const { choices, unit }: Flag = FLAGS[name]
  const { value, origin } = chosen
  if (typeof value !== 'string') return chosen
  const word = origin.kind === 'variable' ? origin.name : wordOf(name)
  if (choices?.includes(value) === false) throw usageError(`${word} must be one of ${choices.join(', ')}.`)
  if (unit === undefined || UNITS[unit].parse(value) !== undefined) return chosen
  throw usageError(`${word} takes ${UNITS[unit].form}, not '${quote(value)}'.`)
}

const UNITS: Readonly<Record<'duration' | 'size', Unit>> = {
  duration: { parse: parseDuration, form: 'a duration such as 500ms, 60s, 5m, 24h or 7d' },
  size: { parse: parseSize, form: 'a size such as 512KiB or 32MiB' },
}

interface Unit {
  readonly parse: (text: string) => number | undefined
  readonly form: string
}

/** Two files cannot say so: that is a problem of the settings. `--offline` beside `--freeze` is told by who writes. */
function refuseTwoSources({ federation, repository }: Choices): void {
  const { kind } = repository.origin
  if (kind !== federation.origin.kind) return
  if (kind === 'flag') throw usageError('--federation and --repository contradict each other: give one of them.')
  if (kind === 'variable')
    throw usageError('FBM_GITOPS_FEDERATION and FBM_GITOPS_REPOSITORY contradict each other: set one of them.')
}

function findOutdone([one, other]: readonly [FlagName, FlagName], choices: Choices): readonly FlagName[] {
  const difference = LEVELS[choices[one].origin.kind] - LEVELS[choices[other].origin.kind]
  if (difference === 0) return []
  return [difference > 0 ? one : other]
}
