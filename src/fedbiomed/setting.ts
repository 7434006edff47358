import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import type { ValueSource } from './family.ts'
import { isIniFault, type Ini, type IniFault } from './ini.ts'
import { getOption } from './interpolation.ts'

/** Variables of the environment. One that is set to nothing is set, as in Python. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A configuration that was read, and what may outrank its values. */
export interface Configuration {
  /** The path to name in messages. */
  readonly file: string
  readonly ini: Ini
  readonly env: Environment
}

/** A value and where it comes from, for messages. */
export interface Setting {
  readonly text: string
  /** `[default] id`, or the variable as `$NODE_ID`. */
  readonly origin: string
  readonly place: Place
  readonly fromEnvironment: boolean
}

/**
 * Reads a value as Fed-BioMed does: from the environment where its family looks there, else from the configuration.
 *
 * @remarks The configuration must hold it in either case: Fed-BioMed evaluates that side first, and fails without it.
 */
export function readSetting(configuration: Configuration, source: ValueSource, family: string): Setting | Problem {
  const { file, ini, env } = configuration
  const { section, option, variable } = source
  const found = getOption(ini, section, option)
  if (found === undefined) return makeProblem('CONFIG_VALUE_MISSING', { file }, { section, option, family })
  if (isIniFault(found)) return makeFaultProblem(file, found)
  const outranking = variable === undefined ? undefined : env[variable]
  if (outranking !== undefined) return { text: outranking, origin: `$${variable}`, place: {}, fromEnvironment: true }
  const place = { file, line: found.line }
  return { text: found.text, origin: `[${section}] ${option}`, place, fromEnvironment: false }
}

/** Words why Python cannot read the file. */
export function makeFaultProblem(file: string, { fault, line, subject }: IniFault): Problem {
  return makeProblem('CONFIG_MALFORMED', { file, line }, { reason: REASONS[fault](subject) })
}

const REASONS: Readonly<Record<IniFault['fault'], (subject: string) => string>> = {
  MissingSectionHeaderError: () => 'it does not begin with a [section]',
  DuplicateSectionError: (subject) => `the section [${subject}] appears twice`,
  DuplicateOptionError: (subject) => `the option '${subject}' appears twice in its section`,
  ParsingError: () => 'the line is no option (name = value)',
  InterpolationSyntaxError: () => "a '%' must be written '%%', or begin a reference '%(name)s'",
  InterpolationMissingOptionError: (subject) => `the reference '${subject}' names no option`,
  InterpolationDepthError: () => 'its references lead in a circle',
}
