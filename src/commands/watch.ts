import type { Options } from '../command-line/invocation.ts'
import { parseDuration } from '../domain/units.ts'
import type { WatchOrder } from '../domain/watch/watch-order.ts'
import { federationError } from '../errors.ts'
import type { World } from '../io/world/world.ts'
import { runDaemon } from '../watch/daemon.ts'
import { openLog } from '../watch/log.ts'
import { makeParts } from '../watch/parts-of.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'

/** Reconciles for ever; ends when it is told to by a signal. Its log is all that it writes. */
export async function watch(world: World, { options }: CommandInput): Promise<Result> {
  const order = makeOrder(options)
  const log = await openLog(world, { format: options.logFormat, isVerbose: options.verbose })
  await runDaemon(world, order, makeParts(world, log, () => Promise.resolve(makeOrder(options))))
  return { exitCode: 0, problems: [], remarks: [], fields: {}, text: () => '' }
}

function makeOrder(options: Options): WatchOrder {
  const { component, source, writing } = makePassRequest(options)
  const { mode } = options
  return {
    components: [{ component, source: { kind: 'directory', acceptHistory: undefined, ...source }, mode, writing }],
    intervalMs: readInterval(options.interval),
    notify: [],
  }
}

const LEAST_INTERVAL_MS = 1000

function readInterval(text: string): number {
  const interval = parseDuration(text)
  if (interval !== undefined && interval >= LEAST_INTERVAL_MS) return interval
  const message = `--interval takes a duration of at least one second, not '${text.slice(0, 100)}'.`
  throw federationError('USAGE', { message, remedy: 'Write a number and a unit (s, m, h, d): --interval 60s' })
}
