/** What a job wrote to its log, and the commands that the host found in it. */
export interface Log {
  text: string
  /** Such as `set-output` or `add-mask`: what a text that others wrote must never become. */
  readonly commands: string[]
}

/**
 * Reads lines as the runner of GitHub does: `::name …::value` after any space, `##[name …]value` anywhere, and nothing at all
 * between `stop-commands` and the word that it named.
 */
export function takeLines(log: Log, written: string): void {
  let stopped: string | undefined
  log.text += written
  for (const line of written.split(/\r\n|\r|\n/)) {
    const name = commandOf(line)
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined
    } else if (name === 'stop-commands') stopped = line.trim().slice('::stop-commands::'.length)
    else if (name !== undefined) log.commands.push(name)
  }
  if (stopped !== undefined) log.commands.push('a log that stays without commands')
}

function commandOf(line: string): string | undefined {
  return /^\s*::([^\s:]+)[^:]*::/.exec(line)?.[1] ?? /##\[([^\s\]]+)[^\]]*\]/.exec(line)?.[1]
}
