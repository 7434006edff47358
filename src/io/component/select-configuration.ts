import { basename, dirname, join, resolve } from 'node:path'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import type { World } from '../world/world.ts'
import type { ConfigurationReading } from './configuration.ts'

interface SelectionRequest {
  readonly world: World
  readonly directory: string
  readonly readings: readonly ConfigurationReading[]
  /** What the operator named. */
  readonly config: string | undefined
}

interface Designation {
  readonly variable: string
  readonly value: string
  readonly file: string
}

/**
 * Decides which configuration of a directory is meant: the one named, the one that the environment names where the
 * family looks there, or the only one.
 *
 * @remarks Fed-BioMed's default name is no reason: beside a second instance it would be a guess.
 */
export function selectConfiguration(request: SelectionRequest): ConfigurationReading | Problem {
  const { world, directory, readings, config } = request
  const names = readings.map(({ name }) => name)
  const etc = join(directory, 'etc')
  if (config !== undefined) {
    const named = readings.find(({ name }) => name === config)
    return named ?? makeProblem('CONFIG_UNKNOWN', { file: etc }, { given: config, origin: '--config', names })
  }
  const designations = readings.map((reading) => findDesignation(request, reading))
  const lost = designations.find((designation) => designation && !names.includes(basename(designation.file)))
  if (lost !== undefined)
    return makeProblem('CONFIG_UNKNOWN', { file: etc }, { given: lost.value, origin: `$${lost.variable}`, names })
  // From 6.0 on, which `.fedbiomed` marks, a component reads no other name.
  const isMarked = world.files.stat(join(directory, '.fedbiomed')) !== undefined && names.includes('config.ini')
  const candidates = readings.filter(({ name, file }, index) =>
    isMarked ? name === 'config.ini' : (designations[index]?.file ?? file) === file,
  )
  const [only, another] = candidates
  if (only !== undefined && another === undefined) return only
  return makeProblem('CONFIG_AMBIGUOUS', { file: etc }, { directory: etc, names })
}

/** Finds what the environment names in the place of a configuration; a file of another component is no concern here. */
function findDesignation(
  { world, directory }: SelectionRequest,
  { description }: ConfigurationReading,
): Designation | undefined {
  if (isProblem(description)) return undefined
  // An empty variable is none to Fed-BioMed here, unlike where a value is read.
  const variable = description.selectors.find((name) => world.env[name])
  const value = variable === undefined ? undefined : world.env[variable]
  if (variable === undefined || value === undefined) return undefined
  const etc = join(directory, 'etc')
  const file = resolve(etc, value)
  return dirname(file) === etc ? { variable, value, file } : undefined
}
