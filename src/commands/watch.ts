import type { Options } from '../command-line/invocation.ts'
import { parseDuration } from '../domain/units.ts'
import type { ComponentOrder, WatchOrder } from '../domain/watch/watch-order.ts'
import { federationError } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { runDaemon } from '../watch/daemon.ts'
import { openLog } from '../watch/log.ts'
import { makeParts } from '../watch/parts-of.ts'
import type { Parts } from '../watch/parts.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeRemedies } from './support/repeat.ts'

/** Reconciles for ever; ends when it is told to by a signal. Its log is all that it writes. */
export async function watch(world: World, { options }: CommandInput): Promise<Result> {
  const order = makeOrder(world, options)
  const log = await openLog(world, { format: options.logFormat, isVerbose: options.verbose })
  const parts = makeParts(world, log, () => Promise.resolve(makeOrder(world, options)))
  await runDaemon(world, order, { ...parts, pass: completing(parts.pass, options) })
  return { exitCode: 0, problems: [], remarks: [], fields: {}, text: () => '' }
}

function makeOrder(world: World, options: Options): WatchOrder {
  const { component, source, writing } = makePassRequest(world, options)
  return {
    components: [{ component, source, mode: options.mode, writing }],
    intervalMs: readInterval(options.interval),
    notify: [],
  }
}

/** The commands that remedies name are completed, so that they concern the component of the pass. */
function completing(pass: Parts['pass'], options: Options): Parts['pass'] {
  return async (order, circumstances) => {
    const record = await pass(order, circumstances)
    return { ...record, problems: completeRemedies(record.problems, optionsOf(order, options)) }
  }
}

function optionsOf({ component }: ComponentOrder, options: Options): Options {
  const { directory, config, registry } = component
  return { ...options, component: directory, config, registry }
}

const LEAST_INTERVAL_MS = 1000

function readInterval(text: string): number {
  const interval = parseDuration(text)
  if (interval !== undefined && interval >= LEAST_INTERVAL_MS) return interval
  const message = `--interval takes a duration of at least one second, not '${text.slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: 'Write a number and a unit (s, m, h, d): --interval 60s' })
}
