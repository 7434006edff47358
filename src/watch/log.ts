import type { LogEntry } from '../domain/watch/log-entry.ts'
import type { World } from '../io/world/world.ts'
import { renderLogLine } from '../render/log-line.ts'

/** Writes one line of the log. */
export type Log = (entry: LogEntry) => void

/** How the log is written. */
export interface LogOptions {
  readonly format: 'text' | 'json'
  /** Also what is of no interest as long as all is well. */
  readonly isVerbose: boolean
}

/** Opens the log on standard output. */
export async function openLog(world: World, { format, isVerbose }: LogOptions): Promise<Log> {
  if (format === 'json') {
    const { openJsonLog } = await import('../io/daemon/json-log.ts')
    return openJsonLog(world, isVerbose ? 'debug' : 'info')
  }
  return (entry) => {
    if (isVerbose || entry.level !== 'debug') world.stdout.write(renderLogLine(entry, world.clock.now()))
  }
}
