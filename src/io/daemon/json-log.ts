import { escapeJson } from '../../domain/quote.ts'
import type { LogEntry } from '../../domain/watch/log-entry.ts'
import type { World } from '../world/world.ts'

/** Opens a log that writes one JSON object on each line, at once. */
export async function openJsonLog(
  { clock, stdout }: World,
  least: LogEntry['level'],
): Promise<(entry: LogEntry) => void> {
  const { default: pino } = await import('pino')
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
        stdout.write(`${escapeJson(line.trimEnd())}\n`)
      },
    },
  )
  return ({ level, message, fields }) => {
    log[level](fields, message)
  }
}
