import { escapeInJson } from '../../domain/quote.ts'
import type { LogEntry } from '../../domain/watch/log-entry.ts'
import type { World } from '../world/world.ts'

/** Opens a log that writes one JSON object on each line, at once; it tells whether that could be. */
export async function openJsonLog(
  { clock, stdout }: World,
  least: LogEntry['level'],
): Promise<(entry: LogEntry) => boolean> {
  const { default: pino } = await import('pino')
  const last = { isWritten: true }
  const log = pino(
    {
      level: least,
      base: {},
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line) => {
        last.isWritten = stdout.offer(`${escapeInJson(line.trimEnd())}\n`)
      },
    },
  )
  return ({ level, message, fields }) => {
    log[level](fields, message)
    return last.isWritten
  }
}
