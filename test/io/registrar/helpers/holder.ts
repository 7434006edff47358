import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { Site } from './site.ts'

/** A process that has a registry open. */
export interface Holder {
  readonly pid: number
  /** As the system names it: `T` is stopped, `S` sleeps. */
  state(): string
  /** Stops it, and waits until it stands. */
  stop(): void
}

/** A real process that has the registry open, for as long as `body` takes. */
export async function withHolder<T>(
  site: Site,
  body: (holder: Holder) => Promise<T>,
  user: { readonly uid?: number } = {},
): Promise<T> {
  const child = startHolder(site, user)
  try {
    return await body(asHolder(child))
  } finally {
    child.kill('SIGKILL')
  }
}

/** Starts a process for whose end the caller cares: it exists, and has the registry open, as soon as this returns. */
export function startHolder(site: Site, user: { readonly uid?: number } = {}): ChildProcess {
  const descriptor = openSync(site.registryFile, 'r+')
  try {
    return spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', descriptor], ...user })
  } finally {
    closeSync(descriptor)
  }
}

function asHolder({ pid = 0 }: ChildProcess): Holder {
  const stateOf = (): string => /\) (.)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  return {
    pid,
    state: stateOf,
    stop: () => {
      process.kill(pid, 'SIGSTOP')
      while (stateOf() !== 'T');
    },
  }
}
