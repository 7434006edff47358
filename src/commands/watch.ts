import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import { usageError } from '../command-line/usage.ts'
import { readConfiguration, rereadConfiguration, type Configuration } from '../configuration.ts'
import type { Problem } from '../domain/problem.ts'
import { parseDuration } from '../domain/units.ts'
import type { Writing } from '../domain/writing-mode.ts'
import type { ComponentOrder, WatchOrder } from '../domain/watch/watch-order.ts'
import { federationError, problemsOf } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { runDaemon } from '../watch/daemon.ts'
import { openLog } from '../watch/log.ts'
import { makeParts } from '../watch/parts-of.ts'

import type { Result } from './support/command.ts'
import { makeObservationOrder } from './support/observation-order.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeRemedies } from './support/repeat.ts'
import { chooseWriting } from './support/writing-mode.ts'

/** What the command line would have to be for each component, so that the remedies of its problems can be completed. */
type Typed = WeakMap<ComponentOrder, Options>

/** Reconciles for ever; ends when it is told to by a signal. Its log is all that it writes. */
export async function watch(world: World, invocation: Invocation): Promise<Result> {
  const typed: Typed = new WeakMap()
  const configuration = await readConfiguration(world, invocation)
  const order = makeOrder(world, configuration, typed)
  const { logFormat, verbose } = optionsOf(configuration)
  const log = await openLog(world, { format: logFormat, isVerbose: verbose })
  const parts = makeParts(world, log, {
    reload: () => reload(world, invocation, typed),
    complete: (component, told) => completeRemedies(told, typed.get(component) ?? invocation.options),
  })
  try {
    await runDaemon(world, order, parts)
  } finally {
    world.stdout.release()
  }
  return { exitCode: 0, problems: [], remarks: [], fields: {}, text: () => '' }
}

async function reload(world: World, invocation: Invocation, typed: Typed): Promise<WatchOrder | readonly Problem[]> {
  const configuration = await rereadConfiguration(world, invocation)
  if ('problems' in configuration) return configuration.problems
  try {
    return makeOrder(world, configuration, typed)
  } catch (error) {
    return problemsOf(error)
  }
}

function makeOrder(world: World, configuration: Configuration, typed: Typed): WatchOrder {
  const components = configuration.components.map(({ options }) => {
    const { component, source } = makePassRequest(world, options)
    const observations = makeObservationOrder(options)
    const order: ComponentOrder = {
      component,
      source,
      mode: options.mode,
      writing: chooseUnattended(options),
      observations,
    }
    typed.set(order, options)
    return order
  })
  const intervalMs = readInterval(optionsOf(configuration).interval)
  return { components, intervalMs, notify: configuration.settings?.notify ?? [] }
}

/**
 * Reads how the registry may be written while nobody looks.
 *
 * @throws FederationError USAGE (64) where Fed-BioMed's own command would write: it takes seconds, and whoever starts the
 * component in one of them loses what that writes
 */
function chooseUnattended(options: Options): Writing {
  const writing = chooseWriting(options)
  if (typeof writing === 'string' || options.mode === 'report') return writing
  throw usageError(
    "watch does not let Fed-BioMed's own command write (--registrar cli): it takes seconds for each party, and the component may be started in any of them.",
    'Run `reconcile --offline --registrar cli` while the component is kept stopped, and `watch --mode report` beside it; or leave --registrar out.',
  )
}

/** What does not differ from one component to the other. */
function optionsOf({ components: [first] }: Configuration): Options {
  if (first === undefined) throw new Error('A configuration is about one component at least.')
  return first.options
}

const LEAST_INTERVAL_MS = 1000

function readInterval(text: string): number {
  const interval = parseDuration(text)
  if (interval !== undefined && interval >= LEAST_INTERVAL_MS) return interval
  const message = `--interval takes a duration of at least one second, not '${text.slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: 'Write a number and a unit (s, m, h, d): --interval 60s' })
}
