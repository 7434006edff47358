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

const GONE_MS = 60_000

/** Waits until no process names a text: what was killed takes a moment to end. Fails where one goes on. */
export async function untilNoneNames(text: string): Promise<void> {
  const end = Date.now() + GONE_MS
  let left = processesNaming(text)
  while (left.length > 0 && Date.now() < end) {
    await new Promise((wake) => setTimeout(wake, 20))
    left = processesNaming(text)
  }
  if (left.length > 0) throw new Error(`Still running: ${left.join('; ')}`)
}

/** All processes that one has started, and those that they have started. */
export function descendantsOf(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map((name) => [Number(name), readParent(name)] as const)
  const below = (above: number): readonly number[] =>
    parents.filter(([, parent]) => parent === above).flatMap(([child]) => [child, ...below(child)])
  return below(pid)
}

function readParent(pid: string): number {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
