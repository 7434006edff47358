import { quoteForShell } from '../domain/quote.ts'
import type { ComponentSettings, Settings } from '../domain/settings.ts'
import { completeInvocation, type Invocation } from './invocation.ts'
import type { SettingsLayer, Settled, Sources } from './origin.ts'
import { COMMANDS } from './table.ts'
import { usageError } from './usage.ts'

/** What a command line is completed from, beside itself. */
export interface Surroundings {
  readonly env: Sources['env']
  readonly settings: Settings
  /** Makes the name of a directory comparable: absolute, as seen from the working directory, and without links. */
  readonly canonical: (directory: string) => string
}

/**
 * Completes a command line that is about one component from what the settings say of it: the one that is named, or the only
 * one. A component that the settings do not list takes from them where the federation is, and nothing else.
 *
 * @throws FederationError USAGE (64) where several come into question.
 */
export function chooseComponent(invocation: Invocation, surroundings: Surroundings): Invocation {
  const { components } = surroundings.settings
  const candidates = isNamed(invocation) ? findNamed(invocation, surroundings) : components
  const [only, another] = candidates
  if (another === undefined) return complete(invocation, surroundings, only)
  if (!needsComponent(invocation)) return complete(invocation, surroundings, undefined)
  throw tooMany(candidates, surroundings.settings)
}

/**
 * Completes a command line for every component that it is about, each as if it had been named: those of the settings, or
 * the one that was typed.
 *
 * @throws FederationError USAGE (64) where something is typed that can be true of one component only.
 */
export function completeForEach(invocation: Invocation, surroundings: Surroundings): readonly Invocation[] {
  const { components } = surroundings.settings
  const listed = isNamed(invocation) ? findNamed(invocation, surroundings) : components
  const [only, another] = listed
  if (another === undefined) return [complete(invocation, surroundings, only)]
  const completed = listed.map((component) => complete(invocation, surroundings, component))
  for (const name of ['config', 'registry'] as const) {
    const kind = completed[0]?.origins[name].kind
    if (kind !== 'flag' && kind !== 'variable') continue
    const message = `--${name} can be true of one component only, and ${surroundings.settings.file} lists ${listed.length}.`
    throw usageError(message, `Name the component: ${writeChoices(listed)}`)
  }
  return completed
}

/** Tells whether a component was named where the command was typed: by its flag, or the variable of that. */
export function isNamed({ origins }: Pick<Invocation, 'origins'>): boolean {
  return origins.component.kind === 'flag' || origins.component.kind === 'variable'
}

function needsComponent(invocation: Invocation): boolean {
  const { command, argument, typed } = invocation
  const { flags, components } = COMMANDS[command]
  const isAside = typed.fromInstructions !== undefined || typed.all !== undefined
  if (!flags.includes('component') || isAside) return false
  if (components === 'one-from-registry') return typed.fromRegistry !== undefined
  if (components === 'one-if-named') return isNamed(invocation)
  return components !== 'none-with-argument' || argument === undefined
}

/** Where one etc/ holds several components, the name of the .ini tells which is meant. */
function findNamed({ options }: Invocation, { settings, canonical }: Surroundings): readonly ComponentSettings[] {
  const named = canonical(options.component)
  const there = settings.components.filter(({ directory }) => canonical(directory.value) === named)
  const { config: wanted } = options
  return wanted === undefined ? there : there.filter(({ config }) => config === undefined || config.value === wanted)
}

function complete(
  { command, argument, typed }: Invocation,
  { env, settings }: Surroundings,
  component: ComponentSettings | undefined,
): Invocation {
  return completeInvocation({ command, argument, typed }, env, makeLayer(settings, component))
}

function makeLayer(
  { file, source, watch, observations, components }: Settings,
  component?: ComponentSettings,
): SettingsLayer {
  const { directory, config, registry, mode, writing, registrar } = component ?? {}
  const values = {
    ...source,
    interval: watch.interval,
    logFormat: watch.logFormat,
    component: directory,
    config,
    registry,
    mode,
    freeze: writing,
    offline: writing,
    ...registrar,
    ...observations,
  }
  const said = Object.entries(values).flatMap(([name, value]) => {
    return value === undefined ? [] : [[name, settle(value.value)] as const]
  })
  return { file, values, settled: { ...Object.fromEntries(said), ...settleComponent(components, component) } }
}

/** A list is settled as a whole. */
function settle(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** With several components each must be named; so must the .ini where one directory holds several of them. */
function settleComponent(components: readonly ComponentSettings[], component?: ComponentSettings): Settled {
  const [only, another] = components
  if (only === undefined) return {}
  if (another === undefined) return { component: only.directory.value }
  const isShared = components.filter((each) => each.directory.value === component?.directory.value).length > 1
  return isShared ? { component: undefined, config: undefined } : { component: undefined }
}

function tooMany(candidates: readonly ComponentSettings[], { file }: Settings): Error {
  const message = `Which component is meant? ${file} lists ${candidates.length} of them.`
  return usageError(message, `Name one: ${writeChoices(candidates)}`)
}

function writeChoices(components: readonly ComponentSettings[]): string {
  return components.map((each) => writeChoice(each, components)).join(', or ')
}

function writeChoice({ directory, config }: ComponentSettings, all: readonly ComponentSettings[]): string {
  const isShared = all.filter((each) => each.directory.value === directory.value).length > 1
  const name = `--component ${quoteForShell(directory.value)}`
  return isShared && config !== undefined ? `${name} --config ${quoteForShell(config.value)}` : name
}
