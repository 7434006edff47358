import { dirname, resolve } from 'node:path'
import type { Surroundings } from './command-line/components.ts'
import { DEFAULT_SETTINGS } from './command-line/flags.ts'
import type { Invocation } from './command-line/invocation.ts'
import { COMMANDS } from './command-line/table.ts'
import { usageError } from './command-line/usage.ts'
import type { Origin } from './domain/origin.ts'
import type { Problem } from './domain/problem.ts'
import type { Settings } from './domain/settings.ts'
import { FederationError } from './errors.ts'
import { isThere, readSettingsFile } from './io/settings/settings-file.ts'
import { isSystemError } from './io/world/fault.ts'
import type { World } from './io/world/world.ts'

/** All that a command works by which is about each component of this host. */
export interface Configuration {
  /** The settings file that was used, if one was. */
  readonly settings: Settings | undefined
  /** How that file was found. */
  readonly origin: Origin
  /** The command line for each component, complete as if it had been typed; at least one. */
  readonly components: readonly Invocation[]
}

/** What is wrong with the settings. */
export interface ConfigurationFault {
  readonly problems: readonly Problem[]
}

/** The name under which no settings are used; a file of this name can be written `./none`. */
const NO_SETTINGS = 'none'

/**
 * Completes a command line that is about one component from the settings of this host, if there are any.
 *
 * @remarks Nothing that parses is loaded where there are none: a pass runs every minute in every container.
 * @throws FederationError with all that is wrong with the settings; USAGE (64) where they list several components
 */
export async function configure(world: World, invocation: Invocation): Promise<Invocation> {
  const { flags, components } = COMMANDS[invocation.command]
  if (components === 'each' || !flags.includes('settings')) return invocation
  const file = locateSettings(world, invocation)
  if (file === undefined) return invocation
  const settings = await readSettings(world, file)
  if ('problems' in settings) throw new FederationError(settings.problems)
  const { chooseComponent } = await import('./command-line/components.ts')
  return chooseComponent(invocation, surround(world, settings))
}

/**
 * Completes a command line for each component that it is about. Called again, it reads the settings again.
 *
 * @throws FederationError with all that is wrong with the settings, or USAGE (64)
 */
export async function readConfiguration(world: World, invocation: Invocation): Promise<Configuration> {
  const { settings: origin } = invocation.origins
  const file = locateSettings(world, invocation)
  if (file === undefined) return { settings: undefined, origin, components: [invocation] }
  const settings = await readSettings(world, file)
  if ('problems' in settings) throw new FederationError(settings.problems)
  const { completeForEach } = await import('./command-line/components.ts')
  return { settings, origin, components: completeForEach(invocation, surround(world, settings)) }
}

/** Does the same for one who goes on by what was read before where anything is wrong. */
export async function rereadConfiguration(
  world: World,
  invocation: Invocation,
): Promise<Configuration | ConfigurationFault> {
  try {
    return await readConfiguration(world, invocation)
  } catch (error) {
    if (error instanceof FederationError) return { problems: error.problems }
    throw error
  }
}

/** The file that was named; else the one of this machine, if it is there. Never one of the working directory. */
function locateSettings(world: World, { options, origins }: Invocation): string | undefined {
  const { settings } = options
  if (settings === undefined) return isThere(world, DEFAULT_SETTINGS) ? DEFAULT_SETTINGS : undefined
  if (settings === '' && origins.settings.kind === 'flag') {
    throw usageError('--settings names no file.', `To use no settings: --settings ${NO_SETTINGS}`)
  }
  return settings === NO_SETTINGS ? undefined : settings
}

async function readSettings(world: World, file: string): Promise<Settings | ConfigurationFault> {
  const { LARGEST_SETTINGS, parseSettings } = await import('./settings/parse.ts')
  const { bytes, problem } = readSettingsFile(world, file, LARGEST_SETTINGS)
  if (problem !== undefined) return { problems: [problem] }
  const directory = dirname(resolve(world.cwd, file))
  const { settings, problems } = parseSettings({ file, bytes, resolve: (path) => resolve(directory, path) })
  return settings ?? { problems }
}

function surround({ env, cwd, files }: World, settings: Settings): Surroundings {
  const canonical = (directory: string): string => {
    const path = resolve(cwd, directory)
    try {
      return files.realpath(path)
    } catch (error) {
      // What is not there, or not to be seen, is told by who needs it.
      if (isSystemError(error)) return path
      throw error
    }
  }
  return { env, settings, canonical }
}
