import { escapeText } from '../domain/quote.ts'
import type { LogEntry } from '../domain/watch/log-entry.ts'

/** Renders a line of the log for people, and for programs that cut at `key=`: `TIME LEVEL message key=value …`. */
export function renderLogLine({ level, message, fields }: LogEntry, now: number): string {
  const pairs = Object.entries(fields).flatMap(([key, value]) => {
    return value === undefined ? [] : [`${key}=${renderValue(value)}`]
  })
  return `${[new Date(now).toISOString(), level.toUpperCase().padEnd(5), message, ...pairs].join(' ')}\n`
}

/** A value is one word, or stands in quotes with quotes and backslashes escaped. */
function renderValue(value: string | number | boolean): string {
  const text = String(value)
  if (/^[\w./:@+,~-]+$/.test(text)) return text
  return `"${escapeText(text.replace(/["\\]/g, '\\$&'))}"`
}
