/** How much a line of the log weighs, from the least on. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** One line of the log: a constant message, and what varies. Fields that are `undefined` are left out. */
export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
  readonly fields: LogFields
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>
