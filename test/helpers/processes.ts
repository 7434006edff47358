import { readdirSync, readFileSync } from 'node:fs'

/** The command lines of all processes of this machine that hold a text, by what `/proc` tells; zombies have none. */
export function processesNaming(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name) && name !== String(process.pid))
    .map((pid) => readCommandLine(pid))
    .filter((line) => line.includes(text))
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
