import { basename, dirname, join, resolve } from 'node:path'
import type { Component } from '../../domain/component.ts'
import { isPartyId } from '../../domain/party.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { FederationError, federationError } from '../../errors.ts'
import type { Description, LocatedPath } from '../../fedbiomed/describe.ts'
import type { World } from '../world/world.ts'
import { listConfigurations, readConfiguration, wordRefusal, type ConfigurationReading } from './configuration.ts'
import { selectConfiguration } from './select-configuration.ts'

/** What the operator named. */
export interface ComponentSelection {
  readonly directory: string
  /** The name of the `.ini`, where one `etc/` holds several. */
  readonly config: string | undefined
  /** The registry, where it is not the one that the configuration names. */
  readonly registry: string | undefined
}

interface Attempt {
  readonly component: Component | Problem
  readonly complete: boolean
}

// Since 6.2 every command of a node rewrites its configuration with a plain open("w"): one that looks faulty or cut is
// read again for about a second before it is believed.
const PAUSES_MS = [20, 40, 80, 160, 320, 400] as const

/**
 * Reads the component that a directory holds, from its configuration and the environment; writes nothing.
 *
 * @throws FederationError where there is none, where several are and none was named, or where its family is not supported.
 */
export async function readComponent(world: World, selection: ComponentSelection): Promise<Component> {
  const directory = resolve(world.cwd, selection.directory)
  let attempt = tryToRead(world, directory, selection)
  for (const pause of PAUSES_MS) {
    if (attempt.complete) break
    await world.clock.sleep(pause)
    attempt = tryToRead(world, directory, selection)
  }
  if (isProblem(attempt.component)) throw new FederationError([attempt.component])
  return attempt.component
}

function tryToRead(world: World, directory: string, selection: ComponentSelection): Attempt {
  try {
    return readOnce(world, directory, selection)
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    throw new FederationError([wordRefusal(directory, cause)], { cause })
  }
}

function readOnce(world: World, directory: string, selection: ComponentSelection): Attempt {
  const etc = join(directory, 'etc')
  const kind = world.files.stat(directory)?.kind
  if (kind !== 'directory') throw federationError('COMPONENT_MISSING', { directory, isThere: kind !== undefined })
  const names = listConfigurations(world, etc)
  if (names.length === 0) throw explainAbsence(world, directory)
  const readings = names.map((name) => readConfiguration(world, etc, name))
  const chosen = selectConfiguration({ world, directory, readings, config: selection.config })
  if (isProblem(chosen)) return { component: chosen, complete: readings.every(isSettled) }
  const { description, file } = chosen
  if (isProblem(description)) return { component: description, complete: false }
  const registryFile = chooseRegistry(world, selection.registry, { directory, description })
  if (isProblem(registryFile)) return { component: registryFile, complete: true }
  const { privateKey } = description
  const component = {
    ...description.traits,
    directory,
    configurationFile: file,
    certificateFile: resolvePath(directory, description.certificate),
    privateKeyFile: privateKey && resolvePath(directory, privateKey),
    registryFile,
    siblingRegistries: findSiblings(world, directory, {
      names: names.filter((name) => name !== chosen.name),
      own: registryFile,
    }),
  }
  return { component, complete: isSettled(chosen) }
}

function isSettled({ description, complete }: ConfigurationReading): boolean {
  return complete && !isProblem(description)
}

function explainAbsence(world: World, directory: string): FederationError {
  const near = [dirname(directory), join(directory, 'fbm-node'), join(directory, 'fbm-researcher')]
  const suggestions = near.filter((candidate) => listConfigurations(world, join(candidate, 'etc')).length > 0)
  return federationError('COMPONENT_NOT_HERE', { directory, suggestions })
}

function resolvePath(directory: string, { base, path }: LocatedPath): string {
  return base === 'etc' ? resolve(directory, 'etc', path) : resolve(directory, path)
}

function chooseRegistry(
  world: World,
  named: string | undefined,
  { directory, description }: { readonly directory: string; readonly description: Description },
): string | Problem {
  const configured = locateRegistry(world, directory, description)
  if (named === undefined) return configured
  const file = resolve(world.cwd, named)
  const { id } = description.traits
  const other = idInName(file)
  // Where the environment overrides the id, the configuration still names the registry after the id that it has itself.
  if (other === undefined || other === id || file === configured) return file
  return makeProblem('REGISTRY_OF_ANOTHER', { file }, { file, id, other })
}

/** The id that Fed-BioMed names a registry after, where the file is named like that. */
function idInName(file: string): string | undefined {
  const id = /^db_(.*)\.json$/.exec(basename(file))?.[1]
  return id !== undefined && isPartyId(id) ? id : undefined
}

function locateRegistry({ files }: World, directory: string, { registry }: Description): string | Problem {
  const etc = join(directory, 'etc')
  const target = files.realpath(etc)
  const leavesEtc = registry.path.split('/').includes('..')
  if (registry.unclearBehindLinks && leavesEtc && dirname(target) !== files.realpath(directory))
    return makeProblem('CONFIG_LINKED', { file: etc }, { directory: etc, target })
  return resolvePath(directory, registry)
}

/** The registries of the directory's other configurations, as far as these can be told. */
function findSiblings(
  world: World,
  directory: string,
  { names, own }: { readonly names: readonly string[]; readonly own: string },
): readonly string[] {
  // The environment speaks of the component that was named, not of its neighbours.
  const bare = { ...world, env: {} }
  const registries = new Set<string>()
  for (const name of names) {
    const { description } = readConfiguration(bare, join(directory, 'etc'), name)
    if (!isProblem(description)) registries.add(resolvePath(directory, description.registry))
  }
  registries.delete(own)
  return [...registries].sort()
}
