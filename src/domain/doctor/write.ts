const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const
const STEP = 1024

/** Writes permission bits as `chmod` takes them: four octal digits. */
export function writeMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** Writes a moment as a date, in UTC. */
export function writeDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** Writes a moment as `2026-11-01 00:00 UTC`. */
export function writeTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Writes a number of bytes in the largest unit of which there is one, never more than there are. */
export function writeBytes(bytes: number): string {
  let unit = 0
  let amount = bytes
  while (amount >= STEP && unit < UNITS.length - 1) {
    amount /= STEP
    unit += 1
  }
  const shown = unit === 0 || amount >= 10 ? Math.floor(amount) : Math.floor(10 * amount) / 10
  return `${shown} ${UNITS[unit] ?? ''}`
}

/** Writes a count with its noun. */
export function writeCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** Writes for how long something lasts: `3 seconds`, `5 minutes`, `2 hours`, `4 days`. */
export function writeSpan(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  if (seconds < 60) return writeCount(seconds, 'second')
  if (seconds < 3600) return writeCount(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return writeCount(Math.floor(seconds / 3600), 'hour')
  return writeCount(Math.floor(seconds / 86_400), 'day')
}
