import {
  FLAGS,
  OBSERVATION_FLAGS,
  OTHER_VARIABLES,
  variableOf,
  wordOf,
  type Flag,
  type FlagName,
} from '../command-line/flags.ts'
import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import { usageError } from '../command-line/usage.ts'
import { readConfiguration, type Configuration } from '../configuration.ts'
import { findNearest } from '../domain/nearest.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import { quote } from '../domain/quote.ts'
import { REPOSITORY_KEYS } from '../domain/settings.ts'
import type { World } from '../io/world/world.ts'
import {
  configurationToJson,
  renderConfiguration,
  type ShownComponent,
  type ShownConfiguration,
  type ShownOption,
} from '../render/configuration.ts'
import { count } from '../render/words.ts'
import type { Result } from './support/command.ts'
import { chooseWritingMode } from './support/writing-mode.ts'

/** What says how a repository is fetched, if one is named. */
const REPOSITORY_OPTIONS: readonly FlagName[] = REPOSITORY_KEYS.filter((key) => key !== 'repository')

/** What says how Fed-BioMed's own command is run: shown only if somebody set it. */
const REGISTRAR_OPTIONS: readonly FlagName[] = ['registrarPrefix', 'componentInside', 'registrarTimeout']

/** Shows what is in force for each component of this host, and where it comes from; never a secret. */
export async function config(world: World, invocation: Invocation): Promise<Result> {
  if (invocation.argument !== 'show') {
    throw usageError(
      `\`config\` can 'show', but not '${quote(invocation.argument ?? '')}'.`,
      'Type: fbm-gitops config show',
    )
  }
  const shown = describe(await readConfiguration(world, invocation), world)
  const problems = findUnknownVariables(world)
  return {
    exitCode: 0,
    problems,
    remarks: problems,
    fields: configurationToJson(shown),
    text: (style) => renderConfiguration(shown, style),
  }
}

function describe({ settings, origin, components }: Configuration, { env }: World): ShownConfiguration {
  const token = env['FBM_GITOPS_TOKEN']
  return {
    file: settings?.file,
    origin,
    components: components.map(describeComponent),
    hasToken: token !== undefined && token !== '',
    logFormat: settings?.watch.logFormat,
    notify: settings?.notify ?? [],
  }
}

function describeComponent({ options, origins }: Invocation): ShownComponent {
  const show = (name: FlagName): ShownOption => {
    const value = options[name]
    return { name: wordOf(name).slice(2), value: writeOption(value), origin: origins[name] }
  }
  const isSet = (name: FlagName): boolean => origins[name].kind !== 'default'
  const hasRepository = options.repository !== undefined
  // Without a repository, what belongs to one is shown only if somebody set it.
  const repository = REPOSITORY_OPTIONS.filter((name) => hasRepository || isSet(name))
  const writing = { name: 'writing', value: chooseWritingMode(options), origin: originOfWriting(origins) }
  return {
    shared: [
      ...([hasRepository ? 'repository' : 'federation', ...repository, 'interval'] as const),
      ...OBSERVATION_FLAGS.filter(isSet),
    ].map(show),
    own: [
      ...(['component', 'config', 'registry', 'mode'] as const).map(show),
      writing,
      show('registrar'),
      ...REGISTRAR_OPTIONS.filter(isSet).map(show),
    ],
  }
}

/** Of a command only the program is shown: arguments may hold what is no business of others. */
function writeOption(value: Options[FlagName]): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'object' || value.length === 0) return undefined
  return `${value[0] ?? ''} with ${count(value.length - 1, 'argument')}`
}

/** The flag that is set; where neither is, the settings may have said so. */
function originOfWriting({ freeze, offline }: Invocation['origins']): ShownOption['origin'] {
  return freeze.kind === 'default' ? offline : freeze
}

function findUnknownVariables({ env }: World): readonly Problem[] {
  const flags = Object.entries(FLAGS).filter(([, flag]: [string, Flag]) => flag.variable === true)
  const known = [...flags.map(([name]) => variableOf(name)), ...OTHER_VARIABLES]
  return Object.keys(env)
    .filter((name) => name.startsWith('FBM_GITOPS_') && !known.includes(name))
    .sort()
    .map((name) => makeProblem('VARIABLE_UNKNOWN', {}, { name, nearest: findNearest(name, known) }))
}
