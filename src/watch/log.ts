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

/** Opens the log on standard output. A line that cannot be written is lost; how many were is told as soon as it can be. */
export async function openLog(world: World, options: LogOptions): Promise<Log> {
  const write = await openLines(world, options)
  const lost = { count: 0 }
  return (entry) => {
    if (entry.level === 'debug' && !options.isVerbose) return
    if (lost.count > 0 && write(describeLoss(lost.count))) lost.count = 0
    if (lost.count > 0 || !write(entry)) lost.count += 1
  }
}

/** Gives what writes one line, and tells whether it was written. */
async function openLines(world: World, { format, isVerbose }: LogOptions): Promise<(entry: LogEntry) => boolean> {
  if (format === 'json') {
    const { openJsonLog } = await import('../io/daemon/json-log.ts')
    return openJsonLog(world, isVerbose ? 'debug' : 'info')
  }
  return (entry) => world.stdout.offer(renderLogLine(entry, world.clock.now()))
}

function describeLoss(lines: number): LogEntry {
  return { level: 'warn', message: 'lines of the log were lost', fields: { lines } }
}
